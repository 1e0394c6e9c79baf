"""The crawl that is killed: all ways of finding articles in one command."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import ClassVar

from scrapy.http import Response

from newscrawl.discovery.feeds import read_feed
from newscrawl.items import Link, Seed
from newscrawl.spiders.arguments import iter_url_file
from newscrawl.spiders.base import NewsSpider, get_seed


class KillSpider(NewsSpider):
    """Reads the listings, the list, the feed and the index of a `KillSite`."""

    name = "kill"
    argument_help: ClassVar[Mapping[str, str]] = {**NewsSpider.argument_help, "urls": "a list of URLs"}

    urls: str = ""

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The four of them."""
        (site,) = self.start_urls
        yield Seed(url=f"{site}/listing/0", kind="page")
        for line in iter_url_file(self.urls):
            yield Link(url=line)
        yield Seed(url=f"{site}/feed.xml", kind="feed")
        yield Seed(url=f"{site}/index/0", kind="page")

    async def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """What one of them links."""
        if get_seed(response).kind == "feed":
            feed = await self.pool.run(partial(read_feed, response.body, url=response.url, content_type=None))
            for link in feed.links:
                yield link
            return
        for kind, href in re.findall(r"class='(\w+)' href='([^']+)'", response.text):
            url = response.urljoin(href)
            yield Link(url=url) if kind == "story" else Seed(url=url, kind="page")
