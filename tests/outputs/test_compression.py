"""Packed lines are what everybody's tools read, and a torn end is told from a damaged file."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.outputs.compression import CorruptData, get_compression

packed = pytest.mark.parametrize("suffix", [".gz", ".zst"])
BATCHES = (b"one\ntwo\n", b"three\n", b"x" * 200_000 + b"\n")


def pack(suffix: str, lines: bytes) -> bytes:
    packing = get_compression(Path(f"a.jsonl{suffix}"))
    assert packing.compress is not None
    return packing.compress(lines)


def chunks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@packed
@pytest.mark.parametrize("size", [1, 7, 10_000_000])
def test_members_are_found_however_the_file_is_read(suffix: str, size: int) -> None:
    members = [pack(suffix, lines) for lines in BATCHES]
    units = [*get_compression(Path(f"a{suffix}")).decompress(chunks(b"".join(members), size), 100)]
    assert b"".join(text for _, text in units) == b"".join(BATCHES)
    ends = [100 + sum(map(len, members[: number + 1])) for number in range(len(members))]
    assert [end for end, _ in units if end is not None] == ends


@packed
def test_a_torn_member_has_no_end(suffix: str) -> None:
    first, second = pack(suffix, b"one\n"), pack(suffix, b"two\n" * 50)
    for torn in range(1, len(second)):
        units = [*get_compression(Path(f"a{suffix}")).decompress([first + second[:torn]], 0)]
        assert [end for end, _ in units if end is not None] == [len(first)]


@packed
def test_what_is_no_member_is_damage_and_said_where(suffix: str) -> None:
    first = pack(suffix, b"one\n")
    with pytest.raises(CorruptData) as damage:
        list(get_compression(Path(f"a{suffix}")).decompress([first + b"plain text"], 0))
    assert damage.value.offset == len(first)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_plain_lines_end_at_their_ends(size: int) -> None:
    units = [*get_compression(Path("a.jsonl")).decompress(chunks(b"one\ntwo\nthr", size), 0)]
    assert b"".join(text for _, text in units) == b"one\ntwo\nthr"
    assert max(end for end, _ in units if end is not None) == 8


@pytest.mark.parametrize(
    ("name", "before", "after", "whole"),
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
def test_a_place_where_the_file_may_end_is_told_from_the_middle_of_a_line(
    name: str, before: bytes, after: bytes, whole: bool
) -> None:
    assert get_compression(Path(name)).is_boundary(before, after) == whole


def test_members_are_the_same_whenever_they_are_packed() -> None:
    assert pack(".gz", b"one\n") == gzip.compress(b"one\n", mtime=0)


@packed
def test_the_usual_tools_read_it(suffix: str, tmp_path: Path) -> None:
    tool = shutil.which({".gz": "gzip", ".zst": "zstd"}[suffix])
    if tool is None:
        pytest.skip("not installed here")
    path = tmp_path / f"a.jsonl{suffix}"
    path.write_bytes(b"".join(pack(suffix, lines) for lines in BATCHES))
    assert subprocess.run([tool, "-dc", path], capture_output=True, check=True).stdout == b"".join(BATCHES)
