"""How fast a site is asked, as the site sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newscrawl.extensions.crawl_report import SiteStats
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl, scrapy
from tests.mockserver import MockServer, Reply, Seen
from tests.pages import rss, story
from tests.politeness import Asker, gaps, text

pytestmark = pytest.mark.asyncio

DELAY = 0.3


def pages(server: MockServer, count: int = 4) -> str:
    return ",".join(server.url(f"/{number}") for number in range(count))


def to_host(server: MockServer, host: str) -> list[Seen]:
    """What a server that stands for all hosts was asked for on this one."""
    return [seen for seen in server.requests if seen.path.startswith(f"http://{host}/")]


@pytest.fixture
def web(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> MockServer:
    """A server that is asked for whatever host there may be."""
    monkeypatch.setenv("http_proxy", server.origin)
    return server


CRAWL_DELAY = f"User-agent: *\nCrawl-delay: {DELAY}"


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
async def test_nothing_lowers_the_delay_that_robots_txt_asks_for(
    server: MockServer, rules: str, least: float, settings: dict[str, Any]
) -> None:
    server.routes["/robots.txt"] = text(rules)
    await crawl(ArticleSpider, settings, url=pages(server, 3))
    assert len(server.requests) == 4
    assert least <= min(gaps(server.requests))
    assert max(gaps(server.requests)) < least + 1


async def test_a_longer_delay_of_our_own_stays(server: MockServer) -> None:
    server.routes["/robots.txt"] = text("User-agent: *\nCrawl-delay: 0.1")
    await crawl(ArticleSpider, {"DOWNLOAD_DELAY": 0.4, "DOWNLOAD_DELAY_JITTER": 0}, url=pages(server, 2))
    assert min(gaps(server.requests)) > 0.4 * 0.8


async def test_a_site_that_asks_for_too_long_a_delay_is_not_crawled(server: MockServer) -> None:
    server.routes["/robots.txt"] = text("User-agent: *\nCrawl-delay: 5")
    done = await crawl(ArticleSpider, {"NEWSCRAWL_CRAWL_DELAY_MAX": 4}, url=pages(server))
    assert done.stats == {"discovered": 4, "refused/crawl_delay": 4, "pending": 0}
    assert not server.asked()
    assert "asks for 5 seconds" in done.report.problems[0]


async def test_feeds_wait_as_articles_do(server: MockServer) -> None:
    server.routes |= {
        "/robots.txt": text(CRAWL_DELAY),
        "/feed": Reply(body=rss("/a", "/b"), content_type="application/rss+xml"),
    }
    await crawl(FeedSpider, url=server.url("/feed"))
    assert server.asked()[0] == "/feed"
    assert len(server.requests) == 4
    assert min(gaps(server.requests)) >= DELAY


async def test_the_hosts_of_one_site_share_its_delay(web: MockServer) -> None:
    addresses = "http://www.harbour.example/a,http://m.harbour.example/b,http://ferry.example/c"
    await crawl(ArticleSpider, {"DOWNLOAD_DELAY": DELAY, "DOWNLOAD_DELAY_JITTER": 0}, url=addresses)
    site = [seen for seen in web.requests if "harbour.example" in seen.path]
    assert len(site) == 4
    assert min(gaps(site)) > DELAY * 0.8
    assert min(gaps(web.requests)) < DELAY / 2, "another site need not wait for it"


async def test_the_hosts_of_one_site_share_what_one_of_them_asks_for(web: MockServer) -> None:
    web.routes["http://m.harbour.example/robots.txt"] = text(CRAWL_DELAY)
    addresses = [f"http://{host}.harbour.example/{number}" for host in ("m", "www") for number in range(2)]
    await crawl(ArticleSpider, url=",".join(addresses))
    both = [seen for seen in web.requests if "harbour.example/" in seen.path]
    after = both[[seen.path for seen in both].index("http://m.harbour.example/robots.txt") :]
    assert len(after) >= 3
    assert min(gaps(after)) >= DELAY


async def test_a_redirect_waits_where_it_leads(web: MockServer) -> None:
    web.routes["http://slow.example/robots.txt"] = text(CRAWL_DELAY)
    for number in range(3):
        there = {"Location": f"http://slow.example/{number}"}
        web.routes[f"http://quick.example/{number}"] = Reply(status=302, headers=there)
    await crawl(ArticleSpider, url=",".join(f"http://quick.example/{number}" for number in range(3)))
    assert len(to_host(web, "quick.example")) == 4
    assert len(to_host(web, "slow.example")) == 4
    assert min(gaps(to_host(web, "slow.example"))) >= DELAY


async def test_a_crawl_that_is_told_to_stop_has_little_left_to_wait_for(server: MockServer) -> None:
    server.routes["/robots.txt"] = text(CRAWL_DELAY)
    await crawl(Asker, {"CLOSESPIDER_PAGECOUNT": 2}, url=pages(server, 20))
    assert len(server.asked()) <= 3


async def test_the_delay_holds_over_scrapys_own_handler(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {
        "/robots.txt": text(CRAWL_DELAY),
        "/0": story(),
        "/1": story("Another"),
    }
    run = scrapy(
        "crawl", "article", "-a", f"url={pages(server, 2)}", settings={"NEWSCRAWL_OUTPUT": tmp_path / "a.jsonl"}
    )
    assert run.code == 0, run.err
    assert len(server.requests) == 3
    assert min(gaps(server.requests)) >= DELAY


async def test_the_receipt_says_what_each_site_was_asked_and_how_fast(web: MockServer) -> None:
    web.routes["http://slow.example/robots.txt"] = text(CRAWL_DELAY)
    done = await crawl(ArticleSpider, url="http://slow.example/a,http://slow.example/b,http://quick.example/a")
    receipt = done.crawler.get_extension(SiteStats)
    assert receipt is not None
    found = receipt.build_report()
    slow, quick = found["sites"]["slow.example"], found["sites"]["quick.example"]
    assert (slow["requests"], quick["requests"]) == (3, 2)
    assert slow["crawl_delay"] == DELAY
    assert DELAY <= slow["least_gap"] < DELAY + 0.2
    assert slow["bytes"] == len(CRAWL_DELAY) + 2 * len("<p>Not found")
    assert found["others"]["sites"] == 0


async def test_the_receipt_stays_small(web: MockServer) -> None:
    done = await crawl(ArticleSpider, url=",".join(f"http://site-{number}.example/" for number in range(60)))
    receipt = done.crawler.get_extension(SiteStats)
    assert receipt is not None
    found = receipt.build_report()
    assert len(found["sites"]) == 50
    assert (found["others"]["sites"], found["others"]["requests"]) == (10, 20)
