"""Articles that sitemaps list: `scrapy crawl sitemap -a url=https://example.com`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import ClassVar

from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.core.period import read_period
from newscrawl.errors import BadArgument
from newscrawl.rules.navigationwords import navigation_words
from newscrawl.spiders.base import NewsSpider, Source, source_of
from newscrawl.spiders.sitemapfinding import SitemapFinder, next_guess, sitemap_source


class SitemapSpider(NewsSpider):
    """Reads sitemaps and indexes of them: those it is given, or those that a site's robots.txt names."""

    name = "sitemap"
    arguments: ClassVar[Mapping[str, str]] = {
        "url": "a site's home, its robots.txt or a sitemap, or several with commas between them",
        "since": "articles published since then: 2d, 12h, 1w, or a date such as 2026-11-01",
        "until": "articles published until then: the same",
    }

    since: str = ""
    until: str = ""

    @classmethod
    def read_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Also see that there is an address, and that the period can be read."""
        if not arguments.get("url"):
            raise BadArgument(f"spider {cls.name} needs -a url=…")
        addresses = super().read_arguments(arguments)
        navigation_words()  # read here, so that a broken file is known at the start
        read_period(arguments.get("since", ""), arguments.get("until", ""), now=datetime.now(UTC))
        return addresses

    async def begin(self) -> AsyncIterator[Link | Source]:
        """The robots.txt of a site whose home is given, and sitemaps."""
        for address in self.addresses:
            yield sitemap_source(address)

    def discover(self, response: Response) -> AsyncIterator[Link | Source]:
        """The articles of a sitemap, newest first, or the sitemaps of an index or a robots.txt."""
        return self.finder.find(response, source_of(response))

    def instead(self, source: Source) -> Iterator[Source]:
        """Where no robots.txt names a sitemap, the common places are tried, one after the other."""
        return next_guess(source)

    @cached_property
    def finder(self) -> SitemapFinder:
        """What reads sitemaps for this spider."""
        return SitemapFinder(
            pool=self.pool,
            period=read_period(self.since, self.until, now=datetime.now(UTC)),
            limit=self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE"),
        )
