"""Everything known of a site, and a site that nobody described."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.exceptions import BadArgument
from newscrawl.spiders.site import SiteSpider
from tests.crawling import crawl, run_scrapy
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

PATHS = ["/by-feed", "/by-map", "/every-way-leads-to-this", "/the-front-page-has-this"]
CARD = '<article><h2><a href="{}">{}</a></h2></article>'
FILE = """name = "Harbour News"
country = "GB"
language = "en"
feeds = ["{origin}/feed.xml"]
sitemaps = ["{origin}/robots.txt"]
sections = ["{origin}/front"]
"""


@pytest.fixture(name="site")
def site_server(server: MockServer) -> MockServer:
    """A site with four articles: each is found in a way of its own, and one in all ways."""
    robots = "User-agent: *\nDisallow: /secret\nSitemap: {origin}/map.xml"
    names = {path: path.strip("/").replace("-", " ") for path in PATHS}
    front = CARD.format("/every-way-leads-to-this", names["/every-way-leads-to-this"])
    front += CARD.format("/the-front-page-has-this", names["/the-front-page-has-this"])
    alternate = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    server.routes |= {
        "/robots.txt": Reply(body=robots, content_type="text/plain"),
        "/": f"<html><head>{alternate}</head><body><nav><a href='/front'>Front</a></nav><p>Welcome.</p></body></html>",
        "/front": f"<html><body>{front}</body></html>",
        "/feed.xml": rss("/by-feed", "/every-way-leads-to-this"),
        "/map.xml": "<urlset><url><loc>/by-map</loc></url><url><loc>/every-way-leads-to-this</loc></url></urlset>",
        **{path: story(name, text=f"All that is known of {name} stands here. " * 3) for path, name in names.items()},
    }
    return server


@pytest.mark.asyncio
async def test_a_site_that_nobody_described_is_read_by_its_feeds_sitemaps_and_sections(site: MockServer) -> None:
    done = await crawl(SiteSpider, url=site.url("/"))
    assert done.stats == {"sources": 5, "discovered": 4, "written": 4, "pending": 0}
    assert sorted(site.requested_paths()) == sorted(["/", "/feed.xml", "/map.xml", "/front", *PATHS])


@pytest.mark.asyncio
async def test_a_known_site_is_read_by_what_its_file_names(site: MockServer, tmp_path: Path) -> None:
    (tmp_path / "127.0.0.1.toml").write_text(FILE.replace("{origin}", site.origin))
    done = await crawl(SiteSpider, {"NEWSCRAWL_SITES": str(tmp_path)}, site="Harbour News")
    assert done.stats == {"sources": 4, "discovered": 4, "written": 4, "pending": 0}
    assert "/" not in site.requested_paths()


@pytest.mark.asyncio
async def test_one_source_that_died_does_not_stop_the_others(site: MockServer, tmp_path: Path) -> None:
    (tmp_path / "127.0.0.1.toml").write_text(FILE.replace("{origin}", site.origin))
    site.routes |= {"/feed.xml": Reply(status=410), "/map.xml": "<html><body>Moved.</body></html>"}
    done = await crawl(SiteSpider, {"NEWSCRAWL_SITES": str(tmp_path)}, site="127.0.0.1")
    assert done.stats["sources_failed/http_status"] == done.stats["sources_failed/not_a_sitemap"] == 1
    assert done.stats["written"] == 2


@pytest.mark.asyncio
async def test_only_sitemaps_that_may_have_the_period_are_requested(site: MockServer) -> None:
    old, new = "<lastmod>2020-01-01</lastmod>", "<lastmod>2026-11-02</lastmod>"
    site.routes["/map.xml"] = (
        f"<urlset><url><loc>/by-map</loc>{old}</url><url><loc>/every-way-leads-to-this</loc>{new}</url></urlset>"
    )
    await crawl(SiteSpider, url=site.url("/"), since="2026-11-01")
    assert "/by-map" not in site.requested_paths()
    assert "/every-way-leads-to-this" in site.requested_paths()


@pytest.mark.asyncio
async def test_a_home_page_without_seeds_is_reported(server: MockServer) -> None:
    server.routes |= {"/": "<html><body><p>Under construction.</p></body></html>"}
    done = await crawl(SiteSpider, url=server.url("/"))
    assert done.stats["sources_failed/no_article_links"] == 1
    assert done.stats.get("written", 0) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"since": "2d"}, "spider site needs either -a site=… or -a url=…"),
        ({"site": "x", "url": "https://example.com"}, "spider site needs either -a site=… or -a url=…"),
        ({"url": "https://example.com", "since": "soon"}, "since=soon: not a time"),
        ({"url": "https://example.com", "pages": "-1"}, "pages=-1: must be a whole number"),
    ],
    ids=["no site", "two sites", "no date", "no number"],
)
def test_a_wrong_argument_is_one_clear_line(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(BadArgument, match=message):
        SiteSpider(**arguments)


def test_an_unknown_site_is_one_clear_line() -> None:
    done = run_scrapy("crawl", "site", "-a", "site=nowhere.example", settings={"NEWSCRAWL_OUTPUT": ""})
    assert done.code == 2
    assert done.last.endswith("no site 'nowhere.example'; `scrapy sites` lists those there are")
    assert "Traceback" not in done.err
