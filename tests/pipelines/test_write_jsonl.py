"""The records on the disk at the end of real crawls."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.items import Article
from newscrawl.outputs.jsonl_files import OutputFiles, RotatingFile
from newscrawl.outputs.record import encode_record
from newscrawl.pipelines.write_jsonl import WriteJsonlPipeline
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import crawl, run_scrapy
from tests.disks import files_up_to
from tests.mockserver import MockServer
from tests.pages import story

EXTENSIONS: dict[str, Any] = {"EXTENSIONS": {LedgerExtension: 50, CrawlStatsExtension: 100}}


def add_stories(server: MockServer, number: int) -> str:
    """Add so many articles to the server, and return their URLs."""
    paths = [f"/story-{index}" for index in range(number)]
    server.routes |= {path: story(f"Story {path[7:]}") for path in paths}
    return ",".join(server.url(path) for path in paths)


@pytest.mark.asyncio
async def test_every_article_is_a_line(server: MockServer, tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "out.jsonl"
    done = await crawl(ArticleSpider, {"NEWSCRAWL_OUTPUT": str(path)}, url=add_stories(server, 3))
    lines = path.read_bytes().splitlines()
    assert sorted(lines) == sorted(encode_record(article) for article in done.items)
    assert {json.loads(line)["title"] for line in lines} == {"Story 0", "Story 1", "Story 2"}
    assert all(json.loads(line)["content_hash"] for line in lines)


@pytest.mark.asyncio
async def test_a_second_crawl_appends(server: MockServer, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    for number in (1, 2):
        await crawl(ArticleSpider, {"NEWSCRAWL_OUTPUT": path}, url=add_stories(server, number).split(",")[-1])
    assert len(path.read_bytes().splitlines()) == 2


@pytest.mark.asyncio
async def test_the_path_may_contain_the_name_of_the_spider(server: MockServer, tmp_path: Path) -> None:
    settings = {"NEWSCRAWL_OUTPUT": str(tmp_path / "%(spider)s 100%.jsonl")}
    await crawl(ArticleSpider, settings, url=add_stories(server, 1))
    assert (tmp_path / "article 100%.jsonl").exists()


@pytest.mark.asyncio
async def test_scrapys_feeds_write_the_same_record(server: MockServer, tmp_path: Path) -> None:
    own, feed = tmp_path / "own.jsonl", tmp_path / "feed.jsonl"
    settings = {"NEWSCRAWL_OUTPUT": str(own), "FEEDS": {str(feed): {"format": "jsonlines"}}}
    await crawl(ArticleSpider, settings, url=add_stories(server, 1))
    assert json.loads(own.read_bytes()) == json.loads(feed.read_bytes())


def test_without_the_setting_the_file_is_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_and_close(get_crawler(settings_dict=EXTENSIONS))
    assert (tmp_path / "articles.jsonl").read_bytes() == encode_record(Article(id="1")) + b"\n"


def open_and_close(crawler: Crawler) -> None:
    pipeline = build_from_crawler(WriteJsonlPipeline, crawler)
    pipeline.process_item(Article(id="1"))
    pipeline.close_spider()


@pytest.mark.parametrize(
    "settings",
    [{"FEEDS": {"out.json": {"format": "json"}}}, {"NEWSCRAWL_OUTPUT": ""}, {"NEWSCRAWL_OUTPUT": None}],
    ids=["feeds are in use", "empty", "None"],
)
def test_it_can_be_off(settings: dict[str, Any]) -> None:
    with pytest.raises(NotConfigured):
        build_from_crawler(WriteJsonlPipeline, get_crawler(settings_dict={**EXTENSIONS, **settings}))


def test_a_second_crawl_to_the_same_file_ends_before_its_first_request(server: MockServer, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with OutputFiles(str(path), spider="article"):
        run = run_scrapy("crawl", "article", "-a", f"url={add_stories(server, 1)}", settings={"NEWSCRAWL_OUTPUT": path})
    assert run.code != 0
    assert run.last == f"newscrawl: {path}: another crawl is writing to it"
    assert "Traceback" not in run.err
    assert not server.requests


@pytest.mark.asyncio
async def test_a_full_disk_ends_the_crawl_and_leaves_complete_lines(server: MockServer, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with files_up_to(5_000):  # room for two or three records
        done = await crawl(
            ArticleSpider, {"NEWSCRAWL_OUTPUT": str(path), "CONCURRENT_REQUESTS": 1}, url=add_stories(server, 40)
        )
    lines = path.read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"}\n") and json.loads(line) for line in lines)
    assert done.crawler.stats.get_value("finish_reason") == "write_error"
    assert done.stats["written"] == len(lines) > 0
    assert done.stats["output_failed/write_error"] == 1
    assert done.stats["pending"] > 20
    assert any("cannot be written" in problem for problem in done.problems)


@pytest.mark.asyncio
async def test_an_unexpected_error_of_the_output_ends_the_crawl_too(
    server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def go_stale(series: RotatingFile) -> None:
        raise OSError(116, "Stale file handle")

    monkeypatch.setattr(RotatingFile, "sync", go_stale)
    settings = {"NEWSCRAWL_OUTPUT": str(tmp_path / "out.jsonl"), "NEWSCRAWL_COMMIT_PAGES": 2}
    done = await crawl(ArticleSpider, settings, url=add_stories(server, 9))
    assert done.crawler.stats.get_value("finish_reason") == "write_error"
    assert (done.stats.get("written", 0), done.stats["pending"]) == (0, 9)
    assert any("Stale file handle" in problem for problem in done.problems)


@pytest.mark.asyncio
async def test_a_disk_that_fails_ends_the_crawl_and_leaves_all_urls_to_the_next_run(
    server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: int) -> None:
        raise OSError(5, "Input/output error")

    settings = {"NEWSCRAWL_OUTPUT": str(tmp_path / "out.jsonl"), "NEWSCRAWL_STATE": str(tmp_path)}
    urls = add_stories(server, 3)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fail)
        done = await crawl(ArticleSpider, settings, url=urls)
    assert done.problems == [f"{tmp_path}/out.jsonl: cannot be synced: Input/output error"]
    assert (done.stats.get("written", 0), done.stats["pending"]) == (0, 3)
    again = await crawl(ArticleSpider, settings, url=urls)
    assert again.stats == {"discovered": 3, "written": 3, "pending": 0}
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 3
