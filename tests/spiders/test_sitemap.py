"""Articles that sitemaps list."""

from __future__ import annotations

import gzip

import pytest

from newscrawl.exceptions import BadArgument
from newscrawl.spiders.sitemap import SitemapSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

pytestmark = pytest.mark.asyncio

ROBOTS = "User-agent: *\nDisallow: /secret\n"


def urlset(*entries: str) -> str:
    """A sitemap of these URLs; what follows a space in one is its `lastmod`."""
    items = "".join(
        f"<url><loc>{{origin}}{path}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>"
        for path, _, date in (entry.partition(" ") for entry in entries)
    )
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'


def index(*entries: str) -> str:
    """An index of these sitemaps, in the same way."""
    return (
        urlset(*entries).replace("urlset", "sitemapindex").replace("<url>", "<sitemap>").replace("/url>", "/sitemap>")
    )


def stories(*paths: str) -> dict[str, Reply | str]:
    """An article at each of these paths, each with a text of its own."""
    return {path: story(path, text=f"What happened at {path} was told by all. " * 3) for path in paths}


async def test_a_sitemap_leads_to_its_articles(server: MockServer) -> None:
    server.routes |= {"/map.xml": urlset("/a", "/b", "/a#top"), **stories("/a", "/b")}
    done = await crawl(SitemapSpider, url=server.url("/map.xml"))
    assert {article.title for article in done.items} == {"/a", "/b"}
    assert done.stats == {"sources": 1, "discovered": 2, "written": 2, "pending": 0}


async def test_a_home_leads_over_robots_txt_and_an_index_to_the_articles(server: MockServer) -> None:
    server.routes |= {
        "/robots.txt": Reply(
            body=f"{ROBOTS}Sitemap: {{origin}}/index.xml\nSitemap: /more.txt", content_type="text/plain"
        ),
        "/index.xml": index("/map.xml.gz", "/index.xml"),
        "/map.xml.gz": Reply(body=gzip.compress(urlset("/a").replace("{origin}", server.origin).encode())),
        "/more.txt": Reply(body="{origin}/b\n{origin}/c\n", content_type="text/plain"),
        **stories("/a", "/b", "/c"),
    }
    done = await crawl(SitemapSpider, url=server.url("/"))
    assert {article.title for article in done.items} == {"/a", "/b", "/c"}
    assert done.stats == {"sources": 4, "discovered": 3, "written": 3, "pending": 0}


@pytest.mark.parametrize(
    "robots", [Reply(body=ROBOTS, content_type="text/plain"), Reply(status=404)], ids=["bare", "404"]
)
async def test_a_home_whose_robots_txt_names_no_sitemap_has_it_at_a_common_place(
    server: MockServer, robots: Reply
) -> None:
    server.routes |= {
        "/robots.txt": robots,
        "/sitemap-index.xml": index("/map.xml"),
        "/map.xml": urlset("/a"),
        **stories("/a"),
    }
    done = await crawl(SitemapSpider, url=server.url("/"))
    assert done.stats["written"] == 1
    assert server.requested_paths() == ["/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/map.xml", "/a"]


async def test_a_feed_can_take_the_place_of_a_sitemap(server: MockServer) -> None:
    server.routes |= {"/map.xml": rss("/a"), **stories("/a")}
    done = await crawl(SitemapSpider, url=server.url("/map.xml"))
    assert done.stats == {"sources": 1, "discovered": 1, "written": 1, "pending": 0}


async def test_a_news_sitemap_fills_what_the_page_does_not_say(server: MockServer) -> None:
    news = (
        "<urlset><url><loc>/a</loc><news:news><news:publication><news:language>en</news:language></news:publication>"
        "<news:publication_date>2026-11-04T10:00:00+02:00</news:publication_date><news:title>Other</news:title>"
        "<news:keywords>Harbour, Ferries</news:keywords></news:news></url></urlset>"
    )
    server.routes |= {"/map.xml": news, "/a": story("Ferry is late")}
    (article,) = (await crawl(SitemapSpider, url=server.url("/map.xml"))).items
    assert (article.title, article.published, article.tags) == (
        "Ferry is late",
        "2026-11-04T10:00:00+02:00",
        ["Harbour", "Ferries"],
    )


