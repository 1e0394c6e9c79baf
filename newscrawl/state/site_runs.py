"""The last run of each site, and a lock for each, for the commands that crawl many sites (`crawlall`, `schedule`)."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.state.crawl_locks import try_lock_file


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """The last crawl of a site."""

    started_at: datetime
    ended_at: datetime | None = None
    """None if it is still running, or was killed."""
    exit_code: int | None = None
    """Of its process; None as for `ended_at`."""


class SiteRunStore:
    """A folder with two small files for each site: `<host>.json` describes its last run, `<host>.lock` is its lock.

    :param folder: created if it does not exist.
    :raises CrawlStateFailed: it cannot be created.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CrawlStateFailed(f"{folder}: cannot be made: {error.strerror}") from None

    def read_last(self, host: str) -> LastRun | None:
        """Read the last run of a site; None if there was none, or its file cannot be read."""
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
        """Write the last run of a site; if that fails, the file is as before.

        :raises CrawlStateFailed: it cannot be written.
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
        """Lock a site: the file descriptor that holds the lock, or None if another process holds it.

        The lock is released when every process that has the descriptor has closed it. So if a crawl inherits it, the
        site stays locked as long as that crawl runs, even if the process that started it ends first.

        :raises CrawlStateFailed: the lock file cannot be created.
        """
        path = self._folder / f"{host}.lock"
        try:
            return try_lock_file(path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise CrawlStateFailed(f"{path}: cannot be written: {error.strerror}") from None


def _parse_datetime(text: str) -> datetime:
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
