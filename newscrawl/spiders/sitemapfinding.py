"""How the addresses of a sitemap, an index of them, or a robots.txt are found in what was fetched."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.core.period import Period
from newscrawl.core.printable import printable
from newscrawl.core.sitemapforms.children import chosen
from newscrawl.core.sitemapforms.entries import Child
from newscrawl.core.sitemaps import (
    MOST_ADDRESSES,
    common_places,
    cut,
    newest_first,
    open_sitemap,
    read_piece,
    robots_address,
    sitemaps_in_robots,
)
from newscrawl.errors import BadSitemap
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.rules.navigationwords import navigation_words
from newscrawl.spiders.base import Source
from newscrawl.spiders.fetching import content_type

ROBOTS, SITEMAP, GUESS = "robots", "sitemap", "guess"
"""Kinds of sources: a robots.txt, a sitemap that somebody names, and one that may stand at a common place."""

_DEEPEST = 4
"""An index lists sitemaps, and no index, says the protocol; some nest them once or twice. More is a trap."""

logger = logging.getLogger(__name__)


def sitemap_source(url: str) -> Source:
    """What to ask for where a sitemap, a robots.txt or a site's home is given: for a home, its robots.txt."""
    path = urlsplit(url).path
    if path in {"", "/"}:
        return Source(url=robots_address(url), kind=ROBOTS)
    return Source(url=url, kind=ROBOTS if path == "/robots.txt" else SITEMAP)


def next_guess(source: Source) -> Iterator[Source]:
    """The next common place for a sitemap, where a robots.txt or the place before it was of no use."""
    if source.kind in {ROBOTS, GUESS}:
        position = 0 if source.kind == ROBOTS else source.depth + 1
        for place in common_places(source.url)[position : position + 1]:
            yield Source(url=place, kind=GUESS, depth=position)


@dataclass(frozen=True, kw_only=True)
class SitemapFinder:
    """Reads sitemaps in the extraction pool, a piece at a time: the largest costs little more memory than its bytes."""

    pool: ExtractionPool
    period: Period
    limit: int
    """Bytes that a sitemap may have, once unpacked."""

    async def find(self, response: Response, source: Source) -> AsyncIterator[Link | Source]:
        """The articles of a sitemap, newest first, or the sitemaps of an index or a robots.txt.

        :raises NewscrawlError: it is no sitemap, or lists nothing.
        """
        if source.kind == ROBOTS:
            for found in self._named_by_robots(response):
                yield found
            return
        links, children = await self._read(response)
        depth = 0 if source.kind == GUESS else source.depth
        if children and depth >= _DEEPEST:
            raise BadSitemap(f"indexes of sitemaps, {_DEEPEST} in one another", reason="too_deep")
        wanted = chosen(children, self.period) if children else []
        if len(wanted) < len(children):
            logger.info("%s: %d of %d sitemaps asked for", printable(response.url), len(wanted), len(children))
        for child in wanted:
            yield Source(url=child.url, kind=SITEMAP, depth=depth + 1)
        for link in newest_first(links):
            yield link
        if len(links) == MOST_ADDRESSES or len(children) == MOST_ADDRESSES:
            raise BadSitemap(f"lists more than {MOST_ADDRESSES:,} addresses: the rest is left out", reason="too_large")

    def _named_by_robots(self, response: Response) -> Iterator[Source]:
        named = sitemaps_in_robots(response.body[: self.limit], url=response.url)
        for address in named:
            yield Source(url=address, kind=SITEMAP)
        if not named:
            yield from next_guess(Source(url=response.url, kind=ROBOTS))

    async def _read(self, response: Response) -> tuple[list[Link], list[Child]]:
        """Everything in it that is of the period.

        :raises NewscrawlError: it is no sitemap, or lists nothing.
        """
        # Unpacking takes tenths of a second, and leaves the interpreter to others; back from a worker, it would not.
        opening = partial(open_sitemap, response.body, content_type=content_type(response), limit=self.limit)
        kind, text = await asyncio.to_thread(opening)
        links: list[Link] = []
        children: list[Child] = []
        listed = unlinked = others = 0
        for piece in cut(kind, text):
            found = await self.pool.run(read_piece, kind, piece, response.url, self.period, navigation_words())
            links += found.links
            children += found.children
            listed, unlinked, others = listed + found.listed, unlinked + found.unlinked, others + found.others
            if max(len(links), len(children)) > MOST_ADDRESSES:
                break
        if unlinked or others:
            message = "%s: %d entries have no web address, %d lead to a home page, a list or a service"
            logger.info(message, printable(response.url), unlinked, others)
        if not listed:
            raise BadSitemap("the sitemap lists nothing", reason="empty_sitemap")
        return links[:MOST_ADDRESSES], children[:MOST_ADDRESSES]
