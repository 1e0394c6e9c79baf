"""Jobs: what makes two runs the same crawl, and who is at it now.

When each site was crawled last by a command that crawls many, and that nobody crawls one of them twice at once.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.text import escape_for_log


def build_crawl_name(spider: str, arguments: Mapping[str, str]) -> str:
    """A spider and what it was told: the same command is the same job.

    Scrapyd adds arguments of its own, such as `_job`, which say nothing of what is crawled.

    >>> build_crawl_name("feed", {"url": "https://example.com/rss", "_job": "7"})
    'feed url=https://example.com/rss'
    """
    pairs = sorted(f"{name}={value}" for name, value in arguments.items() if value and not name.startswith("_"))
    return " ".join([spider, *pairs])


class CrawlLocks:
    """Which jobs have a process at work: each holds a lock on a file, which the system takes back however it ends.

    To be asked inside a transaction of the ledger only: so nobody starts between a question and what follows from it.

    :param folder: where the files are; None where the ledger is this process's own.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / "jobs" if folder else None
        self._lock_fd: int | None = None

    def acquire(self, name: str) -> None:
        """Keep this job to ourselves.

        :raises StateFailed: another process is at it (`already_running`), or the file cannot be made.
        """
        if self._folder is None:
            return
        try:
            self._folder.mkdir(exist_ok=True)
            self._lock_fd = self._try_lock(name, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise CrawlStateFailed(f"{self._folder}: cannot be written: {error.strerror}") from None
        if self._lock_fd is None:
            message = f"the same crawl is running already: {escape_for_log(name)}"
            raise CrawlStateFailed(message, reason="already_running")

    def is_locked(self, name: str) -> bool:
        """Whether a process is at a job that is not ours."""
        if self._folder is None:
            return False
        try:
            fd = self._try_lock(name, os.O_RDWR)
        except OSError:  # it has never been locked
            return False
        if fd is not None:
            os.close(fd)
        return fd is None

    def release(self) -> None:
        """Let others have our job."""
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None

    def _try_lock(self, name: str, flags: int) -> int | None:
        """The file of a job, locked; None where another process has it."""
        assert self._folder is not None  # noqa: S101 - asked before
        digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        fd = os.open(self._folder / f"{digest}.lock", flags, 0o666)
        with suppress(BlockingIOError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return fd
        os.close(fd)
        return None


def begin_pass(cursor: sqlite3.Cursor, name: str) -> tuple[int, int, bool]:
    """The number of a job, of its round, and whether that was broken off: a round that came to its end has a next."""
    cursor.execute("INSERT OR IGNORE INTO ledger_job (name) VALUES (?)", (name,))
    row = cursor.execute("SELECT job, round, open FROM ledger_job WHERE name = ?", (name,)).fetchone()
    crawl_id, pass_number, is_resumed = int(row[0]), int(row[1]), bool(row[2])
    if not is_resumed:
        pass_number += 1
        cursor.execute("UPDATE ledger_job SET round = ?, open = 1 WHERE job = ?", (pass_number, crawl_id))
    return crawl_id, pass_number, is_resumed


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
