"""What a site declares about AI and text and data mining is added to the article, or drops it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from newscrawl.items import Article, Rights
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import story
from tests.politeness import gaps, plain_reply

pytestmark = pytest.mark.asyncio

TDMREP = "/.well-known/tdmrep.json"
POLICY = "https://harbour.example/mining"
ROBOTS = """
User-agent: GPTBot
User-agent: ccbot
Disallow: /

User-agent: ClaudeBot
Disallow: /archive/

User-agent: Google-Extended
Allow: /

User-agent: Harbourbot
Disallow: /
"""
OPEN: dict[str, Any] = {"NEWSCRAWL_TDMREP_ENABLED": True}


@pytest.fixture
def site() -> Iterator[MockServer]:
    titles = {f"/{number}": f"Ferry number {number} sails again" for number in range(3)}
    routes: dict[str, Reply | str | bytes] = {
        path: story(title, f"{title} from Monday on, says the harbour. ") for path, title in titles.items()
    }
    with MockServer({**routes, "/a": story()}) as running:
        yield running


async def rights_of(site: MockServer, settings: dict[str, Any] | None = None) -> Rights:
    done = await crawl(ArticleSpider, {**OPEN, **(settings or {})}, url=site.url("/a"))
    (article,) = done.items
    return article.rights


async def test_without_a_declaration_nothing_is_recorded(site: MockServer) -> None:
    assert await rights_of(site) == Rights()
    assert [request.path for request in site.requests] == ["/robots.txt", "/a", TDMREP]


async def test_headers_are_added_to_the_article(site: MockServer) -> None:
    headers = {"X-Robots-Tag": "otherbot: noindex, newscrawl: noarchive, noai", "TDM-Reservation": "1"}
    site.routes["/a"] = Reply(body=story(), headers=headers)
    assert await rights_of(site) == Rights(robots=["noarchive", "noai"], tdm_reservation=True)


async def test_the_ai_agents_that_robots_txt_disallows_are_added(site: MockServer) -> None:
    site.routes["/robots.txt"] = plain_reply(ROBOTS)
    assert (await rights_of(site)).ai_agents == ["CCBot", "GPTBot"]


async def test_tdmrep_json_says_what_is_reserved(site: MockServer) -> None:
    rules = [
        {"location": "/0", "tdm-reservation": 0},
        {"location": "/", "tdm-reservation": 1, "tdm-policy": POLICY},
    ]
    site.routes[TDMREP] = plain_reply(json.dumps(rules))
    assert await rights_of(site) == Rights(tdm_reservation=True, tdm_policy=POLICY)


@pytest.mark.parametrize(
    "reply",
    [Reply(status=404), Reply(status=500), Reply(hang_up=True), story(), Reply(body="x" * 2**21)],
    ids=["404", "500", "hangs up", "HTML", "too large"],
)
async def test_an_article_does_not_wait_for_a_file_that_cannot_be_read(site: MockServer, reply: Reply | str) -> None:
    site.routes[TDMREP] = reply
    assert await rights_of(site) == Rights()


async def test_the_file_is_requested_once_for_each_host_and_with_the_delay_of_its_site(site: MockServer) -> None:
    site.routes["/robots.txt"] = plain_reply("User-agent: *\nCrawl-delay: 0.2")
    done = await crawl(ArticleSpider, OPEN, url=",".join(site.url(f"/{number}") for number in range(3)))
    assert len(done.items) == 3
    assert [request.path for request in site.requests].count(TDMREP) == 1
    assert min(gaps(site.requests)) >= 0.2


async def test_a_file_that_fails_is_not_requested_for_every_article(site: MockServer) -> None:
    site.routes[TDMREP] = Reply(status=500)
    await crawl(ArticleSpider, OPEN, url=",".join(site.url(f"/{number}") for number in range(3)))
    assert [request.path for request in site.requests].count(TDMREP) == 2


async def test_robots_txt_may_forbid_the_file(site: MockServer) -> None:
    site.routes |= {"/robots.txt": plain_reply("User-agent: *\nDisallow: /.well-known/"), TDMREP: plain_reply("[]")}
    await rights_of(site)
    assert site.requested_paths() == ["/a"]


async def test_an_article_from_an_archive_causes_no_request(site: MockServer) -> None:
    class Archive(ArticleSpider):
        async def start(self) -> AsyncIterator[Any]:
            yield Article(id="1", url=site.url("/a"), title="Ferry", text="It sails.")

    done = await crawl(Archive, OPEN, url=site.url("/a"))
    assert [item.title for item in done.items] == ["Ferry"]
    assert not site.requests


async def test_the_file_need_not_be_requested(site: MockServer) -> None:
    await rights_of(site, {"NEWSCRAWL_TDMREP_ENABLED": False})
    assert site.requested_paths() == ["/a"]


@pytest.mark.parametrize(
    "routes",
    [
        pytest.param({"/robots.txt": plain_reply(ROBOTS)}, id="robots.txt"),
        pytest.param({"/a": Reply(body=story(), headers={"X-Robots-Tag": "noai"})}, id="header"),
        pytest.param({"/a": story().replace("<head>", "<head><meta name=robots content=notrain>")}, id="page"),
        pytest.param({TDMREP: plain_reply('[{"location": "/", "tdm-reservation": 1}]')}, id="tdmrep.json"),
    ],
)
async def test_articles_of_publishers_that_opted_out_can_be_refused(
    site: MockServer, routes: dict[str, Reply | str]
) -> None:
    site.routes |= routes
    assert await rights_of(site) != Rights()
    done = await crawl(ArticleSpider, {**OPEN, "NEWSCRAWL_REFUSE_OPTED_OUT": True}, url=site.url("/a"))
    assert done.stats == {"discovered": 1, "refused/opted_out": 1, "pending": 0}


async def test_articles_of_other_publishers_are_not_refused(site: MockServer) -> None:
    site.routes["/a"] = Reply(body=story(), headers={"X-Robots-Tag": "noindex, noarchive"})
    assert (await rights_of(site, {"NEWSCRAWL_REFUSE_OPTED_OUT": True})).robots == ["noindex", "noarchive"]
