"""Where articles go: one JSON Lines file, or several, whole and safe at every commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from newscrawl.errors import OutputFailed
from newscrawl.outputs.manifest import read_manifest
from newscrawl.outputs.naming import OutputTemplate
from newscrawl.outputs.series import RotatingFile

MAX_OPEN_FILES = 64
"""Files that stay open at once, beside those with lines that are not yet committed."""


def utc_today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Tell of refusals where nobody looks for one: a disk in a network that went away gives them anywhere."""
    try:
        yield
    except (OSError, MemoryError) as error:
        raise OutputFailed(f"the output cannot be written: {error}", reason="write_error") from None


class OutputFiles:
    """Appends lines to the files that a template names; each is cut back to its committed length when it is opened.

    A line belongs to the output once its length is committed: `sync` brings all lines so far to the disk and says how
    long each file is; whoever keeps the ledger records that together with the addresses done, before the next
    `append`. A length whose recording failed is recorded with the next, or nothing more is.

    What a killed run wrote beyond that is cut away when the file is opened again, by this ledger. Lines that came from
    elsewhere (another ledger, none, a person) are kept, but for a half line at the end.

    :param template: a path, in which `%(spider)s`, `%(site)s` and `%(date)s` stand for the spider's name, the
        article's site and the day (UTC); its suffix (`.gz`, `.zst`, or none of them) says how it is packed.
    :param ledger: what tells the ledger from all others; empty where there is none.
    :param committed: what `sync` returned, as the ledger last recorded it: all keys of all files.
    :param max_bytes: a file that has reached this size at a commit is sealed, and a new one begun; 0 is no limit.
    :raises BadArgument: the template cannot be used.
    :raises OutputFailed: the file cannot be opened, or another process writes to it. Files whose names hold a site
        are opened at their first line.
    """

    def __init__(
        self,
        template: str,
        *,
        spider: str,
        ledger_id: str = "",
        committed_lengths: Mapping[str, int] | None = None,
        max_bytes: int = 0,
        clock: Callable[[], date] = utc_today,
    ) -> None:
        self._template = OutputTemplate(template, spider=spider)
        self._ledger_id = ledger_id
        self._committed_lengths = dict(committed_lengths or {})
        self._max_bytes = max_bytes
        self._clock = clock
        self._today = clock()
        self._open_files: dict[Path, RotatingFile] = {}  # the one that was used last is the last
        self._file_days: dict[Path, date] = {}
        self._unreported_lengths: dict[str, int] = {}
        if not self._template.has_site:
            self._get_file("")

    @_translate_errors()
    def append(self, line: bytes, *, site: str = "") -> None:
        """Add one line, whose end is added; it is on the disk after `sync`.

        :raises OutputFailed: it could not be written, and no part of it stays; what was written before does.
        """
        self._today = max(self._today, self._clock())  # a clock that is set back opens no file of the past
        self._get_file(site).append(line)

    @_translate_errors()
    def sync(self) -> dict[str, int]:
        """Bring every line so far to the disk: the length of each file that grew since the last time, by its key.

        Files that have not grown are let go where there are many, and sealed where their day is over.

        :raises OutputFailed: the disk does not take them, or a file is no longer where it was; nothing of what was
            appended since the last `sync` may be recorded.
        """
        idle = [path for path, series in self._open_files.items() if not series.is_dirty]
        for file in self._open_files.values():
            if file.is_dirty:
                file.sync()
                self._unreported_lengths[file.key] = file.length
        lengths, self._unreported_lengths = self._unreported_lengths, {}
        for path in idle:
            if self._file_days[path] < self._today:
                self._pop_file(path).seal()
            elif len(self._open_files) > MAX_OPEN_FILES:
                self._pop_file(path).close()
        self._committed_lengths |= lengths
        return lengths

    def close(self) -> None:
        """Sync what was not, and let others write; what was not recorded is cut away when the file is opened again.

        :raises OutputFailed: the disk does not take the last lines.
        """
        with ExitStack() as stack:
            for path in [*self._open_files]:
                stack.callback(self._pop_file(path).close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _get_file(self, site: str) -> RotatingFile:
        path = self._template.path(site=site, day=self._today)
        file = self._open_files.pop(path, None) or self._open_file(path, site)
        self._open_files[path] = file
        self._file_days[path] = self._today
        return file

    def _open_file(self, path: Path, site: str) -> RotatingFile:
        """The files of a path; those of days before are sealed first."""
        for earlier_path in self._template.earlier_paths(site=site, day=self._today):
            if earlier_path not in self._open_files and read_manifest(earlier_path).open:
                self._new_rotating_file(earlier_path).seal()
        return self._new_rotating_file(path)

    def _new_rotating_file(self, path: Path) -> RotatingFile:
        return RotatingFile(
            path, ledger_id=self._ledger_id, committed_lengths=self._committed_lengths, max_bytes=self._max_bytes
        )

    def _pop_file(self, path: Path) -> RotatingFile:
        del self._file_days[path]
        return self._open_files.pop(path)
