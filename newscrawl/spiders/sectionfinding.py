"""How the articles that a home page, section or tag page links are found in what was fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from functools import partial

from scrapy.http import Response
from w3lib.encoding import http_content_type_encoding

from newscrawl.article import Link
from newscrawl.core.links import Listing, read_listing
from newscrawl.errors import BadSection
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.rules.navigationwords import navigation_words
from newscrawl.spiders.base import Source
from newscrawl.spiders.fetching import content_type

LISTING = "listing"
"""Kind of a source: a page that lists articles; its depth is the number of list pages before it."""

DEFAULT_PAGES = 3
"""How many pages of a list are asked for. On most sites, those hold a day or more of a section."""


@dataclass(frozen=True, kw_only=True)
class SectionFinder:
    """Reads pages that list articles, in the extraction pool."""

    pool: ExtractionPool
    pages: int = DEFAULT_PAGES
    domains: Collection[str] = ()
    """Registrable domains of the site beside the page's own."""

    async def find(self, response: Response, source: Source) -> AsyncIterator[Link | Source]:
        """The articles that a page links, and the next page of its list.

        :raises NewscrawlError: it is no page, or links no article.
        """
        listing = await self.read(response)
        for found in self.found_in(listing, source):
            yield found
        check_whole(listing)
        if not listing.links and not source.depth:
            raise BadSection("nothing on it looks like a link to an article", reason="no_article_links")

    async def read(self, response: Response) -> Listing:
        """What a page lists.

        :raises NewscrawlError: it is no page, or cannot be read.
        """
        encoding = http_content_type_encoding(content_type(response))
        reading = partial(read_listing, url=response.url, encoding=encoding, domains=self.domains)
        return await self.pool.run(partial(reading, response.body, navigation=navigation_words()))

    def found_in(self, listing: Listing, source: Source) -> list[Link | Source]:
        """What there is to ask for; a further page of the list as long as there may be more of them."""
        found: list[Link | Source] = [*listing.links]
        if listing.next and listing.links and source.depth + 1 < self.pages:
            found.append(Source(url=listing.next, kind=LISTING, depth=source.depth + 1))
        return found


def check_whole(listing: Listing) -> None:
    """See that every link of a page was read, once what was read is taken.

    :raises BadSection: some were left out (`too_many_links`).
    """
    if listing.left_out:
        raise BadSection(f"it has too many links: {listing.left_out:,} were left out", reason="too_many_links")
