"""Crawls over several runs, and beside others: what is asked again, and what is not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, signals
from scrapy.http import Response

from newscrawl.exceptions import ExtractionFailed
from newscrawl.items import Link, Seed
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.base import NewsSpider
from newscrawl.spiders.feed import FeedSpider
from newscrawl.spiders.sitemap import SitemapSpider
from newscrawl.state.database import STATE_FILE_NAME
from newscrawl.workers.pool import ExtractionPool
from tests.crawling import CrawlResult, crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

pytestmark = pytest.mark.asyncio


class IndexSpider(NewsSpider):
    """Follows every word of a page: those that end in a slash are pages, too."""

    name = "index"

    async def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The words, in order."""
        for word in response.body.decode().split():
            yield Seed(url=response.urljoin(word)) if word.endswith("/") else Link(url=response.urljoin(word))


class Swallower:
    """A spider middleware that somebody added, which drops requests without a word."""

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """All but those for one page."""
        async for request in start:
            if not request.url.endswith("/b"):
                yield request


class Paper:
    """One crawl, run again and again."""

    def __init__(self, server: MockServer, folder: Path, spider: type[NewsSpider] = FeedSpider) -> None:
        self.server = server
        self.folder = folder
        self.spider = spider

    async def crawl(self, path: str = "/feed", **settings: Any) -> CrawlResult:
        """One run."""
        kept = {"NEWSCRAWL_STATE": str(self.folder), "NEWSCRAWL_OUTPUT": str(self.folder / "out.jsonl")}
        return await crawl(self.spider, {**kept, **settings}, url=self.server.url(path))

    def later(self, seconds: int) -> None:
        """Set all times of the ledger back."""
        with sqlite3.connect(self.folder / STATE_FILE_NAME) as database:
            database.execute(
                "UPDATE ledger_url SET first_seen = first_seen - ?1, ask_after = ask_after - ?1", (seconds,)
            )
        database.close()

    def take_requested_paths(self) -> list[str]:
        """What was asked since the last time."""
        asked = self.server.requested_paths()
        self.server.requests.clear()
        return asked


async def test_a_second_run_asks_only_for_what_is_new(server: MockServer, tmp_path: Path) -> None:
    paper = Paper(server, tmp_path)
    server.routes |= {"/feed": rss("/a", "/b"), "/a": story("A"), "/b": "<p>Log in", "/c": story("C")}
    await paper.crawl()
    server.routes["/feed"] = rss("/c", "/a", "/b")
    paper.take_requested_paths()
    done = await paper.crawl()
    assert paper.take_requested_paths() == ["/feed", "/c"]
    assert done.stats == {"sources": 1, "discovered": 3, "written": 1, "unchanged/known": 2, "pending": 0}


async def test_seeds_are_requested_with_the_validators_of_their_servers(server: MockServer, tmp_path: Path) -> None:
    paper = Paper(server, tmp_path)
    server.routes |= {"/feed": Reply(body=rss("/a"), headers={"ETag": '"1"'}), "/a": story()}
    await paper.crawl()
    server.routes["/feed"] = Reply(status=304)
    for _ in range(2):
        done = await paper.crawl()
        assert server.requests[-1].headers["If-None-Match"] == '"1"'
        assert done.stats == {"sources": 1, "sources_not_modified": 1, "pending": 0}


async def test_a_source_that_leads_to_others_is_read_each_time(server: MockServer, tmp_path: Path) -> None:
    paper = Paper(server, tmp_path, IndexSpider)
    server.routes |= {"/1/": Reply(body="/2/", headers={"ETag": '"1"'}), "/2/": "/a", "/a": story()}
    await paper.crawl("/1/")
    server.routes |= {"/2/": "/b", "/b": story("B", text="Another text of quite another story. ")}
    paper.take_requested_paths()
    await paper.crawl("/1/")
    assert paper.take_requested_paths() == ["/1/", "/2/", "/b"]
    server.routes["/1/"] = Reply(status=304)  # asked without a condition, so this is no answer
    assert (await paper.crawl("/1/")).stats["sources_failed/http_status"] == 1


async def test_a_sitemap_index_that_contains_itself_is_requested_once(server: MockServer, tmp_path: Path) -> None:
    entry = "<sitemap><loc>{origin}%s</loc></sitemap>"
    within = f"<sitemapindex>{entry % '/own.xml'}{entry % '/two.xml'}</sitemapindex>"
    server.routes |= {"/own.xml": within, "/two.xml": within}
    paper = Paper(server, tmp_path, SitemapSpider)
    done = await paper.crawl("/own.xml")
    assert paper.take_requested_paths() == ["/own.xml", "/two.xml"]
    assert done.stats == {"sources": 2, "pending": 0}


