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

from newscrawl.exceptions import FailedReason, OutputFailed
from newscrawl.text import escape_for_log

_CHUNK_BYTES = 64 * 1024
_DISK_FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT)


def build_output_error(path: Path, problem: str, error: OSError) -> OutputFailed:
    """The system's refusal as one line, with the reason `disk_full` where room is what is missing."""
    reason: FailedReason = "disk_full" if error.errno in _DISK_FULL_ERRNOS else "write_error"
    return OutputFailed(f"{escape_for_log(path)}: {problem}: {error.strerror}", reason=reason)


class AppendFile:
    """A file with one writer, whose every piece is in it whole or not at all.

    :param path: made where it is missing, with its folders.
    :raises OutputFailed: it cannot be opened, or another process writes to it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sync_error: OutputFailed | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not path.exists()
            self._fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        except FileExistsError:  # what mkdir says of a file
            raise OutputFailed(f"{escape_for_log(path)}: cannot be opened: {path.parent} is not a folder") from None
        except OSError as error:
            raise build_output_error(path, "cannot be opened", error) from None
        with ExitStack() as undo:
            undo.callback(os.close, self._fd)
            self._lock()
            if is_new:
                fsync_folder(path.parent)
            undo.pop_all()

    @property
    def size(self) -> int:
        """Its length in bytes.

        :raises OutputFailed: the system no longer knows the file.
        """
        try:
            return os.fstat(self._fd).st_size
        except OSError as error:
            raise build_output_error(self.path, "cannot be measured", error) from None

    def write(self, data: bytes) -> None:
        """Append a piece in one write.

        :raises OutputFailed: it could not be written, and no part of it stays.
        """
        size, written = self.size, 0
        try:
            while written < len(data):  # once, but where the disk is full: the second says so
                written += os.write(self._fd, data[written:])
        except OSError as error:
            with suppress(OSError):  # then it is cut when the file is opened again
                os.ftruncate(self._fd, size)
            raise build_output_error(self.path, "cannot be written", error) from None

    def truncate(self, length: int) -> None:
        """Take away what stands beyond.

        :raises OutputFailed: it cannot be taken away.
        """
        try:
            os.ftruncate(self._fd, length)
        except OSError as error:
            raise build_output_error(self.path, "cannot be cut back", error) from None

    def sync(self) -> None:
        """Wait until all of it is on the disk, where its path says.

        A sync that failed once is never taken for one that did not: the system may have given up the lines.

        :raises OutputFailed: the disk does not take it, or the path leads elsewhere by now.
        """
        if self._sync_error:
            raise self._sync_error
        try:
            os.fdatasync(self._fd)
            path_stat, fd_stat = os.stat(self.path), os.fstat(self._fd)  # noqa: PTH116 - beside its twin
        except OSError as error:
            self._sync_error = build_output_error(self.path, "cannot be synced", error)
            raise self._sync_error from None
        if (path_stat.st_dev, path_stat.st_ino) != (fd_stat.st_dev, fd_stat.st_ino):
            self._sync_error = OutputFailed(f"{escape_for_log(self.path)}: another file was put in its place")
            raise self._sync_error

    def read_around(self, offset: int) -> tuple[bytes, bytes]:
        """The four bytes on each side of a place."""
        start = max(0, offset - 4)
        return os.pread(self._fd, offset - start, start), os.pread(self._fd, 4, offset)

    def iter_chunks(self, start: int) -> Iterator[bytes]:
        """All that it holds from `start` on.

        :raises OutputFailed: it cannot be read.
        """
        try:
            while chunk := os.pread(self._fd, _CHUNK_BYTES, start):
                yield chunk
                start += len(chunk)
        except OSError as error:
            raise build_output_error(self.path, "cannot be read", error) from None

    def sha256(self) -> str:
        """The digest of all that it holds, as `sha256sum` prints it."""
        digest = hashlib.sha256()
        for chunk in self.iter_chunks(0):
            digest.update(chunk)
        return digest.hexdigest()

    def close(self) -> None:
        """Let others write."""
        os.close(self._fd)

    def _lock(self) -> None:
        """Keep others out; the system takes the lock back when this process ends, however it ends."""
        # A pipe or a terminal has nothing to cut back.
        if not stat.S_ISREG(os.fstat(self._fd).st_mode):
            raise OutputFailed(f"{escape_for_log(self.path)}: cannot be opened: not a file")
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputFailed(f"{escape_for_log(self.path)}: another crawl is writing to it") from None
        except OSError as error:
            raise build_output_error(self.path, "cannot be locked", error) from None


def fsync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk; not every file system can."""
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
