"""Articles that feeds link: `scrapy crawl feed -a url=https://…/rss`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from functools import partial

from scrapy.http import Response

from newscrawl.discovery.feeds import find_feeds, iter_feed_chunks, read_feed
from newscrawl.exceptions import BadFeed
from newscrawl.extensions.request_meta import get_header
from newscrawl.items import Link
from newscrawl.spiders.base import NewsSpider, Seed
from newscrawl.text import escape_for_log
from newscrawl.workers.pool import ExtractionPool

logger = logging.getLogger(__name__)


async def read_feed_links(response: Response, pool: ExtractionPool) -> tuple[Link, ...]:
    """The links of a feed.

    :raises NewscrawlError: it is none, or links nothing.
    """
    return tuple([link async for link in iter_feed_links(response, pool)])


async def iter_feed_links(response: Response, pool: ExtractionPool) -> AsyncIterator[Link]:
    """The same, one after the other: there may be a million.

    :raises NewscrawlError: it is no feed, or links nothing, or cannot be read to its end.
    """
    unlinked = 0
    content_type = get_header(response, "Content-Type")
    for chunk in iter_feed_chunks(response.body):
        feed = await pool.run(partial(read_feed, chunk, url=response.url, content_type=content_type))
        unlinked += feed.unlinked_count
        for link in feed.links:
            yield link
    if unlinked:
        logger.info("%s: %d entries have no web address", escape_for_log(response.url), unlinked)


class FeedSpider(NewsSpider):
    """Reads RSS, Atom and JSON feeds, and pages that link them; what a feed knows travels with the link."""

    name = "feed"

    async def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The links of a feed, or the feeds of a page that was asked for by the user."""
        try:
            async for link in iter_feed_links(response, self.pool):
                yield link
        except BadFeed as error:
            if error.reason != "not_a_feed" or response.meta.get("depth", 0) > 0:
                raise
            feeds = await self.pool.run(partial(find_feeds, response.body, url=response.url))
            if not feeds:
                raise BadFeed(f"{error}, and links no feed", reason="not_a_feed") from None
            for url in feeds:
                yield Seed(url=url)
