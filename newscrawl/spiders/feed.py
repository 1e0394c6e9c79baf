"""Articles that feeds link: `scrapy crawl feed -a url=https://…/rss`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from functools import partial

from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.core.feedforms.feedlinks import find_feeds
from newscrawl.core.feedforms.feedpieces import feed_pieces
from newscrawl.core.feeds import read_feed
from newscrawl.core.printable import printable
from newscrawl.errors import BadFeed
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.spiders.base import NewsSpider, Source
from newscrawl.spiders.fetching import content_type

logger = logging.getLogger(__name__)


async def read(response: Response, pool: ExtractionPool) -> tuple[Link, ...]:
    """The links of a feed.

    :raises NewscrawlError: it is none, or links nothing.
    """
    return tuple([link async for link in links_of(response, pool)])


async def links_of(response: Response, pool: ExtractionPool) -> AsyncIterator[Link]:
    """The same, one after the other: there may be a million.

    :raises NewscrawlError: it is no feed, or links nothing, or cannot be read to its end.
    """
    unlinked = 0
    for piece in feed_pieces(response.body):
        feed = await pool.run(partial(read_feed, piece, url=response.url, content_type=content_type(response)))
        unlinked += feed.unlinked
        for link in feed.links:
            yield link
    if unlinked:
        logger.info("%s: %d entries have no web address", printable(response.url), unlinked)


class FeedSpider(NewsSpider):
    """Reads RSS, Atom and JSON feeds, and pages that link them; what a feed knows travels with the link."""

    name = "feed"

    async def discover(self, response: Response) -> AsyncIterator[Link | Source]:
        """The links of a feed, or the feeds of a page that was asked for by the user."""
        try:
            async for link in links_of(response, self.pool):
                yield link
        except BadFeed as error:
            if error.reason != "not_a_feed" or response.meta.get("depth", 0) > 0:
                raise
            feeds = await self.pool.run(partial(find_feeds, response.body, url=response.url))
            if not feeds:
                raise BadFeed(f"{error}, and links no feed", reason="not_a_feed") from None
            for url in feeds:
                yield Source(url=url)
