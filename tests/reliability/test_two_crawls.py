"""Two processes with one ledger: different crawls run at the same time, the same crawl runs once."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawling import (
    MAX_WAIT_SECONDS,
    Run,
    run_scrapy,
    running_process,
    scrapy_command,
    scrapy_environment,
    wait_until,
)
from tests.mockserver import NEVER, MockServer
from tests.pages import rss, story


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def slow_process(server: MockServer, state: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A crawl that waits for the response to its request."""
    server.routes["/slow"] = NEVER
    settings = {
        "NEWSCRAWL_STATE": state,
        "NEWSCRAWL_OUTPUT": tmp_path / "slow.jsonl",
        "DOWNLOAD_TIMEOUT": 2 * MAX_WAIT_SECONDS,
    }
    command = scrapy_command("crawl", "article", "-a", f"url={server.url('/slow')}", settings=settings)
    with running_process(command, env=scrapy_environment(), stderr=subprocess.DEVNULL) as process:
        wait_until(server.requested_paths)
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
    slow_process.wait(MAX_WAIT_SECONDS)
    server.routes["/slow"] = story("Late")
    assert crawl(server, "article", "/slow", state).code == 0
    assert len((state.parent / "second.jsonl").read_bytes().splitlines()) == 2
