"""Whether a file can be written is known before the crawl."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.cli.paths import check_writable, local_path_from_uri
from newscrawl.exceptions import BadArgument


@pytest.mark.parametrize(
    "target",
    [
        "new.jsonl",
        "a/b/c/new.jsonl",
        "old.jsonl",
        "%(spider)s.jsonl",
        "out/%(time)s/%(name)s.jsonl",
        "sub-%(name)s.jsonl",
    ],
)
def test_a_file_that_can_be_written_is_left_alone(tmp_path: Path, target: str) -> None:
    old = tmp_path / "old.jsonl"
    old.write_text("{}\n")
    before = sorted(tmp_path.rglob("*"))
    check_writable("output", str(tmp_path / target))
    assert sorted(tmp_path.rglob("*")) == before
    assert old.read_text() == "{}\n"


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("folder", "it is a folder"),
        ("old.jsonl/new.jsonl", "cannot be written: Not a directory"),
        ("old.jsonl/%(name)s.jsonl", "cannot be written: Not a directory"),
        ("old.jsonl/deeper/new.jsonl", "cannot be written: Not a directory"),
    ],
)
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, target: str, why: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "old.jsonl").write_text("{}\n")
    with pytest.raises(BadArgument) as caught:
        check_writable("output", str(tmp_path / target))
    assert str(caught.value) == f"output {tmp_path / target}: {why}"


def test_a_folder_that_will_not_be_made_must_be_there(tmp_path: Path) -> None:
    check_writable("LOG_FILE", str(tmp_path / "crawl.log"), make_folder=False)
    with pytest.raises(BadArgument, match="cannot be written: No such file or directory"):
        check_writable("LOG_FILE", str(tmp_path / "gone" / "crawl.log"), make_folder=False)


def test_a_folder_without_permission_is_found_out(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match="cannot be written"):
        check_writable("output", "/proc/newscrawl/out.jsonl")


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("out.jsonl", "out.jsonl"),
        ("/data/out.jsonl", "/data/out.jsonl"),
        (Path("/data/out.jsonl"), "/data/out.jsonl"),
        ("file:///data/my%20out.jsonl", "/data/my out.jsonl"),
        ("stdout:", None),
        ("-", None),
        ("s3://bucket/out.jsonl", None),
    ],
)
def test_which_file_a_feed_means(uri: str | Path, path: str | None) -> None:
    assert local_path_from_uri(uri) == path
