"""A site that says 429 or 503 is left in peace, and no address is lost by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import pytest

from newscrawl.extensions.crawl_report import SiteStats
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss
from tests.politeness import ANY, Asker, TurningServer, gaps, text

pytestmark = pytest.mark.asyncio

SLACK = 0.25
"""Seconds that a busy machine may take longer."""


def pages(server: MockServer, count: int) -> str:
    return ",".join(server.url(f"/{number}") for number in range(count))


def refusal(status: int = 429, **headers: str) -> Reply:
    return text("Not now", status, **{name.replace("_", "-"): value for name, value in headers.items()})


def in_two_seconds() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("when", ["1", "date"])
async def test_the_whole_site_waits_as_long_as_it_says(status: int, when: str) -> None:
    given = refusal(status, Retry_After=in_two_seconds() if when == "date" else when)
    with TurningServer({}, {ANY: [given]}) as server:
        done = await crawl(ArticleSpider, url=pages(server, 3))
    assert server.asked() == ["/0", "/1", "/2", "/0"]
    found = gaps(server.requests)
    assert found[1] >= (0.9 if when == "date" else 1.0)  # a date has whole seconds only
    assert max(found[0], *found[2:]) < 0.5
    assert done.stats == {"discovered": 3, "failed/http_status": 3, "rate_limited": 1, "pending": 0}


async def test_a_site_asks_for_no_more_than_may_be_waited() -> None:
    with TurningServer({}, {ANY: [refusal(Retry_After="3600")]}) as server:
        await crawl(ArticleSpider, {"NEWSCRAWL_PAUSE_MAX": 0.4}, url=pages(server, 1))
    assert 0.4 <= gaps(server.requests)[1] < 1


async def test_without_a_word_on_it_the_pauses_grow() -> None:
    with TurningServer({}, {ANY: [refusal()] * 3}) as server:
        await crawl(ArticleSpider, {"NEWSCRAWL_PAUSE": 0.3}, url=pages(server, 3))
    found = gaps(server.requests)[1:]
    assert [pause <= gap < pause + SLACK for pause, gap in zip([0.3, 0.6, 1.2], found, strict=False)] == [True] * 3
    assert max(found[3:]) < SLACK


async def test_an_answer_ends_the_growth() -> None:
    with TurningServer({}, {"/0": [refusal()], "/2": [refusal()]}) as server:
        await crawl(ArticleSpider, {"NEWSCRAWL_PAUSE": 0.3}, url=pages(server, 4))
    assert server.asked() == ["/0", "/1", "/2", "/3", "/0", "/2"]
    assert [gap >= 0.3 for gap in gaps(server.requests)[1:]] == [True, False, True, False, False]
    assert max(gaps(server.requests)) < 0.3 + SLACK


async def test_a_site_that_refuses_too_often_is_left_alone() -> None:
    with TurningServer({}, {ANY: [refusal()] * 99}) as server:
        done = await crawl(ArticleSpider, {"NEWSCRAWL_REFUSALS_MAX": 3}, url=pages(server, 9))
    assert len(server.asked()) == 3
    assert done.stats == {"discovered": 9, "failed/rate_limited": 9, "rate_limited": 3, "pending": 0}
    receipt = done.crawler.get_extension(SiteStats)
    assert receipt is not None
    site = receipt.build_report()["sites"]["127.0.0.1"]
    assert (site["refusals"], site["left_alone"]) == (3, True)


async def test_other_sites_go_on_meanwhile_however_many_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = [f"busy-{number}.example" for number in range(3)]
    first = {f"http://{host}/0": [refusal(Retry_After="2")] for host in hosts}
    with TurningServer({}, first) as server:
        monkeypatch.setenv("http_proxy", server.origin)
        addresses = [f"http://{host}/{number}" for number in range(3) for host in [*hosts, "free.example"]]
        await crawl(Asker, {"CONCURRENT_REQUESTS": 2}, url=",".join(addresses))
    free, busy = ([seen for seen in server.requests if name in seen.path] for name in ("free", "busy"))
    assert (len(free), len(busy)) == (4, 3 * 5)
    assert free[-1].at - server.requests[0].at < 1.9


@pytest.mark.parametrize("path", ["/0", "/5"])
async def test_one_address_that_is_always_refused_does_not_cost_the_site(path: str) -> None:
    feed = Reply(body=rss(*(f"/{number}" for number in range(6))), content_type="application/rss+xml")
    with TurningServer({"/feed": feed}, {path: [refusal(503)] * 99}) as server:
        done = await crawl(FeedSpider, {"NEWSCRAWL_REFUSALS_MAX": 3}, url=server.url("/feed"))
    assert server.asked().count(path) == 3
    assert done.stats["failed/http_status"] == 5
    assert done.stats["failed/rate_limited"] == 1


async def test_refusals_of_requests_that_were_under_way_together_are_one() -> None:
    with TurningServer({}, {ANY: [Reply(status=429, delay=0.3)] * 8}) as server:
        settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 8, "NEWSCRAWL_PAUSE": 1}
        done = await crawl(ArticleSpider, settings, url=pages(server, 8))
    assert done.stats == {"discovered": 8, "failed/http_status": 8, "rate_limited": 8, "pending": 0}
    assert max(gaps(server.requests)) >= 1


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="one at a time"),
        pytest.param(
            {"CONCURRENT_REQUESTS_PER_DOMAIN": 2, "DOWNLOAD_DELAY": 0.4, "DOWNLOAD_DELAY_JITTER": 0},
            id="one waits in the slot",
        ),
    ],
)
async def test_a_crawl_that_is_told_to_stop_does_not_wait_for_the_pause(settings: dict[str, float]) -> None:
    begun = monotonic()
    with TurningServer({}, {ANY: [refusal(Retry_After="20")]}) as server:
        done = await crawl(ArticleSpider, {**settings, "CLOSESPIDER_TIMEOUT": 1}, url=pages(server, 5))
    assert server.asked() == ["/0"]
    assert done.stats == {"discovered": 5, "rate_limited": 1, "pending": 5}
    assert monotonic() - begun < 10