async def test_only_urls_that_can_be_from_the_date_range_are_requested(server: MockServer) -> None:
    server.routes |= {
        "/index.xml": index("/2024-06.xml", "/2025-11.xml", "/2025-12.xml", "/old.xml 2025-01-01", "/authors.xml"),
        "/2025-11.xml": urlset("/2025/11/02/a", "/b 2025-11-29", "/c 2025-10-01", "/2025/11/30/d"),
        **stories("/2025/11/02/a", "/b", "/2025/11/30/d"),
    }
    done = await crawl(SitemapSpider, url=server.url("/index.xml"), since="2025-11-15", until="2025-11-25")
    assert server.requested_paths() == ["/index.xml", "/2025-11.xml", "/b"]
    assert done.stats["written"] == 1


async def test_indexes_in_indexes_end(server: MockServer, caplog: pytest.LogCaptureFixture) -> None:
    server.routes |= {f"/{depth}.xml": index(f"/{depth + 1}.xml") for depth in range(20)}
    done = await crawl(SitemapSpider, url=server.url("/0.xml"))
    assert done.stats == {"sources": 5, "sources_failed/too_deep": 1, "pending": 0}


async def test_a_sitemap_of_several_chunks_is_read_completely(server: MockServer) -> None:
    padding = "x" * 100_000
    body = urlset("/a", *(f"/{number}" for number in range(60)), "/z").replace(
        "<url>", f"<url><!--{padding}--><x>{padding}</x>"
    )
    server.routes |= {"/map.xml": body}
    done = await crawl(SitemapSpider, url=server.url("/map.xml"))
    assert done.stats["discovered"] == done.stats["failed/http_status"] == 62


@pytest.mark.parametrize(
    ("reply", "reason", "message"),
    [
        pytest.param(Reply(status=410), "http_status", "HTTP status 410", id="gone"),
        pytest.param(Reply(body=""), "empty_sitemap", "the sitemap is empty", id="nothing"),
        pytest.param(Reply(body=urlset()), "empty_sitemap", "the sitemap lists nothing", id="no entries"),
        pytest.param(Reply(body=story()), "not_a_sitemap", "no sitemap: it is an HTML page", id="HTML"),
        pytest.param(Reply(body="{}"), "not_a_sitemap", "no sitemap: neither XML", id="JSON"),
        pytest.param(Reply(body=rss()), "empty_feed", "the feed links no article", id="feed without items"),
        pytest.param(Reply(body=gzip.compress(b"x" * 99)[:9]), "extraction_error", "gzip that stops", id="cut gzip"),
    ],
)
async def test_an_unusable_sitemap_is_reported_with_its_reason(
    server: MockServer, reply: Reply, reason: str, message: str
) -> None:
    server.routes |= {"/map.xml": reply, "/good.xml": urlset("/a"), **stories("/a")}
    done = await crawl(SitemapSpider, url=f"{server.url('/map.xml')},{server.url('/good.xml')}")
    assert done.stats == {"sources": 2, f"sources_failed/{reason}": 1, "discovered": 1, "written": 1, "pending": 0}
    (problem,) = done.problems
    assert problem.startswith(f"{server.url('/map.xml')}: {message}")


async def test_a_sitemap_with_too_many_urls_is_reported_as_cut(
    server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newscrawl.spiders.sitemap.MAX_SITEMAP_URLS", 2)
    server.routes |= {"/map.xml": urlset("/a", "/b", "/c"), **stories("/a", "/b", "/c")}
    done = await crawl(SitemapSpider, url=server.url("/map.xml"))
    assert done.stats == {"sources": 1, "sources_failed/too_large": 1, "discovered": 2, "written": 2, "pending": 0}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"url": "https://example.com", "since": "yesterday"}, "since=yesterday: not a time: write 2d"),
        (
            {"url": "https://example.com", "since": "2026-11-02", "until": "2026-11-01"},
            "is later than until=2026-11-01",
        ),
        ({"since": "2d"}, "spider sitemap needs -a url="),
        ({"url": "https://example.com", "from": "2d"}, "takes no argument 'from'; it takes: url, since, until"),
    ],
    ids=["no date", "wrong way round", "no URL", "unknown"],
)
async def test_a_wrong_argument_is_one_clear_line(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(BadArgument, match=message):
        SitemapSpider(**arguments)


async def test_the_newest_articles_are_requested_first(server: MockServer) -> None:
    days = [f"/2026/11/{day:02}/tale" for day in (3, 9, 1, 7, 5)]
    server.routes |= {"/map.xml": urlset("/undated", *days), **stories("/undated", *days)}
    await crawl(SitemapSpider, url=server.url("/map.xml"))
    assert server.requested_paths() == ["/map.xml", *sorted(days, reverse=True), "/undated"]
