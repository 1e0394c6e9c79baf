"""Compresses lines as gzip members or zstd frames, and reads them again; a file without such a suffix is plain text.

Each commit appends whole members, so that a file stays readable when a crash leaves an incomplete one at its end.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DecompressedPart = tuple[int | None, bytes]
"""Decompressed text, and the offset in the file where it ends if that is the end of a line, member or frame; else
None."""


class _Decompressor(Protocol):
    """Reads one member or frame; the interface of `zlib` and `zstd` decompressors."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def unused_data(self) -> bytes:
        """The input after the end of the member."""

    def decompress(self, data: bytes, /) -> bytes:
        """The next part of the text."""


class CorruptData(Exception):
    """The bytes from `offset` on are neither a complete nor an incomplete member or frame."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Compression:
    """One compression format, or none."""

    compress: Callable[[bytes], bytes] | None
    """Turns lines into one member or frame. None: lines are written as they are, each at once."""
    _new_decompressor: Callable[[], _Decompressor] | None = None
    _magic: bytes = b""
    """The first bytes of a member or frame."""

    def is_boundary(self, before: bytes, after: bytes) -> bool:
        """Whether a line, member or frame may end here, between up to four bytes before and up to four after."""
        if self.compress is None:
            return not before or before.endswith(b"\n")
        return not after or after.startswith(self._magic)

    def decompress(self, chunks: Iterable[bytes], offset: int) -> Iterator[DecompressedPart]:
        """Decompress a file from `offset` on, where a line, member or frame begins.

        :param chunks: the content of the file from there on.
        :raises CorruptData: it is not compressed as its suffix says.
        """
        return self._decompress_members(chunks, offset) if self._new_decompressor else _split_lines(chunks, offset)

    def _decompress_members(self, chunks: Iterable[bytes], offset: int) -> Iterator[DecompressedPart]:
        assert self._new_decompressor is not None  # noqa: S101 - decompress() checks it
        decompressor, member_start = None, offset
        for chunk in chunks:
            offset += len(chunk)
            while chunk:
                if decompressor is None:
                    decompressor, member_start = self._new_decompressor(), offset - len(chunk)
                try:
                    text = decompressor.decompress(chunk)
                except (zlib.error, zstd.ZstdError):
                    raise CorruptData(member_start) from None
                chunk = decompressor.unused_data if decompressor.eof else b""
                yield (offset - len(chunk) if decompressor.eof else None), text
                if decompressor.eof:
                    decompressor = None


_UNCOMPRESSED = Compression(compress=None)
_COMPRESSIONS = {
    ".gz": Compression(
        compress=lambda lines: gzip.compress(lines, mtime=0),
        _new_decompressor=lambda: zlib.decompressobj(wbits=31),
        _magic=b"\x1f\x8b\x08",
    ),
    ".zst": Compression(compress=zstd.compress, _new_decompressor=zstd.ZstdDecompressor, _magic=b"\x28\xb5\x2f\xfd"),
}


def get_compression(path: Path) -> Compression:
    """The compression that the file's suffix names: `.gz`, `.zst`, or else none."""
    return _COMPRESSIONS.get(path.suffix.lower(), _UNCOMPRESSED)


def _split_lines(chunks: Iterable[bytes], offset: int) -> Iterator[DecompressedPart]:
    for chunk in chunks:
        end = chunk.rfind(b"\n") + 1
        if end:
            yield offset + end, chunk[:end]
        if end < len(chunk):
            yield None, chunk[end:]
        offset += len(chunk)
