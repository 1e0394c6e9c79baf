"""Gzip in the body itself is unpacked, and never to more than the limit."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest

from newscrawl.exceptions import ExtractionFailed
from newscrawl.html.gzip import gunzip, gunzip_partial

FERRY = b"<p>Ferry"


def bomb(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed to a thousandth of the size."""
    packer = zlib.compressobj(wbits=31)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(megabytes)) + packer.flush()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(FERRY, FERRY, id="not packed"),
        pytest.param(gzip.compress(FERRY), FERRY, id="packed"),
        pytest.param(gzip.compress(gzip.compress(FERRY)), FERRY, id="packed twice"),
        pytest.param(gzip.compress(FERRY) + gzip.compress(b" is late"), b"<p>Ferry is late", id="in two members"),
        pytest.param(gzip.compress(FERRY) + bytes(9), FERRY, id="filled up with zeros"),
        pytest.param(gzip.compress(b""), b"", id="empty content"),
        pytest.param(b"", b"", id="empty"),
        pytest.param(gzip.compress(bytes(range(256)) * 900), bytes(range(256)) * 900, id="more than a chunk"),
    ],
)
def test_gzip_is_unpacked(body: bytes, text: bytes) -> None:
    assert gunzip(body, 10**6) == text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(gzip.compress(b"x" * 1_001), "too_large", id="one byte too many"),
        pytest.param(gzip.compress(b"x" * 600) * 2, "too_large", id="too many in two members"),
        pytest.param(bomb(64), "too_large", id="a bomb"),
        pytest.param(gzip.compress(bomb(64)), "too_large", id="a bomb in gzip"),
        pytest.param(gzip.compress(FERRY * 99)[:-12], "extraction_error", id="truncated"),
        pytest.param(gzip.compress(FERRY * 99)[:5], "extraction_error", id="truncated in its header"),
        pytest.param(b"\x1f\x8b\x08no gzip at all", "extraction_error", id="broken"),
        pytest.param(gzip.compress(b"") * 20_000, "too_complex", id="20,000 empty members"),
        pytest.param(
            gzip.compress(gzip.compress(gzip.compress(gzip.compress(FERRY)))), "too_complex", id="packed four times"
        ),
    ],
)
def test_broken_or_too_large_gzip_raises_one_clear_line(body: bytes, reason: str) -> None:
    with pytest.raises(ExtractionFailed) as failure:
        gunzip(body, 1_000)
    assert failure.value.reason == reason
    assert len(str(failure.value).splitlines()) == 1


def test_a_bomb_takes_no_more_memory_than_the_limit_and_a_copy() -> None:
    body, limit = gzip.compress(bomb(200)), 2**20
    tracemalloc.start()
    try:
        with pytest.raises(ExtractionFailed, match="inflates to more than 1,048,576 bytes"):
            gunzip(body, limit)
        assert tracemalloc.get_traced_memory()[1] < 3 * limit
    finally:
        tracemalloc.stop()


def named(content: bytes, flags: int, fields: bytes) -> bytes:
    """Gzip whose header has these fields."""
    packed = gzip.compress(content)
    return packed[:3] + bytes([flags]) + packed[4:10] + fields + packed[10:]


@pytest.mark.parametrize(
    ("body", "start"),
    [
        pytest.param(gzip.compress(FERRY)[:-8] + b"badsum!!", FERRY, id="wrong checksum"),
        pytest.param(gzip.compress(FERRY)[:-8], FERRY, id="no checksum"),
        pytest.param(named(FERRY, 8 + 16, b"ferry.xml\0a comment\0")[:-8], FERRY, id="with a name and a comment"),
        pytest.param(named(FERRY, 4 + 2, b"\2\0abcd")[:-8], FERRY, id="with an extra field and a header checksum"),
        pytest.param(gzip.compress(FERRY)[:7], b"", id="truncated in its header"),
        pytest.param(b"\x1f\x8b\x08" + b"\xff" * 40, b"", id="a header that never ends"),
    ],
)
def test_of_broken_gzip_all_before_the_fault_can_be_read(body: bytes, start: bytes) -> None:
    assert gunzip_partial(body, 1_000) == start


def test_of_a_file_that_is_cut_short_nearly_all_is_read() -> None:
    content = b"".join(b"%d %d\n" % (number, number * 7919 % 1009) for number in range(20_000))
    packed = gzip.compress(content)
    start = gunzip_partial(packed[: len(packed) // 2], 10**6)
    assert content.startswith(start)
    assert len(start) > 0.4 * len(content)


def test_a_broken_bomb_gives_no_more_than_the_limit() -> None:
    assert len(gunzip_partial(bomb(8)[:-9], 1_000)) == 1_000
