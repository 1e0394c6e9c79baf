"""Decodes the body of an archived HTTP response, whatever its headers say of its coding.

Archives often keep a body as the crawler had decoded it, with the headers of the coded one: all of CC-NEWS before May
2019 is so. A browser would refuse such a response; here the body itself decides.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from fastwarc.warc import WarcRecord

from newscrawl.exceptions import ExtractionFailed
from newscrawl.html.gzip import GZIP_MAGIC, gunzip, gunzip_partial

_MAX_CHUNK_HEADER_BYTES = 1_000
_HEX_DIGITS = frozenset(b"0123456789abcdefABCDEF")
_GZIP_CODINGS = frozenset({"gzip", "x-gzip"})
_OTHER_CODINGS = frozenset({"br", "zstd"})
"""Codings that fastwarc decodes. Any other name (`identity`, `none`, `utf-8`) says nothing about the body."""


def decode_payload(payload: bytes, headers: Iterable[tuple[str, str]], *, max_bytes: int) -> bytes:
    """The body without chunks and compression; the payload itself where it has neither, whatever the headers say.

    :param headers: of the response, as it was stored.
    :raises ExtractionFailed: the body has more than `max_bytes` bytes (`too_large`), or is in a coding in which it
        cannot be read (`extraction_error`).
    """
    transfer_codings, content_codings = [], []
    for name, value in headers:
        codings = [coding.strip().lower() for coding in value.split(",")]
        if name.lower() == "transfer-encoding":
            transfer_codings += codings
        elif name.lower() == "content-encoding":
            content_codings += codings
    for coding in reversed([*content_codings, *transfer_codings]):
        payload = join_chunks(payload) if coding == "chunked" else _decompress(payload, coding, max_bytes)
    if len(payload) > max_bytes:
        raise ExtractionFailed(f"more than {max_bytes:,} bytes", reason="too_large")
    return payload


def join_chunks(payload: bytes) -> bytes:
    r"""The payload of `Transfer-Encoding: chunked`; the payload itself if it does not begin with a chunk.

    Extensions of a chunk, a trailer and bytes after the last chunk are left out. A payload that is cut short gives what
    is there.

    >>> join_chunks(b"5;name=value\r\nFerry\r\n0\r\nX: y\r\n\r\n"), join_chunks(b"<p>Ferry")
    (b'Ferry', b'<p>Ferry')
    """
    joined, position = bytearray(), 0
    while position < len(payload):
        line_end = payload.find(b"\n", position, position + _MAX_CHUNK_HEADER_BYTES)
        digits = payload[position:line_end].partition(b";")[0].strip() if line_end >= 0 else b""
        if not digits or len(digits) > 8 or not _HEX_DIGITS.issuperset(digits):
            break
        size, start = int(digits, 16), line_end + 1
        if size == 0:
            return bytes(joined)
        joined += payload[start : start + size]
        position = start + size
        position += 2 if payload.startswith(b"\r\n", position) else payload.startswith(b"\n", position)
    return bytes(joined) if joined else payload


def _decompress(payload: bytes, coding: str, max_bytes: int) -> bytes:
    if coding in _GZIP_CODINGS:
        return _gunzip(payload, max_bytes)
    if coding == "deflate":
        return _inflate(payload, max_bytes)
    return _decompress_with_fastwarc(payload, coding, max_bytes) if coding in _OTHER_CODINGS else payload


def _gunzip(payload: bytes, max_bytes: int) -> bytes:
    if not payload.startswith(GZIP_MAGIC):
        return payload
    try:
        return gunzip(payload, max_bytes)
    except ExtractionFailed as error:
        if error.reason != "extraction_error" or not (partial := gunzip_partial(payload, max_bytes)):
            raise
        return partial


def _inflate(payload: bytes, max_bytes: int) -> bytes:
    """What `deflate` means in practice: with a zlib header, as the standard says, or without it."""
    for wbits in (15, -15):
        try:
            inflated = zlib.decompressobj(wbits).decompress(payload, max_bytes + 1)
        except zlib.error:
            continue
        if inflated:
            return inflated
    return payload


def _decompress_with_fastwarc(payload: bytes, coding: str, max_bytes: int) -> bytes:
    record = WarcRecord()
    record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n%s" % (coding.encode(), payload))
    record.is_http = True
    try:
        record.parse_http(auto_decode="content")
        return bytes(record.reader.read(max_bytes + 1))
    except (OSError, ValueError) as error:
        if payload.lstrip()[:1] == b"<":  # it is not compressed at all
            return payload
        raise ExtractionFailed(f"not in the coding {coding}: {error}", reason="extraction_error") from None
