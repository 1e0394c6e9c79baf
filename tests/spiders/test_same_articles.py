"""The demo site, crawled in every way: the same articles, with the same texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fixtures.server import FixtureSite, serve, site_cases
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.base import NewsSpider
from newscrawl.spiders.feed import FeedSpider
from newscrawl.spiders.section import SectionSpider
from newscrawl.spiders.site import SiteSpider
from newscrawl.spiders.sitemap import SitemapSpider
from tests.crawling import crawl

SECTIONS = ("/", "/islands/", "/business/", "/culture/", "/desks/")
CASE_FILES = [(json.loads((case / "meta.json").read_bytes()), case) for case in site_cases()]
EXPECTED = {
    meta["url"]: json.loads((case / "expected.json").read_bytes())
    for meta, case in CASE_FILES
    if "/preview/" not in meta["url"]
}
ARTICLES = {url: case for url, case in EXPECTED.items() if "refused" not in case}


async def texts(spider: type[NewsSpider], site: FixtureSite, **arguments: str) -> dict[str | None, str]:
    """The text of each article that a spider finds, by title."""
    done = await crawl(spider, None, **arguments)
    found = {article.title: article.text.replace(site.url, "") for article in done.items}
    assert len(found) == len(done.items)
    return found


@pytest.mark.asyncio
async def test_every_spider_finds_the_same_articles_with_the_same_texts(tmp_path: Path) -> None:
    with serve() as site:
        listed = tmp_path / "urls.txt"
        listed.write_text("\n".join(site.at(url) for url in ARTICLES))
        ways: list[tuple[type[NewsSpider], dict[str, Any]]] = [
            (ArticleSpider, {"urls": str(listed)}),
            (FeedSpider, {"url": f"{site.url}/"}),
            (SitemapSpider, {"url": f"{site.url}/"}),
            (SectionSpider, {"url": ",".join(site.url + path for path in SECTIONS)}),
            (SiteSpider, {"url": f"{site.url}/"}),
        ]
        found = {spider.name: await texts(spider, site, **arguments) for spider, arguments in ways}

    assert {name: sorted(map(str, articles)) for name, articles in found.items()} == dict.fromkeys(
        found, sorted(case["title"] for case in ARTICLES.values())
    )
    first, *others = found.values()
    assert all(other == first for other in others)
    assert "The bulbs did not fit." in first["The lamp of Port Alder, and the eleven years without it"]
