"""A site that responds 429 or 503 is paused, and no URL is lost by it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from newscrawl.middlewares.retry_after import parse_retry_after
from newscrawl.settings import EXTENSIONS
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl, wait_until
from tests.mockserver import MockServer, Reply
from tests.pages import rss
from tests.politeness import ANY, PlainSpider, ScriptedServer, StopAtFirstPause, gaps, plain_reply

NOW = datetime(2026, 11, 2, 12, 0, 0, tzinfo=UTC)

FOREVER = 86_400
"""Seconds that no test waits for."""


def urls(server: MockServer, count: int) -> str:
    return ",".join(server.url(f"/{number}") for number in range(count))


def refusal(status: int = 429, **headers: str) -> Reply:
    return plain_reply("Not now", status, **{name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("value", "date_header", "seconds"),
    [
        pytest.param("120", None, 120, id="seconds"),
        pytest.param(" 7 ", None, 7, id="spaces"),
        pytest.param("1.5", None, 1.5, id="fraction"),
        pytest.param("0", None, None, id="zero"),
        pytest.param("-5", None, None, id="negative"),
        pytest.param("", None, None, id="empty"),
        pytest.param(None, None, None, id="missing"),
        pytest.param("soon", None, None, id="a word"),
        pytest.param("9" * 400, None, None, id="an absurd number"),
        pytest.param("Mon, 02 Nov 2026 12:01:00 GMT", None, 60, id="date"),
        pytest.param("Monday, 02-Nov-26 12:01:00 GMT", None, 60, id="old form of a date"),
        pytest.param("Mon Nov  2 12:01:00 2026", None, 60, id="C's form of a date"),
        pytest.param("Mon, 02 Nov 2026 13:01:00 +0100", None, 60, id="date with a zone"),
        pytest.param("Mon, 02 Nov 2026 11:59:00 GMT", None, None, id="date in the past"),
        pytest.param("Mon, 99 Nov 2026 11:59:00 GMT", None, None, id="not a date"),
        pytest.param(
            "Mon, 02 Nov 2026 15:00:30 GMT", "Mon, 02 Nov 2026 15:00:00 GMT", 30, id="by the clock of the server"
        ),
        pytest.param("Mon, 02 Nov 2026 12:01:00 GMT", "yesterday", 60, id="a server without a clock"),
    ],
)
def test_a_header_asks_for_seconds(value: str | None, date_header: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, date_header=date_header, now=NOW) == seconds


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Retry_After": "1"}, id="seconds"),
        pytest.param(
            {"Date": "Mon, 02 Nov 2026 12:00:00 GMT", "Retry_After": "Mon, 02 Nov 2026 12:00:01 GMT"}, id="date"
        ),
    ],
)
async def test_the_whole_site_is_paused_as_long_as_it_says(status: int, headers: dict[str, str]) -> None:
    with ScriptedServer({}, {ANY: [refusal(status, **headers)]}) as server:
        done = await crawl(ArticleSpider, url=urls(server, 3))
    assert server.requested_paths() == ["/0", "/1", "/2", "/0"]
    assert gaps(server.requests)[1] >= 1.0
    assert done.site_stats()["held"] == 1.0
    assert done.stats == {"discovered": 3, "failed/http_status": 3, "rate_limited": 1, "pending": 0}


@pytest.mark.asyncio
async def test_no_pause_is_longer_than_the_setting_allows() -> None:
    with ScriptedServer({}, {ANY: [refusal(Retry_After=str(FOREVER))]}) as server:
        done = await crawl(ArticleSpider, {"NEWSCRAWL_PAUSE_MAX": 0.4}, url=urls(server, 1))
    assert gaps(server.requests)[1] >= 0.4
    assert done.site_stats()["held"] == 0.4


@pytest.mark.asyncio
async def test_without_the_header_each_pause_is_twice_as_long_as_the_one_before() -> None:
    with ScriptedServer({}, {ANY: [refusal()] * 3}) as server:
        done = await crawl(ArticleSpider, {"NEWSCRAWL_PAUSE": 0.3}, url=urls(server, 3))
    pauses = [0.3, 0.6, 1.2]
    assert all(gap >= pause for gap, pause in zip(gaps(server.requests)[1:], pauses, strict=False))
    assert done.site_stats()["held"] == pytest.approx(sum(pauses))


@pytest.mark.asyncio
async def test_another_response_makes_the_next_pause_short_again() -> None:
    with ScriptedServer({}, {"/0": [refusal()], "/2": [refusal()]}) as server:
        done = await crawl(ArticleSpider, {"NEWSCRAWL_PAUSE": 0.3}, url=urls(server, 4))
    assert server.requested_paths() == ["/0", "/1", "/2", "/3", "/0", "/2"]
    _, after_first, _, after_second, *_ = gaps(server.requests)
    assert min(after_first, after_second) >= 0.3
    assert done.site_stats()["held"] == pytest.approx(0.3 + 0.3)


@pytest.mark.asyncio
async def test_a_site_that_refuses_too_often_is_blocked() -> None:
    with ScriptedServer({}, {ANY: [refusal()] * 99}) as server:
        done = await crawl(ArticleSpider, {"NEWSCRAWL_REFUSALS_MAX": 3}, url=urls(server, 9))
    assert len(server.requested_paths()) == 3
    assert done.stats == {"discovered": 9, "failed/rate_limited": 9, "rate_limited": 3, "pending": 0}
    assert (done.site_stats()["refusals"], done.site_stats()["left_alone"]) == (3, True)


@pytest.mark.asyncio
async def test_other_sites_continue_meanwhile_even_if_many_are_paused(monkeypatch: pytest.MonkeyPatch) -> None:
    class StopsAfterFreeSite(PlainSpider):
        """Ends the crawl when the site that is not paused has sent its last page."""

        def parse(self, response: Response) -> None:
            if response.url == "http://free.example/2":
                raise CloseSpider("seen")

    class PatientServer(ScriptedServer):
        """Sends the last page of that site only when all other sites have refused."""

        def reply_to(self, path: str) -> Reply:
            if path == "http://free.example/2":
                wait_until(lambda: not any(self.first.values()))
            return super().reply_to(path)

    hosts = [f"busy-{number}.example" for number in range(3)]
    with PatientServer({}, {f"http://{host}/0": [refusal(Retry_After=str(FOREVER))] for host in hosts}) as server:
        monkeypatch.setenv("http_proxy", server.origin)
        urls = [f"http://{host}/{number}" for number in range(3) for host in [*hosts, "free.example"]]
        settings = {"CONCURRENT_REQUESTS": 2, "NEWSCRAWL_PAUSE_MAX": FOREVER}
        await crawl(StopsAfterFreeSite, settings, url=",".join(urls))
    free, busy = ([seen for seen in server.requests if name in seen.path] for name in ("free", "busy"))
    assert len(free) == 4
    assert len(busy) == 3 * 2, "robots.txt and the first page of each"


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/0", "/5"])
async def test_one_url_that_is_always_refused_does_not_block_the_site(path: str) -> None:
    feed = Reply(body=rss(*(f"/{number}" for number in range(6))), content_type="application/rss+xml")
    with ScriptedServer({"/feed": feed}, {path: [refusal(503)] * 99}) as server:
        done = await crawl(FeedSpider, {"NEWSCRAWL_REFUSALS_MAX": 3}, url=server.url("/feed"))
    assert server.requested_paths().count(path) == 3
    assert done.stats["failed/http_status"] == 5
    assert done.stats["failed/rate_limited"] == 1


@pytest.mark.asyncio
async def test_refusals_of_requests_that_were_in_flight_together_count_once() -> None:
    together = Reply(status=429, wait_for=lambda: len(server.requested_paths()) >= 8)
    with ScriptedServer({}, {ANY: [together] * 8}) as server:
        settings = {"CONCURRENT_REQUESTS_PER_DOMAIN": 8, "NEWSCRAWL_PAUSE": 1}
        done = await crawl(ArticleSpider, settings, url=urls(server, 8))
    assert done.stats == {"discovered": 8, "failed/http_status": 8, "rate_limited": 8, "pending": 0}
    assert max(gaps(server.requests)) >= 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({}, id="one at a time"),
        pytest.param(
            {
                "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
                "DOWNLOAD_DELAY": 60,  # Scrapy counts from the start of the machine: a day would delay the first, too
                "DOWNLOAD_DELAY_JITTER": 0,
                "ROBOTSTXT_OBEY": False,  # else robots.txt is the first request, and the page waits
            },
            id="one waits in the slot",
        ),
    ],
)
async def test_a_crawl_that_is_stopped_does_not_wait_for_the_pause(settings: dict[str, object]) -> None:
    extensions: dict[Any, Any] = {**EXTENSIONS, StopAtFirstPause: 900}
    with ScriptedServer({}, {ANY: [refusal(Retry_After=str(FOREVER))]}) as server:
        paused = {"NEWSCRAWL_PAUSE_MAX": FOREVER, "EXTENSIONS": extensions}
        done = await crawl(ArticleSpider, {**paused, **settings}, url=urls(server, 5))
    assert server.requested_paths() == ["/0"]
    assert done.stats == {"discovered": 5, "rate_limited": 1, "pending": 5}
