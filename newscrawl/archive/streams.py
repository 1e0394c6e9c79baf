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
_ZSTD_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
"""How a `.warc.zst` begins whose records were packed with a dictionary: with that, in a frame of its own."""


def list_warc_members(path: Path) -> list[str | None]:
    """The names of the WARC files in a WACZ file; None for a file that is a WARC file itself.

    :raises OSError: it cannot be read.
    :raises zipfile.BadZipFile: it is a ZIP file, and no WACZ.
    """
    if not zipfile.is_zipfile(path):
        return [None]
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith(_WACZ_FOLDER) and ".warc" in name)
    if not names:
        raise zipfile.BadZipFile("there are no WARC files in it")
    return [*names]


@contextmanager
def open_at(path: Path, member: str | None, offset: int) -> Iterator[IO[bytes] | io.RawIOBase]:
    """The archive, or one of those in it, from a record on.

    :raises OSError: it cannot be read.
    :raises zipfile.BadZipFile: it is no longer a WACZ.
    :raises KeyError: it has no such member any more.
    """
    with ExitStack() as stack:
        if member is None:
            stream: IO[bytes] = stack.enter_context(path.open("rb"))
        else:
            stream = stack.enter_context(stack.enter_context(zipfile.ZipFile(path)).open(member))
        header = stream.read(8)
        dictionary_frame = (
            header + stream.read(int.from_bytes(header[4:], "little"))
            if header.startswith(_ZSTD_DICTIONARY_MAGIC)
            else b""
        )
        stream.seek(offset)
        yield _PrefixedStream(dictionary_frame, stream) if dictionary_frame and offset else stream


class _PrefixedStream(io.RawIOBase):
    """A stream with something ahead of it."""

    def __init__(self, prefix: bytes, stream: IO[bytes]) -> None:
        super().__init__()
        self._prefix = io.BytesIO(prefix)
        self._stream = stream
        self._position = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def read(self, size: int = -1) -> bytes:
        data = self._prefix.read(size) or self._stream.read(size)
        self._position += len(data)
        return data
