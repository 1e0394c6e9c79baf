"""Archive files as streams of WARC records, from any record on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

_WACZ_FOLDER = "archive/"
"""Where a WACZ file, which is a ZIP file, has its WARC files."""
_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""How a `.warc.zst` begins whose records were packed with a dictionary: with that, in a frame of its own."""


def warc_members(path: Path) -> list[str | None]:
    """The names of the WARC files in a WACZ file; None for a file that is a WARC file itself.

    :raises OSError: it cannot be read.
    :raises zipfile.BadZipFile: it is a ZIP file, and no WACZ.
    """
    if not zipfile.is_zipfile(path):
        return [None]
    with zipfile.ZipFile(path) as packed:
        names = sorted(name for name in packed.namelist() if name.startswith(_WACZ_FOLDER) and ".warc" in name)
    if not names:
        raise zipfile.BadZipFile("there are no WARC files in it")
    return [*names]


@contextmanager
def begun_at(path: Path, member: str | None, offset: int) -> Iterator[IO[bytes] | io.RawIOBase]:
    """The archive, or one of those in it, from a record on.

    :raises OSError: it cannot be read.
    :raises zipfile.BadZipFile: it is no longer a WACZ.
    :raises KeyError: it has no such member any more.
    """
    with ExitStack() as opened:
        if member is None:
            stream: IO[bytes] = opened.enter_context(path.open("rb"))
        else:
            stream = opened.enter_context(opened.enter_context(zipfile.ZipFile(path)).open(member))
        head = stream.read(8)
        frame = head + stream.read(int.from_bytes(head[4:], "little")) if head.startswith(_DICTIONARY) else b""
        stream.seek(offset)
        yield _Behind(frame, stream) if frame and offset else stream


class _Behind(io.RawIOBase):
    """A stream with something ahead of it."""

    def __init__(self, ahead: bytes, stream: IO[bytes]) -> None:
        super().__init__()
        self._ahead = io.BytesIO(ahead)
        self._stream = stream
        self._given = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._given

    def read(self, size: int = -1) -> bytes:
        given = self._ahead.read(size) or self._stream.read(size)
        self._given += len(given)
        return given
