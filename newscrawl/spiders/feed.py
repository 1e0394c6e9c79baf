"""Articles that feeds link: `scrapy crawl feed -a url=https://…/rss`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.core.feedforms.feedlinks import find_feeds
from newscrawl.core.feeds import read_feed
from newscrawl.errors import BadFeed
from newscrawl.spiders.base import NewsSpider, Source
from newscrawl.spiders.fetching import content_type


class FeedSpider(NewsSpider):
    """Reads RSS, Atom and JSON feeds, and pages that link them; what a feed knows travels with the link."""

    name = "feed"

    async def discover(self, response: Response) -> AsyncIterator[Link | Source]:
        """The links of a feed, or the feeds of a page that was asked for by the user."""
        read = partial(read_feed, response.body, url=response.url, content_type=content_type(response))
        try:
            feed = await self.pool.run(read)
        except BadFeed as error:
            if error.reason != "not_a_feed" or response.meta.get("depth", 0) > 0:
                raise
            feeds = await self.pool.run(partial(find_feeds, response.body, url=response.url))
            if not feeds:
                raise BadFeed(f"{error}, and links no feed", reason="not_a_feed") from None
            for url in feeds:
                yield Source(url=url)
        else:
            if feed.unlinked:
                self.logger.info("%s: %d entries have no web address", response.url, feed.unlinked)
            for link in feed.links:
                yield link
