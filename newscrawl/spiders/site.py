"""Everything known of a site: `scrapy crawl site -a site=NAME`, or `-a url=https://…` for one that nobody described."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.core.feedforms.feedlinks import find_feeds
from newscrawl.core.period import Period, read_period
from newscrawl.core.sitemaps import fits, robots_address
from newscrawl.core.urls import registrable_domain
from newscrawl.errors import BadArgument, BadSection
from newscrawl.rules.navigationwords import navigation_words
from newscrawl.rules.registry import Site, find_site
from newscrawl.spiders import feed
from newscrawl.spiders.arguments import whole_number
from newscrawl.spiders.base import NewsSpider, Source, source_of
from newscrawl.spiders.sectionfinding import DEFAULT_PAGES, LISTING, SectionFinder, check_whole
from newscrawl.spiders.sitemapfinding import ROBOTS, SitemapFinder, next_guess, sitemap_source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

HOME, FEED = "home", "feed"
"""Kinds of sources: the home page of a site that nobody described, and a feed."""


class SiteSpider(NewsSpider):
    """Reads the feeds, sitemaps and sections of a site: those its file names, or those that its home page leads to."""

    name = "site"
    arguments: ClassVar[Mapping[str, str]] = {
        "site": "the name of a site that newscrawl knows; `scrapy sites` lists them",
        "url": "the home page of any other site, or several with commas between them",
        "since": "articles published since then: 2d, 12h, 1w, or a date such as 2026-11-01",
        "until": "articles published until then: the same",
        "pages": f"how many pages of each section are asked for (default: {DEFAULT_PAGES})",
    }

    site: str = ""
    since: str = ""
    until: str = ""
    pages: str = str(DEFAULT_PAGES)
    known: Site | None = None

    @classmethod
    def read_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Also see that there is a site, and that the period and the number of pages can be read."""
        if bool(arguments.get("site")) == bool(arguments.get("url")):
            raise BadArgument(f"spider {cls.name} needs either -a site=… or -a url=…")
        addresses = super().read_arguments(arguments)
        read_period(arguments.get("since", ""), arguments.get("until", ""), now=datetime.now(UTC))
        whole_number("pages", arguments.get("pages", cls.pages))
        navigation_words()  # read here, so that a broken file is known at the start
        return addresses

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Look the site up.

        :raises BadArgument: nobody described it.
        :raises BadRule: a site file is broken.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.site:
            spider.known = find_site(spider.site, crawler.settings.get("NEWSCRAWL_SITES"))
        return spider

    async def begin(self) -> AsyncIterator[Link | Source]:
        """What the site's file names; for any other site its home page, and its robots.txt for the sitemaps."""
        if self.known:
            for url in self.known.feeds:
                yield Source(url=url, kind=FEED)
            for url in self.known.sitemaps:
                yield sitemap_source(url)
            for url in self.known.sections:
                yield Source(url=url, kind=LISTING)
        for address in self.addresses:
            yield Source(url=address, kind=HOME)
            yield Source(url=robots_address(address), kind=ROBOTS)

    async def discover(self, response: Response) -> AsyncIterator[Link | Source]:
        """What a feed, a sitemap, a section or a home page links."""
        source = source_of(response)
        if source.kind == FEED:
            for link in await feed.read(response, self.pool):
                if fits(link, self.period):
                    yield link
            return
        reading = {HOME: self._home, LISTING: self.sections.find}.get(source.kind, self.sitemaps.find)
        async for found in reading(response, source):
            if isinstance(found, Source) or fits(found, self.period):
                yield found

    def instead(self, source: Source) -> Iterator[Source]:
        """Where no robots.txt names a sitemap, the common places are tried, one after the other."""
        return next_guess(source)

    async def _home(self, response: Response, source: Source) -> AsyncIterator[Link | Source]:
        """The articles on a home page, the feeds that it links, and the sections in its menus.

        :raises NewscrawlError: it is no page, or leads nowhere.
        """
        listing = await self.sections.read(response)
        feeds = await self.pool.run(partial(find_feeds, response.body, url=response.url))
        for url in feeds:
            yield Source(url=url, kind=FEED)
        for url in listing.sections:
            yield Source(url=url, kind=LISTING)
        for found in self.sections.found_in(listing, source):
            yield found
        check_whole(listing)
        if not (feeds or listing.sections or listing.links):
            raise BadSection("no home page: it leads to no feed, no section and no article", reason="no_article_links")

    @cached_property
    def period(self) -> Period:
        """The time that is asked for."""
        return read_period(self.since, self.until, now=datetime.now(UTC))

    @cached_property
    def sitemaps(self) -> SitemapFinder:
        """What reads sitemaps for this spider."""
        limit = self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE")
        return SitemapFinder(pool=self.pool, period=self.period, limit=limit)

    @cached_property
    def sections(self) -> SectionFinder:
        """What reads lists for this spider."""
        hosts = self.known.domains if self.known else ()
        domains = {domain for host in hosts if (domain := registrable_domain(f"https://{host}/"))}
        return SectionFinder(pool=self.pool, pages=whole_number("pages", self.pages), domains=domains)
