"""A file that only grows, by whole pieces, under a lock."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from newscrawl.core.printable import printable
from newscrawl.errors import FailedReason, OutputFailed

_BLOCK = 64 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT)


def failure(path: Path, what: str, error: OSError) -> OutputFailed:
    """The system's refusal as one line, with the reason `disk_full` where room is what is missing."""
    reason: FailedReason = "disk_full" if error.errno in _FULL else "write_error"
    return OutputFailed(f"{printable(path)}: {what}: {error.strerror}", reason=reason)


class AppendFile:
    """A file with one writer, whose every piece is in it whole or not at all.

    :param path: made where it is missing, with its folders.
    :raises OutputFailed: it cannot be opened, or another process writes to it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lost: OutputFailed | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not path.exists()
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        except FileExistsError:  # what mkdir says of a file
            raise OutputFailed(f"{printable(path)}: cannot be opened: {path.parent} is not a folder") from None
        except OSError as error:
            raise failure(path, "cannot be opened", error) from None
        with ExitStack() as undo:
            undo.callback(os.close, self._file)
            self._lock()
            if is_new:
                sync_folder(path.parent)
            undo.pop_all()

    @property
    def size(self) -> int:
        """Its length in bytes.

        :raises OutputFailed: the system no longer knows the file.
        """
        try:
            return os.fstat(self._file).st_size
        except OSError as error:
            raise failure(self.path, "cannot be measured", error) from None

    def write(self, piece: bytes) -> None:
        """Append a piece in one write.

        :raises OutputFailed: it could not be written, and no part of it stays.
        """
        size, written = self.size, 0
        try:
            while written < len(piece):  # once, but where the disk is full: the second says so
                written += os.write(self._file, piece[written:])
        except OSError as error:
            with suppress(OSError):  # then it is cut when the file is opened again
                os.ftruncate(self._file, size)
            raise failure(self.path, "cannot be written", error) from None

    def cut(self, length: int) -> None:
        """Take away what stands beyond.

        :raises OutputFailed: it cannot be taken away.
        """
        try:
            os.ftruncate(self._file, length)
        except OSError as error:
            raise failure(self.path, "cannot be cut back", error) from None

    def sync(self) -> None:
        """Wait until all of it is on the disk, where its path says.

        A sync that failed once is never taken for one that did not: the system may have given up the lines.

        :raises OutputFailed: the disk does not take it, or the path leads elsewhere by now.
        """
        if self._lost:
            raise self._lost
        try:
            os.fdatasync(self._file)
            found, own = os.stat(self.path), os.fstat(self._file)  # noqa: PTH116 - beside its twin
        except OSError as error:
            self._lost = failure(self.path, "cannot be synced", error)
            raise self._lost from None
        if (found.st_dev, found.st_ino) != (own.st_dev, own.st_ino):
            self._lost = OutputFailed(f"{printable(self.path)}: another file was put in its place")
            raise self._lost

    def around(self, at: int) -> tuple[bytes, bytes]:
        """The four bytes on each side of a place."""
        start = max(0, at - 4)
        return os.pread(self._file, at - start, start), os.pread(self._file, 4, at)

    def chunks(self, start: int) -> Iterator[bytes]:
        """All that it holds from `start` on.

        :raises OutputFailed: it cannot be read.
        """
        try:
            while chunk := os.pread(self._file, _BLOCK, start):
                yield chunk
                start += len(chunk)
        except OSError as error:
            raise failure(self.path, "cannot be read", error) from None

    def sha256(self) -> str:
        """The digest of all that it holds, as `sha256sum` prints it."""
        digest = hashlib.sha256()
        for chunk in self.chunks(0):
            digest.update(chunk)
        return digest.hexdigest()

    def close(self) -> None:
        """Let others write."""
        os.close(self._file)

    def _lock(self) -> None:
        """Keep others out; the system takes the lock back when this process ends, however it ends."""
        # A pipe or a terminal has nothing to cut back.
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            raise OutputFailed(f"{printable(self.path)}: cannot be opened: not a file")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputFailed(f"{printable(self.path)}: another crawl is writing to it") from None
        except OSError as error:
            raise failure(self.path, "cannot be locked", error) from None


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; not every file system can."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
