"""Articles that feeds link: `scrapy crawl feed -a url=https://…/rss`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from functools import partial

from scrapy.http import Response

from newscrawl.discovery.feeds import find_feeds, iter_feed_chunks, read_feed
from newscrawl.exceptions import BadFeed
from newscrawl.extensions.request_meta import get_header
from newscrawl.items import Link, Seed
from newscrawl.spiders.base import NewsSpider
from newscrawl.text import escape_for_log
from newscrawl.workers.pool import ExtractionPool

logger = logging.getLogger(__name__)


class FeedSpider(NewsSpider):
    """Reads RSS, Atom and JSON feeds, and pages that link feeds."""

    name = "feed"

    async def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The links of a feed; or, if the user gave the URL of a page, the feeds that the page links."""
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


async def read_feed_links(response: Response, pool: ExtractionPool) -> tuple[Link, ...]:
    """All links of a feed.

    :raises NewscrawlError: the response is not a feed, links nothing, or cannot be read to its end.
    """
    return tuple([link async for link in iter_feed_links(response, pool)])


async def iter_feed_links(response: Response, pool: ExtractionPool) -> AsyncIterator[Link]:
    """The links of a feed, one after the other: a feed may have a million.

    :raises NewscrawlError: the response is not a feed, links nothing, or cannot be read to its end.
    """
    unlinked_count = 0
    content_type = get_header(response, "Content-Type")
    for chunk in iter_feed_chunks(response.body):
        feed = await pool.run(partial(read_feed, chunk, url=response.url, content_type=content_type))
        unlinked_count += feed.unlinked_count
        for link in feed.links:
            yield link
    if unlinked_count:
        logger.info("%s: %d entries have no web URL", escape_for_log(response.url), unlinked_count)