async def test_what_failed_is_tried_again_after_growing_pauses_and_then_given_up(
    server: MockServer, tmp_path: Path
) -> None:
    paper = Paper(server, tmp_path)
    server.routes |= {"/feed": rss("/a"), "/a": Reply(status=500)}
    tried = []
    for wait in (0, 600, 400, 3700, 22_000, 90_000, 900_000):
        if wait:
            paper.later(wait)
        done = await paper.crawl(NEWSCRAWL_RETRY_PAUSES="900,3600,21600,86400")
        tried.append("/a" in paper.take_requested_paths())
    assert tried == [True, False, True, True, True, True, False]
    assert done.stats["unchanged/known"] == 1


async def test_a_page_that_kills_its_worker_is_not_tried_for_ever(
    server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: Any) -> None:
        raise ExtractionFailed("ended its worker by SIGSEGV", reason="worker_died")

    monkeypatch.setattr(ExtractionPool, "run", die)
    paper = Paper(server, tmp_path, ArticleSpider)
    server.routes["/a"] = story()
    for _ in range(9):
        await paper.crawl("/a")
        paper.later(90_000)
    assert len(paper.take_requested_paths()) == 5


async def test_what_scrapy_writes_anew_has_every_article_each_time(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a"), "/a": story()}
    for _ in range(2):
        feeds = {str(tmp_path / "all.json"): {"format": "json", "overwrite": True}}
        done = await crawl(FeedSpider, {"NEWSCRAWL_STATE": str(tmp_path), "FEEDS": feeds, "NEWSCRAWL_OUTPUT": ""},
                           url=server.url("/feed"))  # fmt: skip
        assert done.stats["written"] == 1
        assert len(json.loads((tmp_path / "all.json").read_bytes())) == 1


async def test_urls_that_a_stopped_run_found_are_requested_by_the_next_even_if_no_longer_linked(
    server: MockServer, tmp_path: Path
) -> None:
    paper = Paper(server, tmp_path)
    server.routes |= {"/feed": rss(*(f"/{number}" for number in range(12)))}
    first = await paper.crawl(CLOSESPIDER_PAGECOUNT=4)
    paper.take_requested_paths()
    server.routes["/feed"] = rss()
    second = await paper.crawl()
    assert "/feed" not in paper.take_requested_paths()  # it was read in this round
    assert second.stats["discovered"] == second.stats["failed/http_status"] == first.stats["pending"] > 0


async def test_requests_are_few_however_much_is_found(server: MockServer) -> None:
    server.routes["/1/"] = " ".join(f"/{number}" for number in range(3000))
    waiting, most = 0, 0

    class Counting(IndexSpider):
        """Counts the requests that Scrapy holds."""

        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Any:
            """Listen to them."""
            spider = super().from_crawler(crawler, *args, **kwargs)
            crawler.signals.connect(spider.count, signals.request_scheduled)
            crawler.signals.connect(spider.uncount, signals.request_left_downloader)
            return spider

        def count(self, request: Request) -> None:
            """One more."""
            nonlocal waiting, most
            waiting += 1
            most = max(most, waiting)

        def uncount(self, request: Request) -> None:
            """One less."""
            nonlocal waiting
            waiting -= 1

    done = await crawl(Counting, {"CLOSESPIDER_PAGECOUNT": 50}, url=server.url("/1/"))
    assert done.stats["discovered"] == 3000
    assert most <= 4


async def test_a_request_that_something_drops_without_a_word_does_not_keep_the_crawl_waiting(
    server: MockServer,
) -> None:
    server.routes |= {"/1/": "/a /b", "/a": story()}
    done = await crawl(IndexSpider, {"SPIDER_MIDDLEWARES": {Swallower: 20}}, url=server.url("/1/"))
    assert done.stats == {"sources": 1, "discovered": 2, "written": 1, "refused/off_limits": 1, "pending": 0}


async def test_an_output_that_was_moved_away_is_said_once_and_the_crawl_goes_on(
    server: MockServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    paper = Paper(server, tmp_path)
    server.routes |= {"/feed": rss("/a"), "/a": story()}
    await paper.crawl()
    size = (tmp_path / "out.jsonl").stat().st_size
    (tmp_path / "out.jsonl").unlink()
    server.routes |= {"/feed": rss("/a", "/b"), "/b": story("B", text="Another text of quite another story. ")}
    done = await paper.crawl()
    assert (done.stats["written"], done.stats["unchanged/known"]) == (1, 1)
    (said,) = [record.getMessage() for record in caplog.records if "out.jsonl: lacks" in record.getMessage()]
    assert f"lacks {size} bytes that were written" in said
    await paper.crawl()
    assert len([record for record in caplog.records if "out.jsonl: lacks" in record.getMessage()]) == 1
