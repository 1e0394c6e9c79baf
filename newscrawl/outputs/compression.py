"""How lines are packed into a file, and found in it again: plain, as gzip members, as zstd frames."""

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
"""Unpacked text, and where in the file it ends if a crash could not have left it in part; else None."""


class _Decompressor(Protocol):
    """What reads one member or frame."""

    @property
    def eof(self) -> bool:
        """Whether it has ended."""

    @property
    def unused_data(self) -> bytes:
        """What follows it."""

    def decompress(self, data: bytes, /) -> bytes:
        """Its next part."""


class CorruptData(Exception):
    """What the file holds from `offset` on is no whole and no half member or frame."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@dataclass(frozen=True, slots=True, kw_only=True)
class Compression:
    """A way to pack lines."""

    compress: Callable[[bytes], bytes] | None
    """Makes one member or frame of whole lines; None writes them as they are, each at once."""
    _new_decompressor: Callable[[], _Decompressor] | None = None
    _magic: bytes = b""

    def is_boundary(self, before: bytes, after: bytes) -> bool:
        """Whether the file can have been whole between what stands before and after, of four bytes each."""
        if self.compress is None:
            return not before or before.endswith(b"\n")
        return not after or after.startswith(self._magic)

    def decompress(self, chunks: Iterable[bytes], offset: int) -> Iterator[DecompressedPart]:
        """What can be read of the file from `offset` on, where a unit begins.

        :raises Damaged: it is not what its suffix says.
        """
        return self._decompress_members(chunks, offset) if self._new_decompressor else _split_lines(chunks, offset)

    def _decompress_members(self, chunks: Iterable[bytes], offset: int) -> Iterator[DecompressedPart]:
        assert self._new_decompressor is not None  # noqa: S101 - only called then
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


def _split_lines(chunks: Iterable[bytes], offset: int) -> Iterator[DecompressedPart]:
    for chunk in chunks:
        end = chunk.rfind(b"\n") + 1
        if end:
            yield offset + end, chunk[:end]
        if end < len(chunk):
            yield None, chunk[end:]
        offset += len(chunk)


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
    """What the suffix of the file asks for."""
    return _COMPRESSIONS.get(path.suffix.lower(), _UNCOMPRESSED)
