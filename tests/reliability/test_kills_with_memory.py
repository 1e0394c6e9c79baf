"""A crawl that is killed and started again cuts the same lines as one that was not killed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import MAX_WAIT_SECONDS, scrapy_command, scrapy_environment, wait_until
from tests.mockserver import MockServer, Reply

STORIES = 14
PROMPT = "Harbour Post is read on every quay of the islands, and now on the ferries too"
SETTINGS = {
    "NEWSCRAWL_STATE": ".newscrawl",
    "NEWSCRAWL_WORKERS": 1,
    "NEWSCRAWL_COMMIT_SECONDS": 60,
    "CONCURRENT_REQUESTS": 1,
    "DOWNLOAD_DELAY": 0.15,
    "RANDOMIZE_DOWNLOAD_DELAY": False,
}
"""One request after the other: so pages come in the same order in every run."""


def headline(number: int) -> str:
    return f"Berth number {number} was given to another boat"


def page(number: int) -> str:
    """A story with a line that all have, and with the headline of the next one between its paragraphs."""
    text = [f"Boat {number} lies at berth {part}, says the harbour office in its note of Monday." for part in range(9)]
    lines = [*text[:4], headline((number + 1) % STORIES), *text[4:], PROMPT]
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{headline(number)}</title></head>"
        f"<body><main><article><h1>{headline(number)}</h1>{body}</article></main></body></html>"
    )


@pytest.fixture
def paper(server: MockServer) -> MockServer:
    entries = "".join(f"<item><link>/{n}</link><title>{headline(n)}</title></item>" for n in range(STORIES))
    feed = Reply(body=f'<rss version="2.0"><channel><title>Post</title>{entries}</channel></rss>')
    server.routes |= {"/feed": feed, **{f"/{number}": page(number) for number in range(STORIES)}}
    return server


def crawl(paper: MockServer, folder: Path, *, kill_after: int | None = None) -> None:
    """One run; it is killed after so many requests."""
    folder.mkdir(exist_ok=True)
    before = len(paper.requests)
    command = scrapy_command("crawl", "feed", "-a", f"url={paper.url('/feed')}", settings=SETTINGS)
    with subprocess.Popen(command, cwd=folder, env=scrapy_environment(), stderr=subprocess.DEVNULL) as process:
        if kill_after is not None:
            wait_until(lambda: len(paper.requests) - before >= kill_after or process.poll() is not None)
            process.kill()
        process.wait(MAX_WAIT_SECONDS)


def read_lines(folder: Path) -> list[dict[str, Any]]:
    records = map(json.loads, (folder / "articles.jsonl").read_bytes().splitlines())
    return sorted(
        ({key: record[key] for key in ("id", "text", "removed", "content_hash", "revision")} for record in records),
        key=lambda record: str(record["id"]),
    )


def test_a_killed_crawl_writes_what_an_undisturbed_one_writes(paper: MockServer, tmp_path: Path) -> None:
    crawl(paper, tmp_path / "calm")
    calm = read_lines(tmp_path / "calm")
    assert len(calm) == STORIES
    assert 0 < sum(PROMPT in record["text"] for record in calm) < STORIES
    assert not any(headline(number) in record["text"] for record in calm for number in range(STORIES))
    for kill_after in (3, 7, 13):  # robots.txt and the feed are the first two
        folder = tmp_path / f"killed after {kill_after}"
        crawl(paper, folder, kill_after=kill_after)
        crawl(paper, folder)
        assert read_lines(folder) == calm, kill_after
