"""When each site was crawled last by a command that crawls many, and that nobody crawls one of them twice at once."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.errors import StateFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """What is known of the last crawl of a site."""

    began: datetime
    ended: datetime | None = None
    """None where it is still running, or was broken off."""
    code: int | None = None
    """The exit code of its process."""


class SiteRuns:
    """A folder with two small files a site: its last run, and a lock.

    :param folder: made where it is missing.
    :raises StateFailed: it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StateFailed(f"{folder}: cannot be made: {error.strerror}") from None

    def last(self, host: str) -> LastRun | None:
        """The last run of a site; None where there was none, or what stands there is no account of one."""
        try:
            found = json.loads((self._folder / f"{host}.json").read_bytes())
            ended = found["ended"]
            return LastRun(
                began=_moment(found["began"]),
                ended=_moment(ended) if ended else None,
                code=found["code"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, host: str, run: LastRun) -> None:
        """Keep the account of a run, whole or not at all.

        :raises StateFailed: it cannot be written.
        """
        path = self._folder / f"{host}.json"
        partial = path.with_suffix(f".{os.getpid()}.part")
        said = {
            "began": run.began.isoformat(),
            "ended": run.ended.isoformat() if run.ended else None,
            "code": run.code,
        }
        try:
            partial.write_text(json.dumps(said) + "\n")
            partial.replace(path)
        except OSError as error:
            with suppress(OSError):
                partial.unlink()
            raise StateFailed(f"{path}: cannot be written: {error.strerror}") from None

    def lock(self, host: str) -> int | None:
        """The file descriptor that holds the lock of a site; None where somebody else has it.

        The lock is given back when every process has closed the descriptor that has it: one that a crawl inherits stays
        locked for as long as that crawl runs, whatever becomes of the process that started it.

        :raises StateFailed: the file cannot be made.
        """
        path = self._folder / f"{host}.lock"
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise StateFailed(f"{path}: cannot be written: {error.strerror}") from None
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        os.close(file)
        return None


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
