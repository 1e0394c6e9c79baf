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
from newscrawl.core.period import DateRange
from newscrawl.core.printable import escape_for_log
from newscrawl.core.sitemapforms.children import select_children
from newscrawl.core.sitemapforms.entries import ChildSitemap
from newscrawl.core.sitemaps import (
    MAX_SITEMAP_URLS,
    find_sitemaps_in_robots,
    get_common_sitemap_urls,
    get_robots_url,
    iter_chunks,
    open_sitemap,
    read_chunk,
    sort_newest_first,
)
from newscrawl.errors import BadSitemap
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.rules.navigationwords import load_navigation_words
from newscrawl.spiders.base import Seed
from newscrawl.spiders.fetching import get_content_type

ROBOTS, SITEMAP, GUESS = "robots", "sitemap", "guess"
"""Kinds of sources: a robots.txt, a sitemap that somebody names, and one that may stand at a common place."""

_MAX_INDEX_DEPTH = 4
"""An index lists sitemaps, and no index, says the protocol; some nest them once or twice. More is a trap."""

logger = logging.getLogger(__name__)


def build_sitemap_seed(url: str) -> Seed:
    """What to ask for where a sitemap, a robots.txt or a site's home is given: for a home, its robots.txt."""
    path = urlsplit(url).path
    if path in {"", "/"}:
        return Seed(url=get_robots_url(url), kind=ROBOTS)
    return Seed(url=url, kind=ROBOTS if path == "/robots.txt" else SITEMAP)


def iter_next_guess(seed: Seed) -> Iterator[Seed]:
    """The next common place for a sitemap, where a robots.txt or the place before it was of no use."""
    if seed.kind in {ROBOTS, GUESS}:
        position = 0 if seed.kind == ROBOTS else seed.depth + 1
        for sitemap_url in get_common_sitemap_urls(seed.url)[position : position + 1]:
            yield Seed(url=sitemap_url, kind=GUESS, depth=position)


@dataclass(frozen=True, kw_only=True)
class SitemapFinder:
    """Reads sitemaps in the extraction pool, a piece at a time: the largest costs little more memory than its bytes."""

    pool: ExtractionPool
    date_range: DateRange
    max_bytes: int
    """Bytes that a sitemap may have, once unpacked."""

    async def find(self, response: Response, seed: Seed) -> AsyncIterator[Link | Seed]:
        """The articles of a sitemap, newest first, or the sitemaps of an index or a robots.txt.

        :raises NewscrawlError: it is no sitemap, or lists nothing.
        """
        if seed.kind == ROBOTS:
            for item in self._seeds_from_robots(response):
                yield item
            return
        links, children = await self._read_sitemap(response)
        depth = 0 if seed.kind == GUESS else seed.depth
        if children and depth >= _MAX_INDEX_DEPTH:
            raise BadSitemap(f"indexes of sitemaps, {_MAX_INDEX_DEPTH} in one another", reason="too_deep")
        selected = select_children(children, self.date_range) if children else []
        if len(selected) < len(children):
            logger.info("%s: %d of %d sitemaps asked for", escape_for_log(response.url), len(selected), len(children))
        for child in selected:
            yield Seed(url=child.url, kind=SITEMAP, depth=depth + 1)
        for link in sort_newest_first(links):
            yield link
        if len(links) == MAX_SITEMAP_URLS or len(children) == MAX_SITEMAP_URLS:
            raise BadSitemap(
                f"lists more than {MAX_SITEMAP_URLS:,} addresses: the rest is left out", reason="too_large"
            )

    def _seeds_from_robots(self, response: Response) -> Iterator[Seed]:
        sitemap_urls = find_sitemaps_in_robots(response.body[: self.max_bytes], url=response.url)
        for sitemap_url in sitemap_urls:
            yield Seed(url=sitemap_url, kind=SITEMAP)
        if not sitemap_urls:
            yield from iter_next_guess(Seed(url=response.url, kind=ROBOTS))

    async def _read_sitemap(self, response: Response) -> tuple[list[Link], list[ChildSitemap]]:
        """Everything in it that is of the period.

        :raises NewscrawlError: it is no sitemap, or lists nothing.
        """
        # Unpacking takes tenths of a second, and leaves the interpreter to others; back from a worker, it would not.
        open_body = partial(
            open_sitemap, response.body, content_type=get_content_type(response), max_bytes=self.max_bytes
        )
        kind, text = await asyncio.to_thread(open_body)
        links: list[Link] = []
        children: list[ChildSitemap] = []
        listed_count = unlinked_count = non_article_count = 0
        for chunk in iter_chunks(kind, text):
            entries = await self.pool.run(
                read_chunk, kind, chunk, response.url, self.date_range, load_navigation_words()
            )
            links += entries.links
            children += entries.children
            listed_count, unlinked_count, non_article_count = (
                listed_count + entries.listed_count,
                unlinked_count + entries.unlinked_count,
                non_article_count + entries.non_article_count,
            )
            if max(len(links), len(children)) > MAX_SITEMAP_URLS:
                break
        if unlinked_count or non_article_count:
            message = "%s: %d entries have no web address, %d lead to a home page, a list or a service"
            logger.info(message, escape_for_log(response.url), unlinked_count, non_article_count)
        if not listed_count:
            raise BadSitemap("the sitemap lists nothing", reason="empty_sitemap")
        return links[:MAX_SITEMAP_URLS], children[:MAX_SITEMAP_URLS]
