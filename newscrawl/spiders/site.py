"""Articles of one site: `scrapy crawl site -a site=NAME`, or `-a url=https://…` for a site without a site file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy.http import Response

from newscrawl.discovery.date_range import DateRange
from newscrawl.discovery.feeds import find_feeds
from newscrawl.discovery.sitemaps import get_robots_url, is_in_date_range
from newscrawl.exceptions import BadArgument, BadSection
from newscrawl.items import Link, Seed
from newscrawl.rules.site_registry import SiteConfig, get_site
from newscrawl.rules.word_lists import load_navigation_words
from newscrawl.spiders.arguments import parse_since_until, parse_whole_number
from newscrawl.spiders.base import NewsSpider, get_seed
from newscrawl.spiders.feed import read_feed_links
from newscrawl.spiders.section import DEFAULT_MAX_PAGES, LISTING, SectionFinder, check_complete
from newscrawl.spiders.sitemap import ROBOTS, SitemapFinder, build_sitemap_seed, iter_next_guess
from newscrawl.urls.normalize import registrable_domain

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

HOME, FEED = "home", "feed"
"""Kinds of seeds: the home page of a site without a site file, and a feed."""


class SiteSpider(NewsSpider):
    """Reads the feeds, sitemaps and sections of a site: those in its site file, or those that its home page links."""

    name = "site"
    argument_help: ClassVar[Mapping[str, str]] = {
        "site": "the name of a site that newscrawl knows; `scrapy sites` lists them",
        "url": "the home page of any other site, or several separated by commas",
        "since": "articles published since then: 2d, 12h, 1w, or a date such as 2026-11-01",
        "until": "articles published until then: the same",
        "pages": f"how many pages of each section are requested (default: {DEFAULT_MAX_PAGES})",
    }

    site: str = ""
    since: str = ""
    until: str = ""
    pages: str = str(DEFAULT_MAX_PAGES)
    site_config: SiteConfig | None = None

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Check that there is one site, the date range and the number of pages, too."""
        if bool(arguments.get("site")) == bool(arguments.get("url")):
            raise BadArgument(f"spider {cls.name} needs either -a site=… or -a url=…")
        start_urls = super().parse_arguments(arguments)
        parse_since_until(arguments)
        parse_whole_number("pages", arguments.get("pages", cls.pages))
        load_navigation_words()  # a broken file is reported at the start
        return start_urls

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Create the spider, with the site file of its site.

        :raises BadArgument: the site has no site file.
        :raises BadRule: a site file is broken.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.site:
            spider.site_config = get_site(spider.site, crawler.settings.get("NEWSCRAWL_SITES"))
        return spider

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The seeds in the site file; for a site without one, its home page, and its robots.txt for the sitemaps."""
        if self.site_config:
            for url in self.site_config.feeds:
                yield Seed(url=url, kind=FEED)
            for url in self.site_config.sitemaps:
                yield build_sitemap_seed(url)
            for url in self.site_config.sections:
                yield Seed(url=url, kind=LISTING)
        for start_url in self.start_urls:
            yield Seed(url=start_url, kind=HOME)
            yield Seed(url=get_robots_url(start_url), kind=ROBOTS)

    async def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The articles and further seeds that a feed, a sitemap, a section or a home page links."""
        seed = get_seed(response)
        if seed.kind == FEED:
            for link in await read_feed_links(response, self.pool):
                if is_in_date_range(link, self.date_range):
                    yield link
            return
        handler = {HOME: self._discover_home_page, LISTING: self.section_finder.find}.get(
            seed.kind, self.sitemap_finder.find
        )
        async for item in handler(response, seed):
            if isinstance(item, Seed) or is_in_date_range(item, self.date_range):
                yield item

    def fallback_seeds(self, seed: Seed) -> Iterator[Seed]:
        """If the robots.txt names no sitemap, the common URLs of sitemaps are tried, one after the other."""
        return iter_next_guess(seed)

    async def _discover_home_page(self, response: Response, seed: Seed) -> AsyncIterator[Link | Seed]:
        """The articles on a home page, the feeds that it links, and the sections in its menus.

        :raises NewscrawlError: the response is not an HTML page, links nothing of use, or has more links than are read.
        """
        listing = await self.section_finder.parse_listing(response)
        feeds = await self.pool.run(partial(find_feeds, response.body, url=response.url))
        for url in feeds:
            yield Seed(url=url, kind=FEED)
        for url in listing.sections:
            yield Seed(url=url, kind=LISTING)
        for item in self.section_finder.get_links_to_follow(listing, seed):
            yield item
        check_complete(listing)
        if not (feeds or listing.sections or listing.links):
            raise BadSection("no home page: it leads to no feed, no section and no article", reason="no_article_links")

    @cached_property
    def date_range(self) -> DateRange:
        """The date range of `since` and `until`."""
        return parse_since_until({"since": self.since, "until": self.until})

    @cached_property
    def sitemap_finder(self) -> SitemapFinder:
        """The finder that reads the sitemaps of this spider."""
        max_bytes = self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE")
        return SitemapFinder(pool=self.pool, date_range=self.date_range, max_bytes=max_bytes)

    @cached_property
    def section_finder(self) -> SectionFinder:
        """The finder that reads the list pages of this spider."""
        hosts = self.site_config.domains if self.site_config else ()
        domains = {domain for host in hosts if (domain := registrable_domain(f"https://{host}/"))}
        return SectionFinder(pool=self.pool, max_pages=parse_whole_number("pages", self.pages), domains=domains)
