"""One slot for each site: how fast a site gets requests, as the site sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from newscrawl.downloader import SiteThrottle, get_site_name
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl, run_scrapy
from tests.mockserver import MockServer, ReceivedRequest, Reply
from tests.pages import rss, story
from tests.politeness import DELAY_TOLERANCE, PlainSpider, gaps, plain_reply

DELAY = 0.3
CRAWL_DELAY = f"User-agent: *\nCrawl-delay: {DELAY}"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.harbour.example/a", "harbour.example"),
        ("http://m.harbour.example:8080/a", "harbour.example"),
        ("https://news.harbour.co.uk/", "harbour.co.uk"),
        ("https://ferry.blogspot.com/", "ferry.blogspot.com"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]:8000/", "::1"),
        ("http://localhost/", "localhost"),
        ("https://www.hafen-fähre.example/", "xn--hafen-fhre-w5a.example"),
    ],
)
def test_hosts_of_one_publisher_are_one_site(url: str, name: str) -> None:
    assert get_site_name(Request(url)) == name


def test_the_shortest_gap_is_between_the_starts_of_two_requests() -> None:
    site = SiteThrottle("harbour.example")
    site.request_started(10.0)
    first = site.min_gap
    for now in (12.0, 13.5, 20.0):
        site.request_started(now)
    assert (site.request_count, first, site.min_gap) == (4, None, 1.5)


def test_the_delay_counts_from_the_last_response() -> None:
    site = SiteThrottle("harbour.example", min_delay=3)
    site.request_started(10.0)
    assert site.next_request_at() == 13.0
    site.response_received(11.0, 700)
    assert (site.next_request_at(), site.byte_count) == (14.0, 700)


def test_a_site_without_a_delay_can_be_requested_at_once() -> None:
    site = SiteThrottle("harbour.example")
    site.request_started(10.0)
    site.response_received(11.0, 1)
    assert site.next_request_at() <= 11.0


def test_pauses_that_overlap_are_counted_once() -> None:
    site = SiteThrottle("harbour.example", min_delay=3)
    site.pause(100.0, 30)
    site.pause(110.0, 5)
    assert (site.next_request_at(), site.paused_seconds) == (130.0, 30)
    site.pause(120.0, 30)
    assert (site.next_request_at(), site.paused_seconds) == (150.0, 50)
    site.pause(200.0, 10)
    assert (site.next_request_at(), site.paused_seconds) == (210.0, 60)


def pages(server: MockServer, count: int = 4) -> str:
    return ",".join(server.url(f"/{number}") for number in range(count))


def to_host(server: MockServer, host: str) -> list[ReceivedRequest]:
    """The requests to one host that a server received as a proxy."""
    return [request for request in server.requests if request.path.startswith(f"http://{host}/")]


@pytest.mark.parametrize(
    ("rules", "least", "settings"),
    [
        pytest.param(CRAWL_DELAY, DELAY, {}, id="Crawl-delay"),
        pytest.param("User-agent: *\nRequest-rate: 4/1s", 0.25, {}, id="Request-rate"),
        pytest.param("User-agent: *\nRequest-rate: 4/1\nCrawl-delay: 0.3", 0.3, {}, id="the longer of both"),
        pytest.param("User-agent: *\nCrawl-delay: 9\n\nUser-agent: Newscrawl\nCrawl-delay: 0.3", 0.3, {}, id="our own"),
        pytest.param(CRAWL_DELAY, DELAY, {"DOWNLOAD_DELAY": 0.05, "DOWNLOAD_DELAY_JITTER": 0.9}, id="jitter"),
        pytest.param(
            CRAWL_DELAY, DELAY, {"AUTOTHROTTLE_ENABLED": True, "AUTOTHROTTLE_START_DELAY": 0.01}, id="AutoThrottle"
        ),
        pytest.param(CRAWL_DELAY, DELAY, {"CONCURRENT_REQUESTS_PER_DOMAIN": 8}, id="eight at a time"),
    ],
)
@pytest.mark.asyncio
async def test_nothing_lowers_the_delay_that_robots_txt_asks_for(
    server: MockServer, rules: str, least: float, settings: dict[str, Any]
) -> None:
    server.routes["/robots.txt"] = plain_reply(rules)
    done = await crawl(ArticleSpider, settings, url=pages(server, 3))
    assert len(server.requests) == 4
    assert done.site_stats()["least_gap"] >= least
    if "CONCURRENT_REQUESTS_PER_DOMAIN" not in settings:  # the delay counts from the last response
        assert min(gaps(server.requests)) >= least


@pytest.mark.asyncio
async def test_a_longer_delay_in_the_settings_stays(server: MockServer) -> None:
    server.routes["/robots.txt"] = plain_reply("User-agent: *\nCrawl-delay: 0.1")
    done = await crawl(ArticleSpider, {"DOWNLOAD_DELAY": 0.4, "DOWNLOAD_DELAY_JITTER": 0}, url=pages(server, 2))
    assert done.site_stats()["least_gap"] >= 0.4 * DELAY_TOLERANCE


@pytest.mark.asyncio
async def test_a_site_that_asks_for_too_long_a_delay_is_not_crawled(server: MockServer) -> None:
    server.routes["/robots.txt"] = plain_reply("User-agent: *\nCrawl-delay: 5")
    done = await crawl(ArticleSpider, {"NEWSCRAWL_CRAWL_DELAY_MAX": 4}, url=pages(server))
    assert done.stats == {"discovered": 4, "refused/crawl_delay": 4, "pending": 0}
    assert not server.requested_paths()
    assert "asks for 5 seconds" in done.problems[0]


@pytest.mark.asyncio
async def test_feeds_wait_as_articles_do(server: MockServer) -> None:
    server.routes |= {
        "/robots.txt": plain_reply(CRAWL_DELAY),
        "/feed": Reply(body=rss("/a", "/b"), content_type="application/rss+xml"),
    }
    await crawl(FeedSpider, url=server.url("/feed"))
    assert server.requested_paths()[0] == "/feed"
    assert len(server.requests) == 4
    assert min(gaps(server.requests)) >= DELAY


@pytest.mark.asyncio
async def test_the_hosts_of_one_site_share_its_delay(web: MockServer) -> None:
    urls = "http://www.harbour.example/a,http://m.harbour.example/b,http://ferry.example/c"
    done = await crawl(ArticleSpider, {"DOWNLOAD_DELAY": DELAY, "DOWNLOAD_DELAY_JITTER": 0}, url=urls)
    assert done.site_stats("harbour.example")["requests"] == 4
    assert done.site_stats("harbour.example")["least_gap"] >= DELAY * DELAY_TOLERANCE
    order = [request.path.split("/")[2].removeprefix("www.").removeprefix("m.") for request in web.requests]
    assert order.index("ferry.example") < len(order) - 1 - order[::-1].index("harbour.example"), "it need not wait"


@pytest.mark.asyncio
async def test_the_delay_that_one_host_asks_for_applies_to_all_hosts_of_its_site(web: MockServer) -> None:
    web.routes["http://m.harbour.example/robots.txt"] = plain_reply(CRAWL_DELAY)
    urls = [f"http://{host}.harbour.example/{number}" for host in ("m", "www") for number in range(2)]
    await crawl(ArticleSpider, url=",".join(urls))
    both = [request for request in web.requests if "harbour.example/" in request.path]
    after = both[[request.path for request in both].index("http://m.harbour.example/robots.txt") :]
    assert len(after) >= 3
    assert min(gaps(after)) >= DELAY


@pytest.mark.asyncio
async def test_a_redirect_waits_in_the_slot_of_its_target(web: MockServer) -> None:
    web.routes["http://slow.example/robots.txt"] = plain_reply(CRAWL_DELAY)
    for number in range(3):
        there = {"Location": f"http://slow.example/{number}"}
        web.routes[f"http://quick.example/{number}"] = Reply(status=302, headers=there)
    await crawl(ArticleSpider, url=",".join(f"http://quick.example/{number}" for number in range(3)))
    assert len(to_host(web, "quick.example")) == 4
    assert len(to_host(web, "slow.example")) == 4
    assert min(gaps(to_host(web, "slow.example"))) >= DELAY


@pytest.mark.asyncio
async def test_a_crawl_that_is_stopped_has_few_requests_left(server: MockServer) -> None:
    server.routes["/robots.txt"] = plain_reply(CRAWL_DELAY)
    await crawl(PlainSpider, {"CLOSESPIDER_PAGECOUNT": 2}, url=pages(server, 20))
    assert len(server.requested_paths()) <= 3


@pytest.mark.asyncio
async def test_scrapys_own_handler_keeps_the_delay(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {
        "/robots.txt": plain_reply(CRAWL_DELAY),
        "/0": story(),
        "/1": story("Another"),
    }
    run = run_scrapy(
        "crawl", "article", "-a", f"url={pages(server, 2)}", settings={"NEWSCRAWL_OUTPUT": tmp_path / "a.jsonl"}
    )
    assert run.code == 0, run.err
    assert len(server.requests) == 3
    assert min(gaps(server.requests)) >= DELAY
