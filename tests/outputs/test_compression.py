"""Compressed lines: common tools read them, and an incomplete end is distinguished from a damaged file."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.outputs.compression import CorruptData, get_compression

compressed = pytest.mark.parametrize("suffix", [".gz", ".zst"])
BATCHES = (b"one\ntwo\n", b"three\n", b"x" * 200_000 + b"\n")


def compress(suffix: str, lines: bytes) -> bytes:
    compression = get_compression(Path(f"a.jsonl{suffix}"))
    assert compression.compress is not None
    return compression.compress(lines)


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@compressed
@pytest.mark.parametrize("size", [1, 7, 10_000_000])
def test_members_are_found_however_the_file_is_read(suffix: str, size: int) -> None:
    members = [compress(suffix, lines) for lines in BATCHES]
    parts = [*get_compression(Path(f"a{suffix}")).decompress(chunks(b"".join(members), size), 100)]
    assert b"".join(text for _, text in parts) == b"".join(BATCHES)
    ends = [100 + sum(map(len, members[: number + 1])) for number in range(len(members))]
    assert [end for end, _ in parts if end is not None] == ends


@compressed
def test_an_incomplete_member_has_no_end(suffix: str) -> None:
    first, second = compress(suffix, b"one\n"), compress(suffix, b"two\n" * 50)
    for length in range(1, len(second)):
        parts = [*get_compression(Path(f"a{suffix}")).decompress([first + second[:length]], 0)]
        assert [end for end, _ in parts if end is not None] == [len(first)]


@compressed
def test_bytes_that_are_not_a_member_are_corrupt_at_their_offset(suffix: str) -> None:
    first = compress(suffix, b"one\n")
    with pytest.raises(CorruptData) as error:
        list(get_compression(Path(f"a{suffix}")).decompress([first + b"plain text"], 0))
    assert error.value.offset == len(first)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_uncompressed_parts_end_at_line_ends(size: int) -> None:
    parts = [*get_compression(Path("a.jsonl")).decompress(chunks(b"one\ntwo\nthr", size), 0)]
    assert b"".join(text for _, text in parts) == b"one\ntwo\nthr"
    assert max(end for end, _ in parts if end is not None) == 8


@pytest.mark.parametrize(
    ("name", "before", "after", "is_boundary"),
    [
        ("a.jsonl", b"", b"{", True),
        ("a.jsonl", b'..}\n', b"{", True),
        ("a.jsonl", b'"..}', b"", False),
        ("a.jsonl.gz", b"\0\0\0\0", b"\x1f\x8b\x08\0", True),
        ("a.jsonl.gz", b"\0\0\0\0", b"", True),
        ("a.jsonl.gz", b"\0\0\0\0", b"{...", False),
        ("a.jsonl.zst", b"\0\0\0\0", b"\x28\xb5\x2f\xfd", True),
        ("a.jsonl.zst", b"\0\0\0\0", b"\x1f\x8b\x08\0", False),
    ],
)  # fmt: skip
def test_a_boundary_is_distinguished_from_the_middle_of_a_line(
    name: str, before: bytes, after: bytes, is_boundary: bool
) -> None:
    assert get_compression(Path(name)).is_boundary(before, after) == is_boundary


def test_members_do_not_depend_on_the_time() -> None:
    assert compress(".gz", b"one\n") == gzip.compress(b"one\n", mtime=0)


@compressed
def test_common_tools_read_it(suffix: str, tmp_path: Path) -> None:
    tool = shutil.which({".gz": "gzip", ".zst": "zstd"}[suffix])
    if tool is None:
        pytest.skip("not installed here")
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(b"".join(compress(suffix, lines) for lines in BATCHES))
    assert subprocess.run([tool, "-dc", path], capture_output=True, check=True).stdout == b"".join(BATCHES)
