"""The crawl that is killed: all ways of finding articles in one command."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import ClassVar

from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.core.feeds import read_feed
from newscrawl.spiders.arguments import list_lines
from newscrawl.spiders.base import NewsSpider, Source, source_of


class KillSpider(NewsSpider):
    """Reads the listings, the list, the feed and the index of a `KillSite`."""

    name = "kill"
    arguments: ClassVar[Mapping[str, str]] = {**NewsSpider.arguments, "urls": "a list of addresses"}

    urls: str = ""

    async def begin(self) -> AsyncIterator[Link | Source]:
        """The four of them."""
        (site,) = self.addresses
        yield Source(url=f"{site}/listing/0", kind="page")
        for line in list_lines(self.urls):
            yield Link(url=line)
        yield Source(url=f"{site}/feed.xml", kind="feed")
        yield Source(url=f"{site}/index/0", kind="page")

    async def discover(self, response: Response) -> AsyncIterator[Link | Source]:
        """What one of them links."""
        if source_of(response).kind == "feed":
            feed = await self.pool.run(partial(read_feed, response.body, url=response.url, content_type=None))
            for link in feed.links:
                yield link
            return
        for kind, href in re.findall(r"class='(\w+)' href='([^']+)'", response.text):
            url = response.urljoin(href)
            yield Link(url=url) if kind == "story" else Source(url=url, kind="page")
