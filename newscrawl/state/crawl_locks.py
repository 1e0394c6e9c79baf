"""The identity of a crawl, and the lock by which at most one process runs it at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.text import escape_for_log


def build_crawl_name(spider: str, arguments: Mapping[str, str]) -> str:
    """The name of a crawl, from its spider and arguments: the same command is the same crawl.

    Arguments that begin with `_` do not count: Scrapyd adds some, such as `_job`, that do not change what is crawled.

    >>> build_crawl_name("feed", {"url": "https://example.com/rss", "_job": "7"})
    'feed url=https://example.com/rss'
    """
    pairs = sorted(f"{name}={value}" for name, value in arguments.items() if value and not name.startswith("_"))
    return " ".join([spider, *pairs])


class CrawlLocks:
    """Which crawls are running: each locks a file, and the system releases the lock when the process ends or is killed.

    Call `acquire` and `is_locked` only inside a transaction of the ledger. Then no crawl can start between the check
    and what depends on it.

    :param folder: the folder of `state.sqlite`; None if the ledger belongs to this process alone.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder / "jobs" if folder else None
        self._lock_fd: int | None = None

    def acquire(self, name: str) -> None:
        """Lock a crawl for this process.

        :param name: from `build_crawl_name`.
        :raises CrawlStateFailed: another process runs it (`already_running`), or the lock file cannot be created.
        """
        if self._folder is None:
            return
        try:
            self._folder.mkdir(exist_ok=True)
            self._lock_fd = try_lock_file(self._lock_path(self._folder, name), os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise CrawlStateFailed(f"{self._folder}: cannot be written: {error.strerror}") from None
        if self._lock_fd is None:
            message = f"the same crawl is running already: {escape_for_log(name)}"
            raise CrawlStateFailed(message, reason="already_running")

    def is_locked(self, name: str) -> bool:
        """Whether another process runs a crawl."""
        if self._folder is None:
            return False
        try:
            fd = try_lock_file(self._lock_path(self._folder, name), os.O_RDWR)
        except OSError:  # the file does not exist: the crawl has never run
            return False
        if fd is not None:
            os.close(fd)
        return fd is None

    def release(self) -> None:
        """Release the crawl that `acquire` has locked."""
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None

    @staticmethod
    def _lock_path(folder: Path, name: str) -> Path:
        digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        return folder / f"{digest}.lock"


def try_lock_file(path: Path, flags: int) -> int | None:
    """Open a file and lock it without waiting: its file descriptor, or None if another process has locked it.

    :param flags: for `os.open`.
    :raises OSError: the file cannot be opened.
    """
    fd = os.open(path, flags, 0o666)
    with suppress(BlockingIOError):
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return fd
    os.close(fd)
    return None
