"""Every request of a crawl obeys robots.txt, which is read as RFC 9309 says."""

from __future__ import annotations

import time
from typing import Any

import pytest

from newscrawl.middlewares import robots
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import MAX_WAIT_SECONDS, crawl
from tests.mockserver import NEVER, MockServer, Reply
from tests.pages import story
from tests.politeness import DELAY_TOLERANCE, ScriptedServer, plain_reply

pytestmark = pytest.mark.asyncio

FORBIDDEN = "User-agent: *\nDisallow: /"
NOT_FOUND = {"discovered": 1, "failed/http_status": 1, "pending": 0}
"""The outcome of a URL that robots.txt allows: it is requested, and gives 404."""
REFUSED = {"discovered": 1, "refused/robots": 1, "pending": 0}
UNREACHABLE = {"discovered": 1, "failed/robots_unreachable": 1, "pending": 0}


async def test_requests_that_wait_for_robots_txt_together_all_obey_it(server: MockServer) -> None:
    server.routes["/open"] = story()
    urls = [server.url("/open"), *(server.url(f"/secret/{number}") for number in range(8))]
    done = await crawl(ArticleSpider, {"CONCURRENT_REQUESTS_PER_DOMAIN": 9}, url=",".join(urls))
    assert server.requested_paths() == ["/open"]
    assert done.stats == {"discovered": 9, "written": 1, "refused/robots": 8, "pending": 0}
    assert [request.path for request in server.requests] == ["/robots.txt", "/open"]


async def test_the_rules_for_newscrawl_go_before_those_for_all(server: MockServer) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nDisallow: /b"
    server.routes |= {"/robots.txt": plain_reply(rules), "/a": story(), "/b": story()}
    done = await crawl(ArticleSpider, url=f"{server.url('/a')},{server.url('/b')}")
    assert done.stats == {"discovered": 2, "written": 1, "refused/robots": 1, "pending": 0}


async def test_each_host_has_its_own_robots_txt(server: MockServer) -> None:
    with MockServer({"/secret": story()}) as other:
        done = await crawl(ArticleSpider, url=f"{server.url('/secret')},{other.url('/secret')}")
    assert done.stats == {"discovered": 2, "written": 1, "refused/robots": 1, "pending": 0}


async def test_a_site_that_cannot_be_reached_gives_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    await crawl(ArticleSpider, url="http://127.0.0.1:1/")
    assert "http://127.0.0.1:1/: failed (not_connected): the server cannot be reached" in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("reply", "stats"),
    [
        pytest.param(plain_reply(FORBIDDEN), REFUSED, id="200"),
        *(
            pytest.param(plain_reply(FORBIDDEN, status), NOT_FOUND, id=str(status))
            for status in (400, 401, 403, 404, 410, 451)
        ),
        pytest.param(plain_reply("", 204), NOT_FOUND, id="204"),
        pytest.param(plain_reply("", 304), NOT_FOUND, id="304 without a condition"),
        *(pytest.param(plain_reply("", status), UNREACHABLE, id=str(status)) for status in (500, 502, 504, 599)),
        *(
            pytest.param(plain_reply("", status), {**UNREACHABLE, "rate_limited": 1}, id=str(status))
            for status in (429, 503)
        ),
        pytest.param(Reply(hang_up=True), UNREACHABLE, id="hangs up"),
        pytest.param(NEVER, UNREACHABLE, id="time-out"),
        pytest.param(plain_reply("", 302, Location="http://["), UNREACHABLE, id="broken redirect"),
        pytest.param(plain_reply(f"\ufeff{FORBIDDEN}"), REFUSED, id="byte order mark"),
        pytest.param(Reply(body=FORBIDDEN.encode("utf-16"), content_type=None), REFUSED, id="UTF-16"),
        pytest.param(Reply(body=b"# caf\xe9\n" + FORBIDDEN.encode()), REFUSED, id="Latin-1"),
        pytest.param(plain_reply(FORBIDDEN.replace("\n", "\r")), REFUSED, id="carriage returns"),
        pytest.param(story(), NOT_FOUND, id="HTML"),
        pytest.param(Reply(body="<br />\nWarning: no such file\n" + FORBIDDEN), REFUSED, id="rules after HTML"),
        pytest.param(plain_reply(""), NOT_FOUND, id="empty"),
        pytest.param(plain_reply("#" * 500_000 + "\n" + FORBIDDEN), REFUSED, id="within 500 KiB"),
        pytest.param(plain_reply("#" * 512_000 + "\n" + FORBIDDEN), NOT_FOUND, id="after 500 KiB"),
        pytest.param(
            plain_reply("User-agent: *\n" + "#" * 511_973 + "\nDisallow: /abc"), NOT_FOUND, id="a rule cut in half"
        ),
    ],
)
async def test_a_response_for_robots_txt_has_a_meaning(reply: Reply | str, stats: dict[str, int]) -> None:
    with MockServer({"/robots.txt": reply}) as server:
        settings = {"DOWNLOAD_TIMEOUT": 2 if reply is NEVER else MAX_WAIT_SECONDS, "DOWNLOAD_FAIL_ON_DATALOSS": True}
        done = await crawl(ArticleSpider, settings, url=server.url("/a"))
    assert done.stats == stats
    assert server.requested_paths() == ["/a"] * (stats == NOT_FOUND)


