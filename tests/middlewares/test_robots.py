"""robots.txt is obeyed by every request of a crawl."""

from __future__ import annotations

import pytest
from crawling import crawl
from mockserver import MockServer, Reply
from pages import story

from newscrawl.spiders.article import ArticleSpider

pytestmark = pytest.mark.asyncio


async def test_requests_that_wait_for_robots_txt_together_all_obey_it(server: MockServer) -> None:
    server.routes["/open"] = story()
    addresses = [server.url("/open"), *(server.url(f"/secret/{number}") for number in range(8))]
    done = await crawl(ArticleSpider, url=",".join(addresses))
    assert server.asked() == ["/open"]
    assert done.stats == {"discovered": 9, "written": 1, "refused/robots": 8, "pending": 0}
    assert [seen.path for seen in server.requests] == ["/robots.txt", "/open"]


async def test_the_rules_for_newscrawl_go_before_those_for_all(server: MockServer) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nDisallow: /b"
    server.routes |= {"/robots.txt": Reply(body=rules, content_type="text/plain"), "/a": story(), "/b": story()}
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
