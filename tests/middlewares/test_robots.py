"""robots.txt is obeyed by every request of a crawl, and read as RFC 9309 says."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import story
from tests.politeness import TurningServer, gaps, text

pytestmark = pytest.mark.asyncio

FORBIDDEN = "User-agent: *\nDisallow: /"
GONE = {"discovered": 1, "failed/http_status": 1, "pending": 0}
"""What is left of an address that was asked for and is a 404."""
REFUSED = {"discovered": 1, "refused/robots": 1, "pending": 0}
AWAY = {"discovered": 1, "failed/robots_unreachable": 1, "pending": 0}


async def test_requests_that_wait_for_robots_txt_together_all_obey_it(server: MockServer) -> None:
    server.routes["/open"] = story()
    addresses = [server.url("/open"), *(server.url(f"/secret/{number}") for number in range(8))]
    done = await crawl(ArticleSpider, {"CONCURRENT_REQUESTS_PER_DOMAIN": 9}, url=",".join(addresses))
    assert server.asked() == ["/open"]
    assert done.stats == {"discovered": 9, "written": 1, "refused/robots": 8, "pending": 0}
    assert [seen.path for seen in server.requests] == ["/robots.txt", "/open"]


async def test_the_rules_for_newscrawl_go_before_those_for_all(server: MockServer) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nDisallow: /b"
    server.routes |= {"/robots.txt": text(rules), "/a": story(), "/b": story()}
    done = await crawl(ArticleSpider, url=f"{server.url('/a')},{server.url('/b')}")
    assert done.stats == {"discovered": 2, "written": 1, "refused/robots": 1, "pending": 0}


async def test_every_site_is_asked_for_its_own(server: MockServer) -> None:
    with MockServer({"/secret": story()}) as other:
        done = await crawl(ArticleSpider, url=f"{server.url('/secret')},{other.url('/secret')}")
    assert done.stats == {"discovered": 2, "written": 1, "refused/robots": 1, "pending": 0}


async def test_a_site_that_cannot_be_reached_costs_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    await crawl(ArticleSpider, url="http://127.0.0.1:1/")
    assert "http://127.0.0.1:1/: failed (not_connected): the server cannot be reached" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("reply", "stats"),
    [
        pytest.param(text(FORBIDDEN), REFUSED, id="200"),
        *(pytest.param(text(FORBIDDEN, status), GONE, id=str(status)) for status in (400, 401, 403, 404, 410, 451)),
        pytest.param(text("", 204), GONE, id="204"),
        pytest.param(text("", 304), GONE, id="304 that nobody asked for"),
        *(pytest.param(text("", status), AWAY, id=str(status)) for status in (500, 502, 504, 599)),
        *(pytest.param(text("", status), {**AWAY, "rate_limited": 1}, id=str(status)) for status in (429, 503)),
        pytest.param(Reply(hang_up=True), AWAY, id="hangs up"),
        pytest.param(Reply(delay=3), AWAY, id="time-out"),
        pytest.param(text("", 302, Location="http://["), AWAY, id="broken redirect"),
        pytest.param(text(f"\ufeff{FORBIDDEN}"), REFUSED, id="byte order mark"),
        pytest.param(Reply(body=FORBIDDEN.encode("utf-16"), content_type=None), REFUSED, id="UTF-16"),
        pytest.param(Reply(body=b"# caf\xe9\n" + FORBIDDEN.encode()), REFUSED, id="Latin-1"),
        pytest.param(text(FORBIDDEN.replace("\n", "\r")), REFUSED, id="carriage returns"),
        pytest.param(story(), GONE, id="HTML"),
        pytest.param(Reply(body="<br />\nWarning: no such file\n" + FORBIDDEN), REFUSED, id="rules behind HTML"),
        pytest.param(text(""), GONE, id="empty"),
        pytest.param(text("#" * 500_000 + "\n" + FORBIDDEN), REFUSED, id="within 500 KiB"),
        pytest.param(text("#" * 512_000 + "\n" + FORBIDDEN), GONE, id="behind 500 KiB"),
        pytest.param(text("User-agent: *\n" + "#" * 511_973 + "\nDisallow: /abc"), GONE, id="a rule cut in half"),
    ],
)
async def test_what_an_answer_for_robots_txt_means(reply: Reply | str, stats: dict[str, int]) -> None:
    with MockServer({"/robots.txt": reply}) as server:
        done = await crawl(
            ArticleSpider, {"DOWNLOAD_TIMEOUT": 1, "DOWNLOAD_FAIL_ON_DATALOSS": True}, url=server.url("/a")
        )
    assert done.stats == stats
    assert server.asked() == ["/a"] * (stats == GONE)


@pytest.mark.parametrize(
    ("steps", "stats"), [pytest.param(5, REFUSED, id="five"), pytest.param(6, GONE, id="more than may be")]
)
async def test_redirects_of_robots_txt_are_followed_to_other_hosts(steps: int, stats: dict[str, int]) -> None:
    with MockServer({"/robots.txt": Reply(body=FORBIDDEN)}) as other, MockServer({}) as server:
        hops = ["/robots.txt", *(f"/hop-{number}" for number in range(1, steps))]
        for here, there in zip(hops, [*(server.url(hop) for hop in hops[1:]), other.url("/robots.txt")], strict=True):
            server.routes[here] = Reply(status=301, headers={"Location": there})
        done = await crawl(ArticleSpider, url=server.url("/a"))
    assert done.stats == stats


WITH_VERSION = {"ROBOTSTXT_USER_AGENT": "NewsCrawl/2.0 (+https://harbour.example/bot)"}
AS_BROWSERS = {
    "ROBOTSTXT_USER_AGENT": None,
    "USER_AGENT": "Mozilla/5.0 (compatible; newscrawl/2.0; +https://harbour.example/bot)",
}


@pytest.mark.parametrize(
    ("agent", "settings", "ours"),
    [
        *((agent, {}, True) for agent in ("newscrawl", "NewsCrawl", "newscrawl/1.0", "newscrawl*", "newscrawl # us")),
        *(
            (agent, {}, False)
            for agent in ("news", "crawl", "newscrawler", "mynewscrawl", "news-newscrawl", "new*", "?")
        ),
        *((agent, WITH_VERSION, agent == "newscrawl") for agent in ("newscrawl", "news", "harbour")),
        *((agent, AS_BROWSERS, agent == "newscrawl") for agent in ("newscrawl", "news", "mozilla")),
    ],
)
async def test_our_name_is_known_and_no_other_is_taken_for_it(
    server: MockServer, agent: str, settings: dict[str, Any], ours: bool
) -> None:
    server.routes["/robots.txt"] = text(f"User-agent: {agent}\nDisallow: /\n\nUser-agent: *\nDisallow: /none")
    done = await crawl(ArticleSpider, settings, url=server.url("/a"))
    assert done.stats == (REFUSED if ours else GONE)


async def test_all_groups_of_ours_are_one(server: MockServer) -> None:
    rules = "User-agent: a\nUser-agent: newscrawl\nDisallow: /1\n\nUser-agent: newscrawl\nDisallow: /2\nAllow: /2/open"
    server.routes["/robots.txt"] = text(rules)
    done = await crawl(ArticleSpider, url=",".join(map(server.url, ["/1", "/2", "/2/open", "/3"])))
    assert server.asked() == ["/2/open", "/3"]
    assert done.stats["refused/robots"] == 2


async def test_a_feed_is_no_exception(server: MockServer) -> None:
    server.routes["/robots.txt"] = text("", 500)
    done = await crawl(FeedSpider, url=server.url("/feed"))
    assert done.stats["sources_failed/robots_unreachable"] == 1
    assert not server.asked()


async def test_it_is_asked_for_once_while_it_holds_and_again_when_it_does_not() -> None:
    with TurningServer({"/robots.txt": text("User-agent: *\nDisallow: /2")}, {"/robots.txt": [text("")]}) as server:
        addresses = ",".join(server.url(f"/{number}") for number in range(3))
        slow = {"DOWNLOAD_DELAY": 0.4, "DOWNLOAD_DELAY_JITTER": 0}
        done = await crawl(ArticleSpider, {**slow, "NEWSCRAWL_ROBOTS_LIFETIME": 0.6}, url=addresses)
    assert [seen.path for seen in server.requests] == ["/robots.txt", "/0", "/1", "/robots.txt"]
    assert done.stats["refused/robots"] == 1
    assert min(gaps(server.requests)) > 0.35


async def test_a_failure_holds_for_a_shorter_time() -> None:
    others = {f"/{number}": Reply(delay=0.3) for number in range(1, 4)}
    first = {"/robots.txt": [text("", 500)]}
    with TurningServer({"/robots.txt": text("")}, first) as server, MockServer(others) as other:
        addresses = [server.url("/0"), *map(other.url, others), server.url("/4")]
        done = await crawl(ArticleSpider, {"NEWSCRAWL_ROBOTS_RETRY": 0.5}, url=",".join(addresses))
    assert [seen.path for seen in server.requests] == ["/robots.txt", "/robots.txt", "/4"]
    assert done.stats["failed/robots_unreachable"] == 1


async def test_rules_that_were_read_stay_in_force_while_they_cannot_be_had_again() -> None:
    first = [text("User-agent: *\nDisallow: /2")]
    with TurningServer({"/robots.txt": text("", 500)}, {"/robots.txt": first}) as server:
        addresses = ",".join(server.url(f"/{number}") for number in range(4))
        done = await crawl(ArticleSpider, {"NEWSCRAWL_ROBOTS_LIFETIME": 0}, url=addresses)
    assert server.asked() == ["/0", "/1", "/3"]
    assert done.stats == {"discovered": 4, "failed/http_status": 3, "refused/robots": 1, "pending": 0}
