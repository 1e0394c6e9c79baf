"""A JSON Lines file that holds whole lines and nothing else, whatever happens."""

from __future__ import annotations

import fcntl
import logging
import os
import stat
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from newscrawl.errors import OutputFailed

logger = logging.getLogger(__name__)

LINES_A_SYNC = 50
_BLOCK = 64 * 1024


class JsonLinesFile:
    """Appends lines to a file, each in one write; the only writer as long as it is open.

    A line that a crash or a full disk cut in half is cut back: at once where possible, else when the file is opened
    again. Lines are safe from a crash of the machine once synced: every fifty lines, at `sync`, and at `close`.

    :param path: made where it is missing, with its folders.
    :raises OutputFailed: it cannot be opened, or another process writes to it.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._unsynced = 0
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        except FileExistsError:  # what mkdir says of a file
            raise OutputFailed(f"{self.path}: cannot be opened: {self.path.parent} is not a folder") from None
        except OSError as error:
            self._fail("cannot be opened", error)
        with ExitStack() as undo:
            undo.callback(os.close, self._file)
            self._lock()
            self._cut_torn_tail()
            undo.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def append(self, line: bytes) -> None:
        """Write one line; its end is added.

        :raises OutputFailed: it could not be written, and no part of it stays.
        """
        line += b"\n"
        size = os.fstat(self._file).st_size
        try:
            written = os.write(self._file, line)
        except OSError as error:
            self._fail("cannot be written", error)
        if written < len(line):
            with suppress(OSError):  # then it is cut when the file is opened again
                os.ftruncate(self._file, size)
            raise OutputFailed(f"{self.path}: cannot be written: only {written} of {len(line)} bytes fit")
        self._unsynced += 1
        if self._unsynced >= LINES_A_SYNC:
            self.sync()

    def sync(self) -> None:
        """Wait until every line so far is on the disk.

        :raises OutputFailed: the disk does not take them.
        """
        if not self._unsynced:
            return
        try:
            os.fdatasync(self._file)
        except OSError as error:
            self._fail("cannot be synced", error)
        self._unsynced = 0

    def close(self) -> None:
        """Sync, and let others write.

        :raises OutputFailed: the disk does not take the last lines.
        """
        try:
            self.sync()
        finally:
            os.close(self._file)

    def _lock(self) -> None:
        """Keep others out; the system takes the lock back when this process ends, however it ends."""
        # A pipe or a terminal has nothing to cut back.
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            raise OutputFailed(f"{self.path}: cannot be opened: not a file")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputFailed(f"{self.path}: another crawl is writing to it") from None
        except OSError as error:
            self._fail("cannot be locked", error)

    def _cut_torn_tail(self) -> None:
        size = os.fstat(self._file).st_size
        try:
            whole = self._end_of_last_line(size)
            os.ftruncate(self._file, whole)
        except OSError as error:
            self._fail("cannot be read", error)
        if whole < size:
            logger.warning("%s: cut %d bytes of a line that was never finished", self.path, size - whole)

    def _end_of_last_line(self, size: int) -> int:
        while size:
            start = max(0, size - _BLOCK)
            end = os.pread(self._file, size - start, start).rfind(b"\n")
            if end >= 0:
                return start + end + 1
            size = start
        return 0

    def _fail(self, what: str, error: OSError) -> NoReturn:
        raise OutputFailed(f"{self.path}: {what}: {error.strerror}") from None
