"""Articles that home pages, sections and tag pages link: `scrapy crawl section -a url=https://example.com/world/`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import ClassVar

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from newscrawl.discovery.listing import Listing, read_listing
from newscrawl.exceptions import BadSection
from newscrawl.extensions.request_meta import get_header
from newscrawl.items import Link, Seed
from newscrawl.rules.word_lists import load_navigation_words
from newscrawl.spiders.arguments import parse_whole_number
from newscrawl.spiders.base import NewsSpider, get_seed
from newscrawl.workers.pool import ExtractionPool

LISTING = "listing"
"""The kind of a seed that lists articles. Its depth is the number of list pages before it."""

DEFAULT_MAX_PAGES = 3
"""The number of pages of a list that are requested. On most sites, they have the articles of a day or more."""


class SectionSpider(NewsSpider):
    """Follows the links to articles on a page, and on the next pages of its list."""

    name = "section"
    argument_help: ClassVar[Mapping[str, str]] = {
        "url": "a home page, section or tag page, or several separated by commas",
        "pages": f"how many pages of each list are requested (default: {DEFAULT_MAX_PAGES})",
    }

    required_argument: ClassVar[str] = "url"

    pages: str = str(DEFAULT_MAX_PAGES)

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Check the number of pages, too."""
        start_urls = super().parse_arguments(arguments)
        parse_whole_number("pages", arguments.get("pages", cls.pages))
        load_navigation_words()  # a broken file is reported at the start
        return start_urls

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The first page of each list."""
        for url in self.start_urls:
            yield Seed(url=url, kind=LISTING)

    def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The articles that a page links, and the next page of its list."""
        return self.finder.find(response, get_seed(response))

    @cached_property
    def finder(self) -> SectionFinder:
        """The finder that reads the list pages of this spider."""
        return SectionFinder(pool=self.pool, max_pages=parse_whole_number("pages", self.pages))


@dataclass(frozen=True, kw_only=True)
class SectionFinder:
    """Discovers articles on pages that list them. The pages are parsed in the extraction pool."""

    pool: ExtractionPool
    max_pages: int = DEFAULT_MAX_PAGES
    domains: Collection[str] = ()
    """Registrable domains of the site, if it has others than that of the page."""

    async def find(self, response: Response, seed: Seed) -> AsyncIterator[Link | Seed]:
        """The articles that a page links, and the next page of its list.

        :raises NewscrawlError: the response is not an HTML page, links no article, or has more links than are read.
        """
        listing = await self.parse_listing(response)
        for item in self.get_links_to_follow(listing, seed):
            yield item
        check_complete(listing)
        if not listing.links and not seed.depth:
            raise BadSection("nothing on it looks like a link to an article", reason="no_article_links")

    async def parse_listing(self, response: Response) -> Listing:
        """What a page lists.

        :raises NewscrawlError: the response is not an HTML page, or cannot be read.
        """
        encoding = http_content_type_encoding(get_header(response, "Content-Type"))
        parse = partial(read_listing, url=response.url, encoding=encoding, domains=self.domains)
        return await self.pool.run(partial(parse, response.body, navigation=load_navigation_words()))

    def get_links_to_follow(self, listing: Listing, seed: Seed) -> list[Link | Seed]:
        """The articles of a page, and the next page of its list as long as `max_pages` allows it."""
        to_follow: list[Link | Seed] = [*listing.links]
        if listing.next_page and listing.links and seed.depth + 1 < self.max_pages:
            to_follow.append(Seed(url=listing.next_page, kind=LISTING, depth=seed.depth + 1))
        return to_follow


def check_complete(listing: Listing) -> None:
    """Check that all links of a page were read. Call it after the links that were read are taken.

    :raises BadSection: some links were left out (`too_many_links`).
    """
    if listing.skipped_links:
        raise BadSection(f"it has too many links: {listing.skipped_links:,} were left out", reason="too_many_links")
