"""Two processes with one ledger: different crawls run at the same time, the same crawl runs once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawling import ROOT, TEST_SETTINGS, Run, run_scrapy
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def command(server: MockServer, path: str, state: Path, output: Path) -> list[str]:
    settings = {**TEST_SETTINGS, "NEWSCRAWL_STATE": state, "NEWSCRAWL_OUTPUT": output}
    options = [f"-s{name}={value}" for name, value in settings.items()]
    return [sys.executable, "-m", "scrapy", "crawl", "article", "-a", f"url={server.url(path)}", *options]


@pytest.fixture
def slow_process(server: MockServer, state: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A crawl that waits for the response to its request."""
    server.routes["/slow"] = Reply(delay=60)
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command(server, "/slow", state, tmp_path / "slow.jsonl"), env=environment, stderr=subprocess.DEVNULL
    ) as process:
        while not server.requested_paths():
            assert process.poll() is None
            time.sleep(0.05)
        yield process
        process.kill()


def crawl(server: MockServer, spider: str, path: str, state: Path) -> Run:
    kept = {"NEWSCRAWL_STATE": state, "NEWSCRAWL_OUTPUT": state.parent / "second.jsonl"}
    return run_scrapy("crawl", spider, "-a", f"url={server.url(path)}", settings=kept)


def test_the_same_crawl_is_rejected_while_it_runs_and_others_are_not(
    server: MockServer, state: Path, slow_process: subprocess.Popen[bytes]
) -> None:
    server.routes |= {"/feed": rss("/a", "/slow"), "/a": story()}
    same_crawl = crawl(server, "article", "/slow", state)
    assert same_crawl.code == 1
    assert same_crawl.last == f"newscrawl: the same crawl is running already: article url={server.url('/slow')}"
    other_crawl = crawl(server, "feed", "/feed", state)
    assert other_crawl.code == 0
    assert server.requested_paths().count("/slow") == 1  # the first crawl fetches it
    slow_process.send_signal(signal.SIGKILL)
    slow_process.wait(10)
    server.routes["/slow"] = story("Late")
    assert crawl(server, "article", "/slow", state).code == 0
    assert len((state.parent / "second.jsonl").read_bytes().splitlines()) == 2
