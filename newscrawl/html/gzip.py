"""Unpacks gzip that is in the body itself: sitemaps are served so, and some servers do not say that they packed."""

from __future__ import annotations

import zlib

from newscrawl.exceptions import ExtractionFailed

GZIP_MAGIC = b"\x1f\x8b\x08"
"""The first bytes of gzip."""
_INPUT_CHUNK_BYTES = 64 * 1024
_SALVAGE_CHUNK_BYTES = 512
"""The step in which broken gzip is read: nothing is left of the step with the fault."""
_MAX_INFLATED_CHUNK_BYTES = 2**20
"""The output of one step: one chunk can inflate to a thousand times its size."""
_MAX_GZIP_LAYERS = 3
_MAX_GZIP_MEMBERS = 10_000
"""A file that was packed in parallel has one member per 64 KiB: 800 in the 50 MB that a sitemap may have. Only this
limit stops empty members, which add nothing to the size: 400,000 of them fit into 8 MB."""


def gunzip(body: bytes, max_bytes: int) -> bytes:
    """The body without the gzip around it; the body itself if there is none.

    Never more than `max_bytes` bytes and a copy of them are in memory, however much the body inflates to. Bytes after
    the last member are left out, as all tools do.

    :raises ExtractionFailed: it inflates to more than `max_bytes` (`too_large`); it has more than 3 layers or more than
        10,000 members (`too_complex`); it is broken or incomplete (`extraction_error`).
    """
    for _ in range(_MAX_GZIP_LAYERS):
        if not body.startswith(GZIP_MAGIC):
            return body
        body = _inflate(body, max_bytes)
    if body.startswith(GZIP_MAGIC):
        raise ExtractionFailed(f"gzip inside of gzip, more than {_MAX_GZIP_LAYERS} times over", reason="too_complex")
    return body


def gunzip_partial(body: bytes, max_bytes: int) -> bytes:
    """What can be read of a gzip body that `gunzip` calls broken: all before the fault, whatever the checksum is.

    It has one layer and one member, as the sitemaps that are cut short have; empty if nothing can be read.
    """
    inflated = bytearray()
    stream = zlib.decompressobj(wbits=-15)  # without header and checksum
    position = _header_size(body[:_INPUT_CHUNK_BYTES])
    while not stream.eof and len(inflated) < max_bytes:
        chunk = stream.unconsumed_tail or body[position : position + _SALVAGE_CHUNK_BYTES]
        if not chunk:
            break
        position += 0 if stream.unconsumed_tail else len(chunk)
        try:
            inflated += stream.decompress(chunk, max_bytes - len(inflated))
        except zlib.error:
            break
    return bytes(inflated)


def _inflate(body: bytes, max_bytes: int) -> bytes:
    """All members of one layer."""
    inflated, position = bytearray(), 0
    for _ in range(_MAX_GZIP_MEMBERS):
        position = _inflate_member(memoryview(body), position, inflated, max_bytes)
        if not body.startswith(GZIP_MAGIC, position):
            return bytes(inflated)
    raise ExtractionFailed(f"gzip in more than {_MAX_GZIP_MEMBERS:,} pieces", reason="too_complex")


def _inflate_member(body: memoryview, position: int, inflated: bytearray, max_bytes: int) -> int:
    """Append the content of the member that starts at `position`; return the position after it."""
    stream = zlib.decompressobj(wbits=31)
    while not stream.eof:
        chunk = body[position : position + _INPUT_CHUNK_BYTES]
        if not chunk:
            raise ExtractionFailed("gzip that stops in the middle", reason="extraction_error")
        try:
            inflated += stream.decompress(chunk, min(max_bytes + 1 - len(inflated), _MAX_INFLATED_CHUNK_BYTES))
        except zlib.error as error:
            raise ExtractionFailed(f"gzip that cannot be read: {error}", reason="extraction_error") from None
        if len(inflated) > max_bytes:
            raise ExtractionFailed(f"it inflates to more than {max_bytes:,} bytes", reason="too_large")
        position += len(chunk) - len(stream.unused_data) - len(stream.unconsumed_tail)
    return position


def _header_size(member: bytes) -> int:
    """The size of the header of a gzip member (RFC 1952): ten bytes, and the fields that its flags name."""
    flags = member[3] if len(member) > 3 else 0
    size = 10
    if flags & 4:
        size += 2 + int.from_bytes(member[size : size + 2], "little")
    for flag in (8, 16):  # the name of the file, a comment: each ends with a zero byte
        if flags & flag:
            size = member.find(b"\0", size) + 1 or len(member)
    return size + 2 * bool(flags & 2)
