"""Articles that sitemaps list: `scrapy crawl sitemap -a url=https://example.com`.

How the addresses of a sitemap, an index of them, or a robots.txt are found in what was fetched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy.http import Response

from newscrawl.discovery.date_range import DateRange, parse_date_range
from newscrawl.discovery.sitemap_parser import ChildSitemap
from newscrawl.discovery.sitemaps import (
    MAX_SITEMAP_URLS,
    find_sitemaps_in_robots,
    get_common_sitemap_urls,
    get_robots_url,
    iter_chunks,
    open_sitemap,
    read_chunk,
    select_children,
    sort_newest_first,
)
from newscrawl.exceptions import BadArgument, BadSitemap
from newscrawl.extensions.request_meta import get_header
from newscrawl.items import Link
from newscrawl.rules.word_lists import load_navigation_words
from newscrawl.spiders.base import NewsSpider, Seed, get_seed
from newscrawl.text import escape_for_log
from newscrawl.workers.pool import ExtractionPool

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
            open_sitemap, response.body, content_type=get_header(response, "Content-Type"), max_bytes=self.max_bytes
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
