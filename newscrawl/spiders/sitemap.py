"""Articles that sitemaps list: `scrapy crawl sitemap -a url=https://example.com`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import ClassVar

from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.core.period import parse_date_range
from newscrawl.errors import BadArgument
from newscrawl.rules.navigationwords import load_navigation_words
from newscrawl.spiders.base import NewsSpider, Seed, get_seed
from newscrawl.spiders.sitemapfinding import SitemapFinder, build_sitemap_seed, iter_next_guess


class SitemapSpider(NewsSpider):
    """Reads sitemaps and indexes of them: those it is given, or those that a site's robots.txt names."""

    name = "sitemap"
    argument_help: ClassVar[Mapping[str, str]] = {
        "url": "a site's home, its robots.txt or a sitemap, or several with commas between them",
        "since": "articles published since then: 2d, 12h, 1w, or a date such as 2026-11-01",
        "until": "articles published until then: the same",
    }

    since: str = ""
    until: str = ""

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Also see that there is an address, and that the period can be read."""
        if not arguments.get("url"):
            raise BadArgument(f"spider {cls.name} needs -a url=…")
        start_urls = super().parse_arguments(arguments)
        load_navigation_words()  # read here, so that a broken file is known at the start
        parse_date_range(arguments.get("since", ""), arguments.get("until", ""), now=datetime.now(UTC))
        return start_urls

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The robots.txt of a site whose home is given, and sitemaps."""
        for url in self.start_urls:
            yield build_sitemap_seed(url)

    def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The articles of a sitemap, newest first, or the sitemaps of an index or a robots.txt."""
        return self.finder.find(response, get_seed(response))

    def fallback_seeds(self, seed: Seed) -> Iterator[Seed]:
        """Where no robots.txt names a sitemap, the common places are tried, one after the other."""
        return iter_next_guess(seed)

    @cached_property
    def finder(self) -> SitemapFinder:
        """What reads sitemaps for this spider."""
        return SitemapFinder(
            pool=self.pool,
            date_range=parse_date_range(self.since, self.until, now=datetime.now(UTC)),
            max_bytes=self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE"),
        )
