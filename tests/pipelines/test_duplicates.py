"""An article is written once, even if several URLs give it, in one run or in several."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.items import Article
from newscrawl.pipelines.duplicates import DuplicatesPipeline
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import CrawlResult, crawl
from tests.mockserver import MockServer, Reply
from tests.pages import story


async def run(server: MockServer, folder: Path, *paths: str) -> CrawlResult:
    settings = {"NEWSCRAWL_STATE": str(folder), "NEWSCRAWL_OUTPUT": str(folder / f"{len(paths)}{paths[0][1:]}.jsonl")}
    return await crawl(ArticleSpider, settings, url=",".join(map(server.url, paths)))


def add_url_variants(server: MockServer) -> None:
    """Serve one article under three URLs, one of which redirects to another."""
    page = story().replace("<title>", "<link rel='canonical' href='{origin}/ferry-and-tram'><title>")
    server.routes |= {
        "/ferry-and-tram": page,
        "/wap/ferry-and-tram": page,
        "/s": Reply(status=301, headers={"Location": "/ferry-and-tram"}),
    }


@pytest.mark.asyncio
async def test_an_article_is_written_once_in_a_run(server: MockServer, tmp_path: Path) -> None:
    add_url_variants(server)
    done = await run(server, tmp_path, "/wap/ferry-and-tram", "/ferry-and-tram", "/s")
    assert done.stats == {"discovered": 3, "written": 1, "refused/duplicate": 2, "pending": 0}


@pytest.mark.asyncio
async def test_an_article_is_written_once_in_all_runs(server: MockServer, tmp_path: Path) -> None:
    add_url_variants(server)
    first = await run(server, tmp_path, "/wap/ferry-and-tram")
    second = await run(server, tmp_path, "/ferry-and-tram")
    third = await run(server, tmp_path, "/s")
    assert [result.stats.get("written", 0) for result in (first, second, third)] == [1, 0, 0]


def test_an_article_that_is_not_from_the_ledger_passes() -> None:
    pipeline = build_from_crawler(DuplicatesPipeline, get_crawler())
    article = Article(id="3f2a", url="https://harbourpost.example/ferry")
    assert pipeline.process_item(article) is article
