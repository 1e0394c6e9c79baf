"""AppendFile: every write is complete or leaves nothing, on a disk that is full or fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newscrawl.exceptions import OutputFailed
from newscrawl.outputs.append_file import AppendFile
from tests.disks import files_up_to


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "articles.jsonl"


def test_each_write_is_in_the_file_before_the_next(path: Path) -> None:
    file = AppendFile(path)
    for written in (b"one\n", b"one\ntwo\n"):
        file.write(written[-4:])
        assert path.read_bytes() == written
    file.close()


@pytest.mark.parametrize("size", [100, 90], ids=["no space at all", "space for half of it"])
def test_a_write_that_does_not_fit_leaves_nothing(path: Path, size: int) -> None:
    file = AppendFile(path)
    with files_up_to(100):
        file.write(b"x" * size)
        with pytest.raises(OutputFailed, match=r"articles\.jsonl: cannot be written: File too large$"):
            file.write(b"y" * 20)
        assert path.read_bytes() == b"x" * size
        file.write(b"z" * (100 - size))
    file.close()
    assert path.read_bytes() == b"x" * size + b"z" * (100 - size)


def test_after_a_failed_sync_every_later_one_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: int) -> None:
        raise OSError(5, "Input/output error")

    file = AppendFile(path)
    file.write(b"one\n")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fail)
        with pytest.raises(OutputFailed, match=r"articles\.jsonl: cannot be synced: Input/output error$"):
            file.sync()
    with pytest.raises(OutputFailed, match="cannot be synced"):
        file.sync()
    file.close()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("folder", "folder: cannot be opened: Is a directory"),
        ("file/articles.jsonl", r"file/articles\.jsonl: cannot be opened: .*/file is not a folder"),
        ("pipe", "pipe: cannot be opened: not a file"),
        ("x" * 300, "x: cannot be opened: File name too long"),
    ],
    ids=["a folder", "in a file", "a pipe", "a long name"],
)
def test_a_path_that_cannot_be_opened_is_named_with_the_cause(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputFailed, match=f"{message}$"):
        AppendFile(tmp_path / name)
