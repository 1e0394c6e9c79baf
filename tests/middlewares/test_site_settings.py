"""What the file of a site says is heeded by every crawl: its delay, and what it wants."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

pytestmark = pytest.mark.asyncio


def sites(folder: Path, keys: str) -> dict[str, Any]:
    """The settings of a crawl that knows the server on loopback as a site."""
    (folder / "127.0.0.1.toml").write_text(
        f'name = "Harbour Post"\ncountry = "GB"\nlanguage = "en"\nsections = ["http://127.0.0.1/"]\n{keys}\n'
    )
    return {"NEWSCRAWL_SITES": str(folder)}


async def test_the_delay_of_a_site_holds_between_all_of_its_requests(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a", "/b"), "/a": story("A"), "/b": story("B")}
    await crawl(FeedSpider, sites(tmp_path, "delay = 0.3"), url=server.url("/feed"))
    assert sorted(seen.path for seen in server.requests) == ["/a", "/b", "/feed", "/robots.txt"]
    assert min(later.at - earlier.at for earlier, later in pairwise(server.requests)) >= 0.3


async def test_the_longer_of_two_delays_holds(server: MockServer, tmp_path: Path) -> None:
    slower = "User-agent: *\nCrawl-delay: 0.4"
    server.routes |= {"/robots.txt": Reply(body=slower, content_type="text/plain"), "/a": story("A"), "/b": story("B")}
    await crawl(ArticleSpider, sites(tmp_path, "delay = 0.1"), url=f"{server.url('/a')},{server.url('/b')}")
    first, second = server.requests[-2:]
    assert second.at - first.at >= 0.4


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        ("include = ['/2026/']", ["/feed", "/2026/a"]),
        ("exclude = ['/live/']", ["/feed", "/2026/a", "/about"]),
        ("include = ['/2026/', '/live/']\nexclude = ['/live/']", ["/feed", "/2026/a"]),
    ],
    ids=["include", "exclude", "both"],
)
async def test_links_that_a_site_does_not_want_are_refused_without_a_request(
    server: MockServer, tmp_path: Path, keys: str, asked: list[str]
) -> None:
    server.routes |= {"/feed": rss("/2026/a", "/live/b", "/about"), "/2026/a": story("A"), "/about": story("About")}
    done = await crawl(FeedSpider, sites(tmp_path, keys), url=server.url("/feed"))
    assert sorted(server.asked()) == sorted(asked)
    assert done.stats["written"] == len(asked) - 1
    assert done.stats["refused/excluded"] == 4 - len(asked)
    assert f"{server.url('/live/b')}: excluded by sites/127.0.0.1.toml" in done.report.problems


async def test_a_redirect_does_not_lead_around_it(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a"), "/a": Reply(status=302, headers={"Location": "/live/a"}), "/live/a": story()}
    done = await crawl(FeedSpider, sites(tmp_path, "exclude = ['/live/']"), url=server.url("/feed"))
    assert server.asked() == ["/feed", "/a"]
    assert done.stats["refused/excluded"] == 1


async def test_what_the_user_asks_for_is_not_excluded(server: MockServer, tmp_path: Path) -> None:
    server.routes["/live/a"] = story()
    done = await crawl(ArticleSpider, sites(tmp_path, "exclude = ['/live/']"), url=server.url("/live/a"))
    assert done.stats["written"] == 1
