"""What all spiders share: from the seeds and links that `discover` yields to counted outcomes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from scrapy.exceptions import DropItem
from scrapy.http import Response

from newscrawl.exceptions import BadFeed
from newscrawl.items import FeedMetadata, Link, Seed
from newscrawl.spiders.base import NewsSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import story

pytestmark = pytest.mark.asyncio


class ListSpider(NewsSpider):
    """Follows every word of a page; `>` stands before a further page, `!` and `?` for what can go wrong."""

    name = "list"

    async def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The words, in order."""
        for line in response.body.decode().split():
            if line == "!":
                raise BadFeed("the list is broken", reason="not_a_feed")
            if line == "?":
                raise LookupError("a bug\nof ours")
            if line.startswith(">"):
                yield Seed(url=response.urljoin(line[1:]))
            else:
                yield Link(
                    url=response.urljoin(line) if line.startswith("/") else line,
                    feed_metadata=FeedMetadata(tags=("listed",)),
                )


class Dropping:
    """A pipeline that somebody added."""

    def process_item(self, item: Any) -> Any:
        """Let nothing through."""
        raise DropItem("not today")


class Broken:
    """A pipeline with a bug."""

    def process_item(self, item: Any) -> Any:
        """Let nothing through."""
        raise KeyError("bug")


async def test_links_and_further_seeds_are_followed_once(server: MockServer) -> None:
    server.routes |= {"/1": "/a >/2 /b", "/2": "/a >/1 >/2 /c", "/a": story("A"), "/b": "", "/c": Reply(status=403)}
    done = await crawl(ListSpider, url=server.url("/1"))
    assert sorted(server.requested_paths()) == ["/1", "/2", "/a", "/b", "/c"]
    assert done.stats == {
        "sources": 2, "discovered": 3, "written": 1, "refused/empty_page": 1, "failed/http_status": 1, "pending": 0,
    }  # fmt: skip
    assert done.items[0].tags == ["listed"]


async def test_links_before_the_error_of_a_seed_are_followed(server: MockServer) -> None:
    server.routes |= {"/1": "/a ! /b", "/a": story("A")}
    done = await crawl(ListSpider, url=server.url("/1"))
    assert done.stats == {"sources": 1, "sources_failed/not_a_feed": 1, "discovered": 1, "written": 1, "pending": 0}


async def test_links_that_cannot_be_requested_are_counted(server: MockServer) -> None:
    server.routes["/1"] = "mailto:desk@harbour.example file:///etc/hostname >ftp://harbour.example/"
    done = await crawl(ListSpider, url=server.url("/1"))
    assert done.stats == {
        "sources": 2, "sources_failed/bad_address": 1, "discovered": 2, "failed/bad_address": 2, "pending": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("pipeline", "end"), [(Dropping, "refused/dropped"), (Broken, "failed/internal_error")], ids=["drops", "has a bug"]
)
@pytest.mark.parametrize("order", [50, 950], ids=["first", "last"])
async def test_the_counts_add_up_with_a_pipeline_that(server: MockServer, pipeline: type, end: str, order: int) -> None:
    server.routes |= {"/1": "/a /b", "/a": story("A"), "/b": story("B", text="Another text of quite another story. ")}
    settings = {"ITEM_PIPELINES": {pipeline: order}}
    done = await crawl(ListSpider, settings, url=server.url("/1"))
    assert done.stats == {"sources": 1, "discovered": 2, end: 2, "pending": 0}
    assert done.items == []


async def test_a_bug_in_a_callback_is_counted(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def page_from(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("newscrawl.spiders.base.build_page", page_from)
    server.routes |= {"/1": "/a", "/a": story("A")}
    done = await crawl(ListSpider, url=server.url("/1"))
    assert done.stats == {"sources": 1, "discovered": 1, "failed/internal_error": 1, "pending": 0}


async def test_a_bug_in_discover_is_reported(server: MockServer) -> None:
    server.routes["/1"] = "?"
    done = await crawl(ListSpider, url=server.url("/1"))
    assert done.stats == {"sources": 1, "sources_failed/internal_error": 1, "pending": 0}
    assert done.problems == [f"{server.url('/1')}: LookupError: a bug\\nof ours"]


async def test_a_spider_does_not_start_without_the_parts_it_needs(caplog: pytest.LogCaptureFixture) -> None:
    done = await crawl(ListSpider, {"EXTENSIONS": {}}, url="http://127.0.0.1:1/")
    assert done.crawler.stats.get_value("finish_reason") == "start_error"
    assert "newscrawl.extensions.ledger.LedgerExtension must be in EXTENSIONS" in caplog.text
