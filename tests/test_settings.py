"""The default settings: what a server sees of a crawl, and what a crawl never does."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from newscrawl import __version__, settings
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story
from tests.politeness import DELAY_TOLERANCE

TABLES = ["ADDONS", "DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES"]


@pytest.fixture
def used() -> Settings:
    found = Settings()
    found.setmodule("newscrawl.settings", priority="project")
    return found


@pytest.mark.parametrize("table", TABLES)
def test_every_component_exists_and_has_a_number_of_its_own(table: str) -> None:
    components: dict[str, int | None] = getattr(settings, table)
    assert all(load_object(path) for path in components)
    numbers = [number for number in components.values() if number is not None]
    assert numbers == sorted(set(numbers))


def test_every_setting_is_newscrawls_or_scrapys() -> None:
    known = Settings()
    ours = [name for name in vars(settings) if name.isupper()]
    assert [name for name in ours if name not in known and not name.startswith("NEWSCRAWL_")] == []


@pytest.mark.parametrize("name", ["TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "COOKIES_ENABLED"])
def test_what_is_off(used: Settings, name: str) -> None:
    assert not used.getbool(name)


@pytest.mark.parametrize("name", ["ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED", "DOWNLOAD_VERIFY_CERTIFICATES"])
def test_what_is_on(used: Settings, name: str) -> None:
    assert used.getbool(name)


@pytest.mark.parametrize("scheme", ["file", "ftp", "data", "s3"])
def test_only_http_and_https_are_allowed(used: Settings, scheme: str) -> None:
    assert used.getwithbase("DOWNLOAD_HANDLERS")[scheme] is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("given", "agent"),
    [
        pytest.param({}, f"newscrawl/{__version__} (+https://github.com/newscrawl/newscrawl)", id="default"),
        pytest.param(
            {"NEWSCRAWL_CONTACT": "bot@harbour.example\r\nX: y"},
            f"newscrawl/{__version__} (+bot@harbour.example X: y)",
            id="with a contact",
        ),
        pytest.param({"NEWSCRAWL_CONTACT": ""}, f"newscrawl/{__version__}", id="without one"),
        pytest.param({"USER_AGENT": "Harbour/1"}, "Harbour/1", id="another user agent"),
    ],
)
async def test_every_request_names_the_crawler(server: MockServer, given: dict[str, Any], agent: str) -> None:
    server.routes["/a"] = story()
    await crawl(ArticleSpider, given, url=server.url("/a"))
    assert [seen.path for seen in server.requests] == ["/robots.txt", "/a"]
    assert {seen.headers["User-Agent"] for seen in server.requests} == {agent}


@pytest.mark.asyncio
async def test_no_language_is_requested_and_no_cookie_kept(server: MockServer) -> None:
    server.routes |= {
        "/feed": Reply(body=rss("/a"), headers={"Set-Cookie": "reader=7"}),
        "/a": story(),
    }
    await crawl(FeedSpider, url=server.url("/feed"))
    sent = {name.lower() for seen in server.requests for name in seen.headers}
    assert "user-agent" in sent
    assert sent.isdisjoint({"accept-language", "cookie"})


@pytest.mark.asyncio
async def test_there_is_a_delay_between_two_requests(server: MockServer) -> None:
    server.routes |= {f"/{number}": Reply(status=404) for number in range(4)}
    urls = ",".join(server.url(f"/{number}") for number in range(4))
    done = await crawl(ArticleSpider, {"DOWNLOAD_DELAY": 0.3, "DOWNLOAD_DELAY_JITTER": 0.3}, url=urls)
    assert done.site_stats()["requests"] == 5
    assert done.site_stats()["least_gap"] >= 0.3 * 0.7 * DELAY_TOLERANCE


@pytest.mark.asyncio
async def test_a_chain_of_redirects_ends(server: MockServer) -> None:
    server.routes |= {f"/{number}": Reply(status=302, headers={"Location": f"/{number + 1}"}) for number in range(20)}
    await crawl(ArticleSpider, url=server.url("/0"))
    assert server.requested_paths() == [f"/{number}" for number in range(6)]
