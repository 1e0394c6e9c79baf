"""A crawl's progress line: on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import ROOT, TEST_SETTINGS, run_scrapy
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

LINE = b"1 written, 1 failed, 1 pending"


def on_a_terminal(folder: Path, *arguments: str, settings: dict[str, Any]) -> bytes:
    """What a command says to a terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    options = [f"-s{name}={value}" for name, value in {**TEST_SETTINGS, **settings}.items()]
    with subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments, *options],
        cwd=folder,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)},
        stderr=theirs,
        stdout=subprocess.DEVNULL,
    ):
        os.close(theirs)
        said = b""
        while part := _read(ours):
            said += part
    os.close(ours)
    return said


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end is closed
        return b""


@pytest.fixture
def feed(server: MockServer) -> str:
    """A feed whose last article takes a while."""
    server.routes |= {"/feed": rss("/a", "/gone", "/slow"), "/a": story("A")}
    server.routes["/slow"] = Reply(body=story("B"), delay=2)
    return server.url("/feed")


def test_a_terminal_shows_how_far_it_is_and_whole_log_lines(tmp_path: Path, feed: str) -> None:
    said = on_a_terminal(tmp_path, "crawl", "feed", "-a", f"url={feed}", settings={"LOG_LEVEL": "INFO"})
    assert LINE in said
    ends = said.replace(b"\r\n", b"\n").split(b"\n")
    assert all(line.rpartition(b"\r")[2].startswith(b"2") for line in ends if b" INFO: Spider opened" in line)
    assert not said.rpartition(b"\r")[2].strip()


def test_a_log_file_holds_none_of_it(tmp_path: Path, feed: str) -> None:
    said = on_a_terminal(tmp_path, "crawl", "feed", "-a", f"url={feed}", "--logfile", "log", settings={})
    assert LINE in said
    log = (tmp_path / "log").read_bytes()
    assert b"Spider closed" in log
    assert b"\r" not in log
    assert LINE not in log


def test_a_pipe_is_told_nothing(tmp_path: Path, feed: str) -> None:
    run = run_scrapy("crawl", "feed", "-a", f"url={feed}", "--nolog", cwd=tmp_path)
    assert run.err == ""


def test_a_command_that_prints_its_articles_shows_none(tmp_path: Path, feed: str) -> None:
    address = feed.replace("/feed", "/slow")
    assert on_a_terminal(tmp_path, "extract", "--nolog", address, settings={}) == b""
