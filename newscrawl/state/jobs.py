"""Jobs: what makes two runs the same crawl, and who is at it now."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from newscrawl.core.printable import printable
from newscrawl.errors import StateFailed


def job_name(spider: str, arguments: Mapping[str, str]) -> str:
    """A spider and what it was told: the same command is the same job.

    Scrapyd adds arguments of its own, such as `_job`, which say nothing of what is crawled.

    >>> job_name("feed", {"url": "https://example.com/rss", "_job": "7"})
    'feed url=https://example.com/rss'
    """
    told = sorted(f"{name}={value}" for name, value in arguments.items() if value and not name.startswith("_"))
    return " ".join([spider, *told])


class JobLocks:
    """Which jobs have a process at work: each holds a lock on a file, which the system takes back however it ends.

    To be asked inside a transaction of the ledger only: so nobody starts between a question and what follows from it.

    :param folder: where the files are; None where the ledger is this process's own.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / "jobs" if folder else None
        self._held: int | None = None

    def hold(self, name: str) -> None:
        """Keep this job to ourselves.

        :raises StateFailed: another process is at it (`already_running`), or the file cannot be made.
        """
        if self._folder is None:
            return
        try:
            self._folder.mkdir(exist_ok=True)
            self._held = self._locked(name, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise StateFailed(f"{self._folder}: cannot be written: {error.strerror}") from None
        if self._held is None:
            message = f"the same crawl is running already: {printable(name)}"
            raise StateFailed(message, reason="already_running")

    def is_held(self, name: str) -> bool:
        """Whether a process is at a job that is not ours."""
        if self._folder is None:
            return False
        try:
            file = self._locked(name, os.O_RDWR)
        except OSError:  # it has never been locked
            return False
        if file is not None:
            os.close(file)
        return file is None

    def release(self) -> None:
        """Let others have our job."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _locked(self, name: str, how: int) -> int | None:
        """The file of a job, locked; None where another process has it."""
        assert self._folder is not None  # noqa: S101 - asked before
        digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        file = os.open(self._folder / f"{digest}.lock", how, 0o666)
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file
        os.close(file)
        return None


def open_job(cursor: sqlite3.Cursor, name: str) -> tuple[int, int, bool]:
    """The number of a job, of its round, and whether that was broken off: a round that came to its end has a next."""
    cursor.execute("INSERT OR IGNORE INTO ledger_job (name) VALUES (?)", (name,))
    row = cursor.execute("SELECT job, round, open FROM ledger_job WHERE name = ?", (name,)).fetchone()
    job, number, resumed = int(row[0]), int(row[1]), bool(row[2])
    if not resumed:
        number += 1
        cursor.execute("UPDATE ledger_job SET round = ?, open = 1 WHERE job = ?", (number, job))
    return job, number, resumed
