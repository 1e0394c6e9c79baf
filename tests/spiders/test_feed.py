"""Articles that feeds link, and feeds that pages link."""

from __future__ import annotations

import json

import pytest

from newscrawl.exceptions import BadArgument
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

pytestmark = pytest.mark.asyncio

BARE = (
    "<!DOCTYPE html><html><body><h1>Ferry is late</h1><p>"
    + "The ferry left an hour late on Monday. " * 20
    + "</p></body></html>"
)


async def test_a_feed_leads_to_its_articles(server: MockServer) -> None:
    server.routes |= {
        "/feed": Reply(body=rss("{origin}/a", "/b", "/a?utm_source=feed"), content_type="application/rss+xml"),
        "/a": story("First"),
        "/b": story("Second", text="Another text of quite another story. "),
    }
    done = await crawl(FeedSpider, url=server.url("/feed"))
    assert {article.title for article in done.items} == {"First", "Second"}
    assert done.stats == {"sources": 1, "discovered": 2, "written": 2, "pending": 0}


async def test_the_feed_fills_what_the_page_does_not_say(server: MockServer) -> None:
    item = {"url": "/a", "title": "Feed title", "date_published": "2026-11-04T10:00:00+02:00", "tags": ["Harbour"]}
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    server.routes |= {"/feed": Reply(body=json.dumps(feed), content_type="application/feed+json"), "/a": BARE}
    (article,) = (await crawl(FeedSpider, url=server.url("/feed"))).items
    assert (article.title, article.published, article.tags) == (
        "Ferry is late",
        "2026-11-04T10:00:00+02:00",
        ["Harbour"],
    )


async def test_several_feeds_share_their_articles(server: MockServer) -> None:
    server.routes |= {"/1": rss("/a", "/b"), "/2": rss("/b", "/a"), "/a": story("A"), "/b": Reply(status=404)}
    done = await crawl(FeedSpider, url=f"{server.url('/1')},{server.url('/2')}")
    assert done.stats == {"sources": 2, "discovered": 2, "written": 1, "failed/http_status": 1, "pending": 0}
    assert sorted(server.requested_paths()) == ["/1", "/2", "/a", "/b"]


async def test_a_home_page_leads_to_its_feeds(server: MockServer) -> None:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{number}">' for number in (1, 2))
    server.routes |= {
        "/": f"<html><head>{links}</head><body><p>Hello</p></body></html>",
        "/1": rss("/a"),
        "/a": story(),
    }
    done = await crawl(FeedSpider, url=server.url("/"))
    assert done.stats == {"sources": 3, "sources_failed/http_status": 1, "discovered": 1, "written": 1, "pending": 0}


async def test_a_page_that_is_linked_as_a_feed_is_not_searched_for_feeds(server: MockServer) -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="{}"></head><body><p>x</p></body></html>'
    server.routes |= {"/": page.format("/1"), "/1": page.format("/2"), "/2": rss("/a"), "/a": story()}
    done = await crawl(FeedSpider, url=server.url("/"))
    assert server.requested_paths() == ["/", "/1"]
    assert done.stats["sources_failed/not_a_feed"] == 1


async def test_a_feed_may_be_larger_than_a_page(server: MockServer) -> None:
    server.routes |= {"/feed": rss("/a") + " " * 50_000, "/a": story() + " " * 50_000}
    done = await crawl(
        FeedSpider, {"DOWNLOAD_MAXSIZE": 20_000, "NEWSCRAWL_SOURCE_MAXSIZE": 60_000}, url=server.url("/feed")
    )
    assert done.stats == {"sources": 1, "discovered": 1, "failed/too_large": 1, "pending": 0}


@pytest.mark.parametrize(
    ("reply", "reason", "message"),
    [
        pytest.param(Reply(status=404), "http_status", "HTTP status 404", id="404"),
        pytest.param(Reply(hang_up=True), "fetch_failed", "the connection broke", id="connection closed"),
        pytest.param(Reply(body=""), "empty_feed", "the feed is empty", id="nothing"),
        pytest.param(Reply(body=rss()), "empty_feed", "the feed links no article", id="no items"),
        pytest.param(Reply(body=story()), "not_a_feed", "no feed: it is an HTML page, and links no feed", id="HTML"),
        pytest.param(
            Reply(body="{}", content_type="application/json"),
            "not_a_feed",
            "no feed: JSON, but no JSON Feed",
            id="JSON",
        ),
        pytest.param(Reply(body=b"\x89PNG\r\n"), "not_a_feed", "no feed: it is not RSS", id="a picture"),
    ],
)
async def test_an_unusable_feed_is_reported_with_its_reason(
    server: MockServer, reply: Reply, reason: str, message: str
) -> None:
    server.routes["/feed"] = reply
    done = await crawl(FeedSpider, url=server.url("/feed"))
    assert done.stats == {"sources": 1, f"sources_failed/{reason}": 1, "pending": 0}
    (problem,) = done.problems
    assert problem.startswith(f"{server.url('/feed')}: {message}")


async def test_a_feed_that_robots_txt_forbids_is_not_read(server: MockServer) -> None:
    done = await crawl(FeedSpider, url=server.url("/secret/feed"))
    assert done.stats == {"sources": 1, "sources_failed/robots": 1, "pending": 0}
    assert server.requested_paths() == []


async def test_one_bad_feed_does_not_stop_the_others(server: MockServer) -> None:
    server.routes |= {"/bad": "", "/good": rss("/a"), "/a": story()}
    done = await crawl(FeedSpider, url=f"{server.url('/bad')},{server.url('/good')}")
    assert done.stats["written"] == 1


async def test_only_the_arguments_of_this_spider_are_taken() -> None:
    with pytest.raises(BadArgument, match="spider feed takes no argument 'urls'; it takes: url"):
        FeedSpider(urls="list.txt")
