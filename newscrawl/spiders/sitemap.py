"""Articles that sitemaps list: `scrapy crawl sitemap -a url=https://example.com`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy.http import Response

from newscrawl.discovery.date_range import DateRange
from newscrawl.discovery.sitemap_parser import ChildSitemap
from newscrawl.discovery.sitemaps import (
    MAX_SITEMAP_URLS,
    OpenedSitemap,
    find_sitemaps_in_robots,
    get_common_sitemap_urls,
    get_robots_url,
    iter_chunks,
    open_sitemap,
    read_chunk,
    select_children,
    sort_newest_first,
)
from newscrawl.exceptions import BadSitemap
from newscrawl.extensions.request_meta import get_header
from newscrawl.items import Link, Seed
from newscrawl.rules.word_lists import load_navigation_words
from newscrawl.spiders.arguments import parse_since_until
from newscrawl.spiders.base import NewsSpider, get_seed
from newscrawl.text import escape_for_log
from newscrawl.workers.pool import ExtractionPool

ROBOTS, SITEMAP, GUESS = "robots", "sitemap", "guess"
"""Kinds of seeds: a robots.txt, a sitemap that something names, and a common URL that may be a sitemap."""

_MAX_INDEX_DEPTH = 4
"""By the protocol, an index lists no other index. Some sites nest them once or twice; more is a crawler trap."""

logger = logging.getLogger(__name__)


class SitemapSpider(NewsSpider):
    """Reads sitemaps and indexes of sitemaps: those that the user gives, or those that a site's robots.txt names."""

    name = "sitemap"
    argument_help: ClassVar[Mapping[str, str]] = {
        "url": "a site's home, its robots.txt or a sitemap, or several separated by commas",
        "since": "articles published since then: 2d, 12h, 1w, or a date such as 2026-11-01",
        "until": "articles published until then: the same",
    }

    required_argument: ClassVar[str] = "url"

    since: str = ""
    until: str = ""

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Check the date range, too."""
        start_urls = super().parse_arguments(arguments)
        load_navigation_words()  # a broken file is reported at the start
        parse_since_until(arguments)
        return start_urls

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The sitemaps that the user gives; for a home page, the robots.txt of its site."""
        for url in self.start_urls:
            yield build_sitemap_seed(url)

    def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The articles of a sitemap, newest first, or the sitemaps of an index or a robots.txt."""
        return self.finder.find(response, get_seed(response))

    def fallback_seeds(self, seed: Seed) -> Iterator[Seed]:
        """If the robots.txt names no sitemap, the common URLs of sitemaps are tried, one after the other."""
        return iter_next_guess(seed)

    @cached_property
    def finder(self) -> SitemapFinder:
        """The finder that reads the sitemaps of this spider."""
        return SitemapFinder(
            pool=self.pool,
            date_range=parse_since_until({"since": self.since, "until": self.until}),
            max_bytes=self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE"),
        )


def build_sitemap_seed(url: str) -> Seed:
    """The seed for the URL of a sitemap, a robots.txt or a home page. For a home page, it is the robots.txt."""
    path = urlsplit(url).path
    if path in {"", "/"}:
        return Seed(url=get_robots_url(url), kind=ROBOTS)
    return Seed(url=url, kind=ROBOTS if path == "/robots.txt" else SITEMAP)


def iter_next_guess(seed: Seed) -> Iterator[Seed]:
    """The next common URL of sitemaps to try, after a robots.txt or another common URL that was of no use."""
    if seed.kind in {ROBOTS, GUESS}:
        position = 0 if seed.kind == ROBOTS else seed.depth + 1
        for sitemap_url in get_common_sitemap_urls(seed.url)[position : position + 1]:
            yield Seed(url=sitemap_url, kind=GUESS, depth=position)


@dataclass(frozen=True, kw_only=True)
class SitemapFinder:
    """Discovers articles in sitemaps. They are parsed in the extraction pool, one chunk at a time, to save memory."""

    pool: ExtractionPool
    date_range: DateRange
    max_bytes: int
    """The size that an unpacked sitemap may have."""

    async def find(self, response: Response, seed: Seed) -> AsyncIterator[Link | Seed]:
        """The articles of a sitemap, newest first, or the sitemaps of an index or a robots.txt.

        :raises NewscrawlError: the response is not a sitemap, lists nothing, or lists more than is read.
        """
        if seed.kind == ROBOTS:
            for item in await self._read_robots(response):
                yield item
            return
        sitemap = await self._open_sitemap(response)
        links, children = await self._read_sitemap(sitemap, response.url)
        depth = 0 if seed.kind == GUESS else seed.depth
        if children and depth >= _MAX_INDEX_DEPTH:
            raise BadSitemap(f"indexes of sitemaps, {_MAX_INDEX_DEPTH} in one another", reason="too_deep")
        selected = select_children(children, self.date_range) if children else []
        if len(selected) < len(children):
            logger.info(
                "%s: %d of %d sitemaps are requested", escape_for_log(response.url), len(selected), len(children)
            )
        for child in selected:
            yield Seed(url=child.url, kind=SITEMAP, depth=depth + 1)
        for link in sort_newest_first(links):
            yield link
        if len(links) == MAX_SITEMAP_URLS or len(children) == MAX_SITEMAP_URLS:
            message = f"lists more than {MAX_SITEMAP_URLS:,} URLs: the rest is left out"
            raise BadSitemap(message, reason="too_large")
        if sitemap.fault:
            raise BadSitemap(f"{sitemap.fault}: the rest is left out", reason="extraction_error")

    async def _read_robots(self, response: Response) -> list[Seed]:
        """The sitemaps that a robots.txt names; if it names none, the first common URL of sitemaps."""
        sitemap_urls = await self.pool.run(partial(find_sitemaps_in_robots, response.body, url=response.url))
        seeds = [Seed(url=sitemap_url, kind=SITEMAP) for sitemap_url in sitemap_urls]
        return seeds or [*iter_next_guess(Seed(url=response.url, kind=ROBOTS))]

    async def _open_sitemap(self, response: Response) -> OpenedSitemap:
        # In a thread: unpacking takes some tenths of a second without the GIL. Reading the result of a worker holds it.
        content_type = get_header(response, "Content-Type")
        return await asyncio.to_thread(
            partial(open_sitemap, response.body, content_type=content_type, max_bytes=self.max_bytes)
        )

    async def _read_sitemap(self, sitemap: OpenedSitemap, url: str) -> tuple[list[Link], list[ChildSitemap]]:
        """The articles that can be from the date range, and all child sitemaps.

        :raises NewscrawlError: the sitemap cannot be read, or lists nothing.
        """
        links: list[Link] = []
        children: list[ChildSitemap] = []
        listed_count = unlinked_count = non_article_count = 0
        for chunk in iter_chunks(sitemap.kind, sitemap.text):
            entries = await self.pool.run(
                read_chunk, sitemap.kind, chunk, url, self.date_range, load_navigation_words()
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
            message = "%s: %d entries have no web URL, %d lead to a home page, a list or a service"
            logger.info(message, escape_for_log(url), unlinked_count, non_article_count)
        if not listed_count:
            raise BadSitemap("the sitemap lists nothing", reason="empty_sitemap")
        return links[:MAX_SITEMAP_URLS], children[:MAX_SITEMAP_URLS]
