"""Records on disk, at the end of real crawls."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest
from crawling import crawl, scrapy
from disks import files_up_to
from mockserver import MockServer
from pages import story
from scrapy.exceptions import NotConfigured
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.article import Article
from newscrawl.outputs.jsonl import JsonLinesFile
from newscrawl.outputs.record import encode
from newscrawl.pipelines import write_jsonl
from newscrawl.pipelines.write_jsonl import WriteJsonlPipeline
from newscrawl.spiders.article import ArticleSpider


def make(**settings: Any) -> WriteJsonlPipeline:
    return build_from_crawler(WriteJsonlPipeline, get_crawler(settings_dict=settings))


def stories(server: MockServer, number: int) -> str:
    """So many articles on the server, and their addresses."""
    paths = [f"/story-{index}" for index in range(number)]
    server.routes |= {path: story(f"Story {path[7:]}") for path in paths}
    return ",".join(server.url(path) for path in paths)


@pytest.mark.asyncio
async def test_every_article_is_a_line(server: MockServer, tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "out.jsonl"
    done = await crawl(ArticleSpider, {"NEWSCRAWL_OUTPUT": str(path)}, url=stories(server, 3))
    lines = path.read_bytes().splitlines()
    assert sorted(lines) == sorted(encode(article) for article in done.items)
    assert {json.loads(line)["title"] for line in lines} == {"Story 0", "Story 1", "Story 2"}
    assert all(json.loads(line)["content_hash"] for line in lines)


@pytest.mark.asyncio
async def test_a_second_crawl_appends(server: MockServer, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    addresses = stories(server, 1)
    for _ in range(2):
        await crawl(ArticleSpider, {"NEWSCRAWL_OUTPUT": path}, url=addresses)
    assert len(path.read_bytes().splitlines()) == 2


@pytest.mark.asyncio
async def test_the_path_may_name_the_spider(server: MockServer, tmp_path: Path) -> None:
    settings = {"NEWSCRAWL_OUTPUT": str(tmp_path / "%(spider)s 100%.jsonl")}
    await crawl(ArticleSpider, settings, url=stories(server, 1))
    assert (tmp_path / "article 100%.jsonl").exists()


@pytest.mark.asyncio
async def test_scrapys_feeds_write_the_same_record(server: MockServer, tmp_path: Path) -> None:
    own, feed = tmp_path / "own.jsonl", tmp_path / "feed.jsonl"
    settings = {"NEWSCRAWL_OUTPUT": str(own), "FEEDS": {str(feed): {"format": "jsonlines"}}}
    await crawl(ArticleSpider, settings, url=stories(server, 1))
    assert json.loads(own.read_bytes()) == json.loads(feed.read_bytes())


def test_without_the_setting_the_file_is_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asyncio.run(opened_and_closed(make()))
    assert (tmp_path / "articles.jsonl").read_bytes() == encode(Article(id="1")) + b"\n"


async def opened_and_closed(pipeline: WriteJsonlPipeline) -> None:
    pipeline.open_spider()
    pipeline.process_item(Article(id="1"))
    pipeline.close_spider()


@pytest.mark.parametrize(
    "settings",
    [{"FEEDS": {"out.json": {"format": "json"}}}, {"NEWSCRAWL_OUTPUT": ""}, {"NEWSCRAWL_OUTPUT": None}],
    ids=["feeds are in use", "set to nothing", "set to None"],
)
def test_it_can_be_off(settings: dict[str, Any]) -> None:
    with pytest.raises(NotConfigured):
        make(**settings)


def test_a_second_crawl_to_the_same_file_is_refused_before_a_page_is_asked_for(
    server: MockServer, tmp_path: Path
) -> None:
    path = tmp_path / "out.jsonl"
    with JsonLinesFile(path):
        run = scrapy("crawl", "article", "-a", f"url={stories(server, 1)}", settings={"NEWSCRAWL_OUTPUT": path})
    assert run.code != 0
    assert run.last == f"newscrawl: {path}: another crawl is writing to it"
    assert "Traceback" not in run.err
    assert not server.requests


@pytest.mark.asyncio
async def test_a_full_disk_ends_the_crawl_and_leaves_whole_lines(server: MockServer, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with files_up_to(5_000):  # room for two or three records
        done = await crawl(
            ArticleSpider, {"NEWSCRAWL_OUTPUT": str(path), "CONCURRENT_REQUESTS": 1}, url=stories(server, 40)
        )
    lines = path.read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"}\n") and json.loads(line) for line in lines)
    assert done.crawler.stats.get_value("finish_reason") == "write_error"
    assert done.stats["written"] == len(lines) > 0
    assert done.stats["failed/write_error"] >= 1
    assert done.stats["pending"] > 20
    assert any("cannot be written" in problem for problem in done.report.problems)


@pytest.mark.asyncio
async def test_lines_are_synced_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_jsonl, "_SECONDS_A_SYNC", 0.05)
    synced = asyncio.Event()
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.set())
    pipeline = make(NEWSCRAWL_OUTPUT=str(tmp_path / "out.jsonl"))
    pipeline.open_spider()
    pipeline.process_item(Article(id="1"))
    await asyncio.wait_for(synced.wait(), timeout=5)
    pipeline.close_spider()


@pytest.mark.asyncio
async def test_a_disk_that_fails_at_the_end_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(file: int) -> None:
        raise OSError(5, "Input/output error")

    pipeline = make(NEWSCRAWL_OUTPUT=str(tmp_path / "out.jsonl"))
    pipeline.open_spider()
    pipeline.process_item(Article(id="1"))
    monkeypatch.setattr(os, "fdatasync", fail)
    pipeline.close_spider()
    (problem,) = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert "out.jsonl: cannot be synced: Input/output error" in problem.getMessage()
