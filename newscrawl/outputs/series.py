"""One output: the file that lines are added to, and those that are full."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path

from newscrawl.core.printable import printable
from newscrawl.errors import OutputFailed
from newscrawl.outputs.appendfile import AppendFile
from newscrawl.outputs.manifest import Manifest, Open, read_manifest, write_manifest
from newscrawl.outputs.mending import mended, sealed
from newscrawl.outputs.naming import number_of, numbered
from newscrawl.outputs.packing import packing_of

logger = logging.getLogger(__name__)

SECONDS_A_MANIFEST = 10.0
"""How old the counts of the open file may be in the manifest: it takes milliseconds to replace one for good."""


class Series:
    """The files of one path, of which the last is open, locked, and no longer than the ledger knows it to be.

    Without a limit that is the path itself. With one, the files are numbered; a number is never used again.

    :param ledger: what tells the ledger from all others; empty where there is none.
    :param committed: what the ledger recorded of `key` and `length`.
    :param max_bytes: the size at which a file is full, 0 for none.
    :raises OutputFailed: it cannot be opened, or another process writes to it.
    """

    def __init__(self, path: Path, *, ledger: str, committed: Mapping[str, int], max_bytes: int) -> None:
        self.path = Path(os.path.realpath(path)) if path.is_symlink() else path
        self._ledger = ledger
        self._committed = committed
        self._max_bytes = max_bytes
        self._pack = packing_of(path).pack
        self._waiting: list[bytes] = []  # lines for the next member or frame
        self._new, self._first, self._last = 0, b"", b""  # lines since the last sync
        self._told = time.monotonic()
        self._file = AppendFile(self._current(read_manifest(self.path)))
        try:
            self._manifest = read_manifest(self.path)
            self._open = self._take_over()
        except BaseException:
            self._file.close()
            raise

    @property
    def dirty(self) -> bool:
        """Whether lines were added since the last sync."""
        return self._new > 0

    @property
    def key(self) -> str:
        """What the ledger calls the open file."""
        return self._open.key

    @property
    def length(self) -> int:
        """The length of the open file at the last sync."""
        return self._open.length

    def append(self, line: bytes) -> None:
        """Add a line, and its end.

        :raises OutputFailed: it could not be written, and no part of it stays.
        """
        if 0 < self._max_bytes <= self.length:
            self._begin_next()
        if self._pack is None:
            self._file.write(line + b"\n")
        else:
            self._waiting.append(line + b"\n")
        self._first, self._last = (self._first if self.dirty else line), line
        self._new += 1

    def sync(self) -> None:
        """Bring every line to the disk, and the counts to the manifest where it is old.

        :raises OutputFailed: the disk does not take them.
        """
        if not self.dirty:
            return
        if self._pack is not None and self._waiting:
            self._file.write(self._pack(b"".join(self._waiting)))
            self._waiting.clear()
        self._file.sync()
        self._open.add(self._new, first=self._first, last=self._last, end=self._file.size)
        self._new = 0
        if time.monotonic() - self._told > SECONDS_A_MANIFEST:
            self._tell()

    def close(self) -> None:
        """Sync, and let others write.

        :raises OutputFailed: the disk does not take the last lines.
        """
        try:
            self.sync()
            self._open.closed = True
            self._tell()
        finally:
            self._file.close()

    def seal(self) -> None:
        """Close for good, with a digest in the manifest; every line was synced.

        :raises OutputFailed: that could not be written.
        """
        try:
            self._manifest.sealed.append(sealed(self._open, self._file))
            self._manifest.open = None
            write_manifest(self.path, self._manifest)
        finally:
            self._file.close()

    def _current(self, manifest: Manifest) -> Path:
        """The file that lines are added to next."""
        if not self._max_bytes:
            return self.path
        full = {part.file for part in manifest.sealed}
        names = {*full, *_numbered_beside(self.path), *([manifest.open.file] if manifest.open else [])}
        last = numbered(self.path, number := max((number_of(self.path, name) or 0 for name in names), default=0))
        return last if last.name not in full and last.exists() else numbered(self.path, number + 1)

    def _take_over(self) -> Open:
        """Mend what the last crawl left, and say so in the manifest before the first line comes."""
        manifest, current = self._manifest, self._file.path.name
        if self._file.path != self._current(manifest):  # it has begun a new file since we looked
            raise OutputFailed(f"{printable(self.path)}: another crawl is writing to it")
        unfinished = {manifest.open.file} if manifest.open else set()
        if self._max_bytes:
            unfinished.update([self.path.name], _numbered_beside(self.path))
        for name in sorted(unfinished - {part.file for part in manifest.sealed} - {current}):
            if (path := self.path.with_name(name)).exists():
                self._finish(path)
        manifest.sealed = [part for part in manifest.sealed if part.file != current]
        manifest.open = self._mended(self._file)
        write_manifest(self.path, manifest)
        return manifest.open

    def _finish(self, path: Path) -> None:
        """Seal a file that was full, or is not the one to go on with."""
        file = AppendFile(path)
        try:
            self._manifest.sealed.append(sealed(self._mended(file), file))
        finally:
            file.close()

    def _mended(self, file: AppendFile) -> Open:
        left = self._manifest.open
        own = left if left and left.file == file.path.name else None
        return mended(file, own, ledger=self._ledger, committed=self._committed)

    def _begin_next(self) -> None:
        """Go on in a new file, which is locked before the full one is let go."""
        full, number = self._file, number_of(self.path, self._file.path.name) or 0
        self._file = AppendFile(numbered(self.path, number + 1))
        try:
            self._manifest.sealed.append(sealed(self._open, full))
        finally:
            full.close()
        self._manifest.open = self._open = self._mended(self._file)
        write_manifest(self.path, self._manifest)

    def _tell(self) -> None:
        """Bring the manifest up to date; what it lacks for want of room is counted when the file is opened again."""
        self._told = time.monotonic()
        try:
            write_manifest(self.path, self._manifest)
        except OutputFailed as error:
            if error.reason != "disk_full":
                raise
            logger.warning("%s", error)


def _numbered_beside(path: Path) -> list[str]:
    """The numbered files of an output."""
    if not path.parent.is_dir():
        return []
    return [name.name for name in path.parent.iterdir() if number_of(path, name.name) is not None]
