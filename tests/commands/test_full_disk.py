"""A crawl whose disk is full stops soon, has lost nothing, and goes on when there is room."""

from __future__ import annotations

import gzip
import json
import shutil
from hashlib import blake2b
from pathlib import Path

import pytest

from tests.crawling import Run, run_scrapy
from tests.disks import small_disk
from tests.mockserver import MockServer
from tests.pages import rss, story

ARTICLES = 60


@pytest.fixture
def feed(server: MockServer) -> str:
    paths = [f"/story-{number}" for number in range(ARTICLES)]
    server.routes |= {path: story(f"Gate {path[7:]} is open", words(path)) for path in paths}
    server.routes["/feed"] = rss(*paths)
    return server.url("/feed")


def words(seed: str) -> str:
    """Some that no packing makes much shorter."""
    return " ".join(blake2b(f"{seed} {number}".encode(), digest_size=6).hexdigest() for number in range(200))


def crawl(feed: str, folder: Path, output: Path, state: Path) -> Run:
    settings = {"NEWSCRAWL_OUTPUT": output, "NEWSCRAWL_STATE": state, "NEWSCRAWL_SITE_MEMORY_ENABLED": False}
    return run_scrapy("crawl", "feed", "-a", f"url={feed}", "--logfile", "log", cwd=folder, settings=settings)


def titles(output: Path) -> list[str]:
    data = output.read_bytes()
    lines = (gzip.decompress(data) if output.suffix == ".gz" else data).splitlines(keepends=True)
    assert all(line.endswith(b"}\n") for line in lines)
    return [json.loads(line)["title"] for line in lines]


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz"])
def test_a_full_disk_has_its_exit_code_and_the_next_run_goes_on(tmp_path: Path, feed: str, name: str) -> None:
    disk, state = tmp_path / "disk", tmp_path / "state"
    with small_disk(disk, kilobytes=40) as enlarge:
        run = crawl(feed, tmp_path, disk / name, state)
        assert run.code == 3
        assert (
            run.err == f"newscrawl: the crawl was stopped: {disk / name}: cannot be written: No space left on device\n"
        )
        assert 0 < len(titles(disk / name)) < ARTICLES
        enlarge(4_000)
        run = crawl(feed, tmp_path, disk / name, state)
        assert (run.code, run.err) == (0, "")
        assert sorted(titles(disk / name)) == sorted(f"Gate {number} is open" for number in range(ARTICLES))


def test_a_full_disk_under_the_ledger_is_the_same(tmp_path: Path, feed: str) -> None:
    disk, output = tmp_path / "disk", tmp_path / "all.jsonl"
    with small_disk(disk, kilobytes=300) as enlarge:
        (disk / "filler").write_bytes(b"x" * 120_000)
        run = crawl(feed, tmp_path, output, disk / "state")
        assert run.code == 3
        assert len(run.err.splitlines()) == 1
        (disk / "filler").unlink()
        enlarge(8_000)
        run = crawl(feed, tmp_path, output, disk / "state")
        assert (run.code, run.err) == (0, "")
        assert sorted(titles(output)) == sorted(f"Gate {number} is open" for number in range(ARTICLES))


def test_a_folder_that_is_gone_stops_the_crawl_with_one_line(tmp_path: Path, server: MockServer) -> None:
    server.routes |= {"/feed": rss("/a", "/b"), "/a": story("A"), "/b": story("B")}
    output = tmp_path / "out" / "all.jsonl"
    reply = server.reply_to

    def take_away(path: str) -> object:
        if path == "/b":
            shutil.rmtree(tmp_path / "out")
        return reply(path)

    server.reply_to = take_away  # type: ignore[method-assign,assignment]
    run = crawl(server.url("/feed"), tmp_path, output, tmp_path / "state")
    assert run.code == 1
    assert run.err == f"newscrawl: the crawl was stopped: {output}: cannot be synced: No such file or directory\n"
    server.reply_to = reply  # type: ignore[method-assign]
    assert crawl(server.url("/feed"), tmp_path, output, tmp_path / "state").code == 0
    assert "B" in titles(output)
