"""When each site was crawled last by a command that crawls many, and that nobody crawls one of them twice at once."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.errors import CrawlStateFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """What is known of the last crawl of a site."""

    started_at: datetime
    ended_at: datetime | None = None
    """None where it is still running, or was broken off."""
    exit_code: int | None = None
    """The exit code of its process."""


class SiteRunStore:
    """A folder with two small files a site: its last run, and a lock.

    :param folder: made where it is missing.
    :raises StateFailed: it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CrawlStateFailed(f"{folder}: cannot be made: {error.strerror}") from None

    def read_last(self, host: str) -> LastRun | None:
        """The last run of a site; None where there was none, or what stands there is no account of one."""
        try:
            data = json.loads((self._folder / f"{host}.json").read_bytes())
            ended_at = data["ended"]
            return LastRun(
                started_at=_parse_datetime(data["began"]),
                ended_at=_parse_datetime(ended_at) if ended_at else None,
                exit_code=data["code"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, host: str, run: LastRun) -> None:
        """Keep the account of a run, whole or not at all.

        :raises StateFailed: it cannot be written.
        """
        path = self._folder / f"{host}.json"
        partial = path.with_suffix(f".{os.getpid()}.part")
        data = {
            "began": run.started_at.isoformat(),
            "ended": run.ended_at.isoformat() if run.ended_at else None,
            "code": run.exit_code,
        }
        try:
            partial.write_text(json.dumps(data) + "\n")
            partial.replace(path)
        except OSError as error:
            with suppress(OSError):
                partial.unlink()
            raise CrawlStateFailed(f"{path}: cannot be written: {error.strerror}") from None

    def try_lock(self, host: str) -> int | None:
        """The file descriptor that holds the lock of a site; None where somebody else has it.

        The lock is given back when every process has closed the descriptor that has it: one that a crawl inherits stays
        locked for as long as that crawl runs, whatever becomes of the process that started it.

        :raises StateFailed: the file cannot be made.
        """
        path = self._folder / f"{host}.lock"
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise CrawlStateFailed(f"{path}: cannot be written: {error.strerror}") from None
        with suppress(BlockingIOError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return fd
        os.close(fd)
        return None


def _parse_datetime(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
