"""A file with one writer, on a disk that fills up or fails."""

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


def test_each_piece_is_in_the_file_before_the_next(path: Path) -> None:
    file = AppendFile(path)
    for written in (b"one\n", b"one\ntwo\n"):
        file.write(written[-4:])
        assert path.read_bytes() == written
    file.close()


@pytest.mark.parametrize("room", [100, 90], ids=["no room at all", "room for half a piece"])
def test_a_piece_that_does_not_fit_leaves_no_part_of_it(path: Path, room: int) -> None:
    file = AppendFile(path)
    with files_up_to(100):
        file.write(b"x" * room)
        with pytest.raises(OutputFailed, match=r"articles\.jsonl: cannot be written: File too large$"):
            file.write(b"y" * 20)
        assert path.read_bytes() == b"x" * room
        file.write(b"z" * (100 - room))
    file.close()
    assert path.read_bytes() == b"x" * room + b"z" * (100 - room)


def test_a_sync_that_failed_is_never_taken_for_one_that_did_not(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_what_cannot_be_opened_is_named_with_the_cause(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputFailed, match=f"{message}$"):
        AppendFile(tmp_path / name)
