"""The JSON Lines file, on a real disk that fills up, and with other processes."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from disks import files_up_to

from newscrawl.errors import OutputFailed
from newscrawl.outputs import jsonl
from newscrawl.outputs.jsonl import JsonLinesFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "articles.jsonl"


def test_lines_are_appended_in_order(path: Path) -> None:
    for name in (b"one", b"two"):
        with JsonLinesFile(path) as file:
            file.append(name)
    assert path.read_bytes() == b"one\ntwo\n"


def test_each_line_is_in_the_file_before_the_next(path: Path) -> None:
    with JsonLinesFile(path) as file:
        file.append(b"one")
        assert path.read_bytes() == b"one\n"


def test_missing_folders_are_made(tmp_path: Path) -> None:
    with JsonLinesFile(tmp_path / "a folder" / "of news" / "articles.jsonl") as file:
        file.append(b"one")
    assert (tmp_path / "a folder" / "of news" / "articles.jsonl").read_bytes() == b"one\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (b"one\n", b"one\n"),
        (b"one\ntw", b"one\n"),
        (b"on", b""),
        (b"one\n" + b"x" * 200_000, b"one\n"),
        (b"x" * 200_000 + b"\ntw", b"x" * 200_000 + b"\n"),
    ],
    ids=["empty", "whole", "torn", "torn first line", "torn long line", "long line before"],
)
def test_a_torn_tail_is_cut_back(path: Path, before: bytes, after: bytes, caplog: pytest.LogCaptureFixture) -> None:
    path.write_bytes(before)
    with JsonLinesFile(path):
        assert path.read_bytes() == after
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * (before != after)


def test_a_second_writer_is_refused(path: Path) -> None:
    with JsonLinesFile(path) as file:
        with pytest.raises(OutputFailed, match=r"articles\.jsonl: another crawl is writing to it$"):
            JsonLinesFile(path)
        file.append(b"one")
    JsonLinesFile(path).close()


def test_a_second_writer_does_not_touch_a_line_that_is_being_written(path: Path) -> None:
    with JsonLinesFile(path):
        with path.open("ab") as other:
            other.write(b"half a li")
        with pytest.raises(OutputFailed):
            JsonLinesFile(path)
        assert path.read_bytes() == b"half a li"


def test_the_lock_goes_with_the_process_that_held_it(path: Path) -> None:
    code = f"import sys, time; from newscrawl.outputs.jsonl import JsonLinesFile; file = JsonLinesFile({str(path)!r})"
    with subprocess.Popen(
        [sys.executable, "-c", f"{code}; print(flush=True); time.sleep(600)"], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(OutputFailed, match="another crawl"):
            JsonLinesFile(path)
        other.kill()
    JsonLinesFile(path).close()


@pytest.mark.parametrize("room", [100, 90], ids=["no room at all", "room for half a line"])
def test_a_line_that_does_not_fit_leaves_the_file_whole(path: Path, room: int) -> None:
    first = b"x" * (room - 1)
    with files_up_to(100), JsonLinesFile(path) as file:
        file.append(first)
        with pytest.raises(OutputFailed, match=r"articles\.jsonl: cannot be written: ") as failure:
            file.append(b"y" * 20)
        assert failure.value.reason == "write_error"
        assert path.read_bytes() == first + b"\n"


def test_a_shorter_line_can_follow_one_that_did_not_fit(path: Path) -> None:
    with files_up_to(100), JsonLinesFile(path) as file:
        with pytest.raises(OutputFailed):
            file.append(b"y" * 200)
        file.append(b"short")
    assert path.read_bytes() == b"short\n"


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
        JsonLinesFile(tmp_path / name)


def lowest_free_descriptor() -> int:
    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.close(descriptor)
    return descriptor


def test_nothing_stays_open_where_opening_failed(path: Path) -> None:
    with JsonLinesFile(path):
        before = lowest_free_descriptor()
        with pytest.raises(OutputFailed):
            JsonLinesFile(path)
        assert lowest_free_descriptor() == before


@pytest.fixture
def syncs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    seen: list[int] = []
    monkeypatch.setattr(os, "fdatasync", seen.append)
    return seen


def test_lines_are_synced_by_the_fifty_on_demand_and_at_the_end(path: Path, syncs: list[int]) -> None:
    file = JsonLinesFile(path)
    for _ in range(2 * jsonl.LINES_A_SYNC + 1):
        file.append(b"line")
    assert len(syncs) == 2
    file.sync()
    file.sync()
    assert len(syncs) == 3
    file.append(b"line")
    file.close()
    assert len(syncs) == 4


def test_a_disk_that_fails_to_sync_is_reported(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: int) -> None:
        raise OSError(5, "Input/output error")

    file = JsonLinesFile(path)
    file.append(b"one")
    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(OutputFailed, match=r"articles\.jsonl: cannot be synced: Input/output error"):
        file.sync()
    with pytest.raises(OutputFailed):
        file.close()
    monkeypatch.undo()
    JsonLinesFile(path).close()
    assert path.read_bytes() == b"one\n"
