"""Every crawl applies the site files: the delay of a site, and the links that it includes and excludes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story
from tests.politeness import gaps

pytestmark = pytest.mark.asyncio


def sites(folder: Path, keys: str) -> dict[str, Any]:
    """The settings of a crawl with a site file for the server on the loopback interface."""
    (folder / "127.0.0.1.toml").write_text(
        f'name = "Harbour Post"\ncountry = "GB"\nlanguage = "en"\nsections = ["http://127.0.0.1/"]\n{keys}\n'
    )
    return {"NEWSCRAWL_SITES": str(folder)}


async def test_the_delay_of_a_site_applies_to_all_its_requests(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a", "/b"), "/a": story("A"), "/b": story("B")}
    await crawl(FeedSpider, sites(tmp_path, "delay = 0.3"), url=server.url("/feed"))
    assert sorted(seen.path for seen in server.requests) == ["/a", "/b", "/feed", "/robots.txt"]
    assert min(gaps(server.requests)) >= 0.3


async def test_the_longer_of_two_delays_applies(server: MockServer, tmp_path: Path) -> None:
    slower = "User-agent: *\nCrawl-delay: 0.4"
    server.routes |= {"/robots.txt": Reply(body=slower, content_type="text/plain"), "/a": story("A"), "/b": story("B")}
    await crawl(ArticleSpider, sites(tmp_path, "delay = 0.1"), url=f"{server.url('/a')},{server.url('/b')}")
    assert gaps(server.requests)[-1] >= 0.4


@pytest.mark.parametrize(
    ("keys", "requested"),
    [
        ("include = ['/2026/']", ["/feed", "/2026/a"]),
        ("exclude = ['/live/']", ["/feed", "/2026/a", "/about"]),
        ("include = ['/2026/', '/live/']\nexclude = ['/live/']", ["/feed", "/2026/a"]),
    ],
    ids=["include", "exclude", "both"],
)
async def test_links_that_a_site_file_excludes_are_refused_without_a_request(
    server: MockServer, tmp_path: Path, keys: str, requested: list[str]
) -> None:
    server.routes |= {"/feed": rss("/2026/a", "/live/b", "/about"), "/2026/a": story("A"), "/about": story("About")}
    done = await crawl(FeedSpider, sites(tmp_path, keys), url=server.url("/feed"))
    assert sorted(server.requested_paths()) == sorted(requested)
    assert done.stats["written"] == len(requested) - 1
    assert done.stats["refused/excluded"] == 4 - len(requested)
    assert f"{server.url('/live/b')}: excluded by sites/127.0.0.1.toml" in done.problems


async def test_a_redirect_to_an_excluded_url_is_refused(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a"), "/a": Reply(status=302, headers={"Location": "/live/a"}), "/live/a": story()}
    done = await crawl(FeedSpider, sites(tmp_path, "exclude = ['/live/']"), url=server.url("/feed"))
    assert server.requested_paths() == ["/feed", "/a"]
    assert done.stats["refused/excluded"] == 1


async def test_a_url_that_the_user_gives_is_not_excluded(server: MockServer, tmp_path: Path) -> None:
    server.routes["/live/a"] = story()
    done = await crawl(ArticleSpider, sites(tmp_path, "exclude = ['/live/']"), url=server.url("/live/a"))
    assert done.stats["written"] == 1
