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

Unit = tuple[int | None, bytes]
"""Unpacked text, and where in the file it ends if a crash could not have left it in part; else None."""


class _Unpacker(Protocol):
    """What reads one member or frame."""

    @property
    def eof(self) -> bool:
        """Whether it has ended."""

    @property
    def unused_data(self) -> bytes:
        """What follows it."""

    def decompress(self, data: bytes, /) -> bytes:
        """Its next part."""


class Damaged(Exception):
    """What the file holds from `at` on is no whole and no half member or frame."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """A way to pack lines."""

    pack: Callable[[bytes], bytes] | None
    """Makes one member or frame of whole lines; None writes them as they are, each at once."""
    _unpacker: Callable[[], _Unpacker] | None = None
    _magic: bytes = b""

    def may_end(self, before: bytes, after: bytes) -> bool:
        """Whether the file can have been whole between what stands before and after, of four bytes each."""
        if self.pack is None:
            return not before or before.endswith(b"\n")
        return not after or after.startswith(self._magic)

    def units(self, chunks: Iterable[bytes], at: int) -> Iterator[Unit]:
        """What can be read of the file from `at` on, where a unit begins.

        :raises Damaged: it is not what its suffix says.
        """
        return self._members(chunks, at) if self._unpacker else _lines(chunks, at)

    def _members(self, chunks: Iterable[bytes], at: int) -> Iterator[Unit]:
        assert self._unpacker is not None  # noqa: S101 - only called then
        unpacker, begun = None, at
        for chunk in chunks:
            at += len(chunk)
            while chunk:
                if unpacker is None:
                    unpacker, begun = self._unpacker(), at - len(chunk)
                try:
                    text = unpacker.decompress(chunk)
                except (zlib.error, zstd.ZstdError):
                    raise Damaged(begun) from None
                chunk = unpacker.unused_data if unpacker.eof else b""
                yield (at - len(chunk) if unpacker.eof else None), text
                if unpacker.eof:
                    unpacker = None


def _lines(chunks: Iterable[bytes], at: int) -> Iterator[Unit]:
    for chunk in chunks:
        end = chunk.rfind(b"\n") + 1
        if end:
            yield at + end, chunk[:end]
        if end < len(chunk):
            yield None, chunk[end:]
        at += len(chunk)


_PLAIN = Packing(pack=None)
_PACKINGS = {
    ".gz": Packing(
        pack=lambda lines: gzip.compress(lines, mtime=0),
        _unpacker=lambda: zlib.decompressobj(wbits=31),
        _magic=b"\x1f\x8b\x08",
    ),
    ".zst": Packing(pack=zstd.compress, _unpacker=zstd.ZstdDecompressor, _magic=b"\x28\xb5\x2f\xfd"),
}


def packing_of(path: Path) -> Packing:
    """What the suffix of the file asks for."""
    return _PACKINGS.get(path.suffix.lower(), _PLAIN)
