"""What all jobs of commands share."""

from __future__ import annotations

from scrapy.settings import Settings

from newscrawl.core.ending import ExitCode


class CommandRunner:
    """A command's work.

    :param settings: of the project.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.exitcode: int = ExitCode.DONE
