"""A locked file with one writer, to which data is appended completely or not at all."""

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


class AppendFile:
    """A file that one process writes to, and each of whose writes is complete or leaves nothing.

    :param path: created with its folders if it does not exist.
    :raises OutputFailed: it cannot be opened, is not a regular file, or another process has locked it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._sync_error: OutputFailed | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not path.exists()
            self._fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
        except FileExistsError:  # mkdir raises this if the parent is a file
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
        """The length in bytes.

        :raises OutputFailed: the file can no longer be accessed.
        """
        try:
            return os.fstat(self._fd).st_size
        except OSError as error:
            raise build_output_error(self.path, "cannot be measured", error) from None

    def write(self, data: bytes) -> None:
        """Append data.

        :raises OutputFailed: it could not be written; what was written of it is removed again.
        """
        size, written = self.size, 0
        try:
            while written < len(data):  # a second turn only if the disk is full: that write raises the error
                written += os.write(self._fd, data[written:])
        except OSError as error:
            with suppress(OSError):  # then recovery truncates it when the file is opened again
                os.ftruncate(self._fd, size)
            raise build_output_error(self.path, "cannot be written", error) from None

    def truncate(self, length: int) -> None:
        """Remove what is after the first `length` bytes.

        :raises OutputFailed: the file cannot be truncated.
        """
        try:
            os.ftruncate(self._fd, length)
        except OSError as error:
            raise build_output_error(self.path, "cannot be truncated", error) from None

    def sync(self) -> None:
        """Wait until all data is on the disk, in the file that the path still names.

        After one failure every later sync fails, too: the system may have dropped the data that it could not write,
        and a second fsync would not report that.

        :raises OutputFailed: the data is not on the disk, or another file is at the path by now.
        """
        if self._sync_error:
            raise self._sync_error
        try:
            os.fdatasync(self._fd)
            path_stat, fd_stat = os.stat(self.path), os.fstat(self._fd)  # noqa: PTH116 - next to os.fstat
        except OSError as error:
            self._sync_error = build_output_error(self.path, "cannot be synced", error)
            raise self._sync_error from None
        if (path_stat.st_dev, path_stat.st_ino) != (fd_stat.st_dev, fd_stat.st_ino):
            self._sync_error = OutputFailed(f"{escape_for_log(self.path)}: another file was put in its place")
            raise self._sync_error

    def read_around(self, offset: int) -> tuple[bytes, bytes]:
        """Up to four bytes before an offset, and up to four after it."""
        start = max(0, offset - 4)
        return os.pread(self._fd, offset - start, start), os.pread(self._fd, 4, offset)

    def iter_chunks(self, start: int) -> Iterator[bytes]:
        """The content from the offset `start` on, in chunks of 64 KiB.

        :raises OutputFailed: the file cannot be read.
        """
        try:
            while chunk := os.pread(self._fd, _CHUNK_BYTES, start):
                yield chunk
                start += len(chunk)
        except OSError as error:
            raise build_output_error(self.path, "cannot be read", error) from None

    def sha256(self) -> str:
        """The digest of the whole file, as `sha256sum` prints it."""
        digest = hashlib.sha256()
        for chunk in self.iter_chunks(0):
            digest.update(chunk)
        return digest.hexdigest()

    def close(self) -> None:
        """Close the file and release its lock."""
        os.close(self._fd)

    def _lock(self) -> None:
        """Lock out other processes; the system releases the lock when this process ends, even if it is killed."""
        # A pipe or a terminal cannot be truncated.
        if not stat.S_ISREG(os.fstat(self._fd).st_mode):
            raise OutputFailed(f"{escape_for_log(self.path)}: cannot be opened: not a file")
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputFailed(f"{escape_for_log(self.path)}: another crawl is writing to it") from None
        except OSError as error:
            raise build_output_error(self.path, "cannot be locked", error) from None


def fsync_folder(folder: Path) -> None:
    """Bring the file names in a folder to the disk; a file system that cannot do that is no error."""
    with suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def build_output_error(path: Path, problem: str, error: OSError) -> OutputFailed:
    """An error of the operating system as one line, with the reason `disk_full` if there is no space left."""
    reason: FailedReason = "disk_full" if error.errno in _DISK_FULL_ERRNOS else "write_error"
    return OutputFailed(f"{escape_for_log(path)}: {problem}: {error.strerror}", reason=reason)