@pytest.mark.parametrize(
    ("steps", "stats"), [pytest.param(5, REFUSED, id="five"), pytest.param(6, NOT_FOUND, id="more than allowed")]
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
async def test_only_the_name_of_newscrawl_is_its_name(
    server: MockServer, agent: str, settings: dict[str, Any], ours: bool
) -> None:
    server.routes["/robots.txt"] = plain_reply(f"User-agent: {agent}\nDisallow: /\n\nUser-agent: *\nDisallow: /none")
    done = await crawl(ArticleSpider, settings, url=server.url("/a"))
    assert done.stats == (REFUSED if ours else NOT_FOUND)


async def test_all_groups_of_ours_are_one(server: MockServer) -> None:
    rules = "User-agent: a\nUser-agent: newscrawl\nDisallow: /1\n\nUser-agent: newscrawl\nDisallow: /2\nAllow: /2/open"
    server.routes["/robots.txt"] = plain_reply(rules)
    done = await crawl(ArticleSpider, url=",".join(map(server.url, ["/1", "/2", "/2/open", "/3"])))
    assert server.requested_paths() == ["/2/open", "/3"]
    assert done.stats["refused/robots"] == 2


async def test_a_feed_is_no_exception(server: MockServer) -> None:
    server.routes["/robots.txt"] = plain_reply("", 500)
    done = await crawl(FeedSpider, url=server.url("/feed"))
    assert done.stats["sources_failed/robots_unreachable"] == 1
    assert not server.requested_paths()


def set_clock_forward(monkeypatch: pytest.MonkeyPatch, server: MockServer, path: str, seconds: float) -> None:
    """Let the clock of robots.txt jump forward when the server has received a request."""
    monkeypatch.setattr(
        robots, "monotonic", lambda: time.monotonic() + (seconds if path in server.requested_paths() else 0)
    )


async def test_it_is_requested_once_until_it_expires_and_then_again(monkeypatch: pytest.MonkeyPatch) -> None:
    new_rules = plain_reply("User-agent: *\nDisallow: /2")
    with ScriptedServer({"/robots.txt": new_rules}, {"/robots.txt": [plain_reply("")]}) as server:
        set_clock_forward(monkeypatch, server, "/1", seconds=86_400)
        urls = ",".join(server.url(f"/{number}") for number in range(3))
        done = await crawl(ArticleSpider, {"DOWNLOAD_DELAY": 0.2, "DOWNLOAD_DELAY_JITTER": 0}, url=urls)
    assert [request.path for request in server.requests] == ["/robots.txt", "/0", "/1", "/robots.txt"]
    assert done.stats["refused/robots"] == 1
    assert done.site_stats()["least_gap"] >= 0.2 * DELAY_TOLERANCE


async def test_a_failure_expires_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    first = {"/robots.txt": [plain_reply("", 500)]}
    with ScriptedServer({"/robots.txt": plain_reply("")}, first) as server, MockServer({}) as other:
        set_clock_forward(monkeypatch, other, "/3", seconds=600)
        urls = [server.url("/0"), other.url("/1"), server.url("/2"), other.url("/3"), server.url("/4")]
        done = await crawl(ArticleSpider, url=",".join(urls))
    assert [request.path for request in server.requests] == ["/robots.txt", "/robots.txt", "/4"]
    assert done.stats["failed/robots_unreachable"] == 2


async def test_rules_that_were_read_stay_in_force_while_they_cannot_be_fetched_again() -> None:
    first = [plain_reply("User-agent: *\nDisallow: /2")]
    with ScriptedServer({"/robots.txt": plain_reply("", 500)}, {"/robots.txt": first}) as server:
        urls = ",".join(server.url(f"/{number}") for number in range(4))
        done = await crawl(ArticleSpider, {"NEWSCRAWL_ROBOTS_LIFETIME": 0}, url=urls)
    assert server.requested_paths() == ["/0", "/1", "/3"]
    assert done.stats == {"discovered": 4, "failed/http_status": 3, "refused/robots": 1, "pending": 0}
