"""Bodies of archived responses, whose headers often describe another coding than the body has."""

from __future__ import annotations

import gzip
import zlib

import pytest

from newscrawl.archive.http_payload import decode_payload, join_chunks
from newscrawl.exceptions import ExtractionFailed

PAGE = b"<!doctype html><p>The tide turned early on Monday."


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def chunk(body: bytes, extension: bytes = b"", end: bytes = b"0\r\n\r\n") -> bytes:
    """The body in two chunks."""
    parts = body[:9], body[9:]
    return b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts) + end


@pytest.mark.parametrize(
    ("coding", "payload"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("GZIP", gzip.compress(PAGE) + bytes(20)),
        ("gzip", gzip.compress(PAGE)[:-8]),
        ("gzip", PAGE),
        ("gzip, gzip", gzip.compress(gzip.compress(PAGE))),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", raw_deflate(PAGE)),
        ("deflate", PAGE),
        ("br", PAGE),
        ("zstd", PAGE),
        ("identity", PAGE),
        ("none", PAGE),
        ("utf-8", PAGE),
        ("", PAGE),
    ],
)
def test_the_body_decides_and_not_the_header(coding: str, payload: bytes) -> None:
    assert decode_payload(payload, [("content-encoding", coding)], max_bytes=1_000) == PAGE


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(chunk(PAGE), id="as it should be"),
        pytest.param(chunk(PAGE, b";name=value"), id="with extensions"),
        pytest.param(chunk(PAGE, b"  "), id="with spaces"),
        pytest.param(chunk(PAGE, end=b"0\r\nX-Tide: high\r\n\r\n"), id="with a trailer"),
        pytest.param(chunk(PAGE) + b"rubbish", id="with bytes behind it"),
        pytest.param(chunk(PAGE, end=b""), id="without its end"),
        pytest.param(chunk(PAGE).replace(b"\r\n", b"\n"), id="with other line ends"),
        pytest.param(PAGE, id="not at all"),
    ],
)
def test_chunks_are_joined(payload: bytes) -> None:
    assert join_chunks(payload) == PAGE
    assert decode_payload(payload, [("Transfer-Encoding", "chunked")], max_bytes=1_000) == PAGE


@pytest.mark.parametrize("payload", [b"", b"\r\n", b"bed\r\n", b"dead beef", b"a" * 2_000])
def test_what_is_not_chunked_stays(payload: bytes) -> None:
    assert join_chunks(payload) in (payload, b"")


def test_a_body_may_be_packed_and_chunked() -> None:
    headers = [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")]
    assert decode_payload(chunk(gzip.compress(PAGE)), headers, max_bytes=1_000) == PAGE


@pytest.mark.parametrize(
    ("coding", "payload", "reason"),
    [
        ("gzip", gzip.compress(bytes(10**6)), "too_large"),
        ("deflate", zlib.compress(bytes(10**6)), "too_large"),
        ("identity", bytes(1_001), "too_large"),
        ("br", b"\x1f\x8b no", "extraction_error"),
        ("gzip", b"\x1f\x8b\x08", "extraction_error"),
    ],
)
def test_what_cannot_be_read_says_why(coding: str, payload: bytes, reason: str) -> None:
    with pytest.raises(ExtractionFailed) as failure:
        decode_payload(payload, [("Content-Encoding", coding)], max_bytes=1_000)
    assert failure.value.reason == reason
