"""The progress line of a crawl is shown on a terminal and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from tests.crawling import MAX_WAIT_SECONDS, run_scrapy, scrapy_command, scrapy_environment
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story
from tests.terminal import run_on_terminal

LINE = b"1 written, 1 failed, 1 pending"


@dataclass(kw_only=True)
class SlowSite:
    """A site whose feed links an article, a missing page, and an article that the server sends only when allowed."""

    server: MockServer
    release: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        slow = Reply(body=story("B"), wait_for=self.release.is_set)
        self.server.routes |= {"/feed": rss("/a", "/gone", "/slow"), "/a": story("A"), "/slow": slow}

    def run_on_terminal(self, folder: Path, *arguments: str) -> bytes:
        """Run a command on a terminal, and return what it prints there; the slow article comes after the line."""
        command = scrapy_command(*arguments, settings={"DOWNLOAD_TIMEOUT": MAX_WAIT_SECONDS})
        _, printed = run_on_terminal(
            command, cwd=folder, environment=scrapy_environment(), stream="stderr", columns=120, watch=self._watch
        )
        return printed

    def _watch(self, printed: bytes) -> None:
        if LINE in printed:
            self.release.set()


@pytest.fixture
def site(server: MockServer) -> SlowSite:
    return SlowSite(server=server)


def test_a_terminal_shows_the_progress_and_complete_log_lines(tmp_path: Path, site: SlowSite) -> None:
    printed = site.run_on_terminal(tmp_path, "crawl", "feed", "-a", f"url={site.server.url('/feed')}")
    assert LINE in printed
    lines = printed.replace(b"\r\n", b"\n").split(b"\n")
    assert all(line.rpartition(b"\r")[2].startswith(b"2") for line in lines if b" INFO: Spider opened" in line)
    assert not printed.rpartition(b"\r")[2].strip()


def test_a_log_file_does_not_contain_the_progress(tmp_path: Path, site: SlowSite) -> None:
    url = site.server.url("/feed")
    assert LINE in site.run_on_terminal(tmp_path, "crawl", "feed", "-a", f"url={url}", "--logfile", "log")
    log = (tmp_path / "log").read_bytes()
    assert b"Spider closed" in log
    assert b"\r" not in log
    assert LINE not in log


def test_a_pipe_gets_nothing(tmp_path: Path, site: SlowSite) -> None:
    site.release.set()
    run = run_scrapy("crawl", "feed", "-a", f"url={site.server.url('/feed')}", "--nolog", cwd=tmp_path)
    assert run.err == ""


def test_a_command_that_prints_its_articles_shows_no_progress(tmp_path: Path, site: SlowSite) -> None:
    site.release.set()
    assert site.run_on_terminal(tmp_path, "extract", "--nolog", site.server.url("/slow")) == b""
