"""The crawls that newscrawl is measured against: another extractor, called in the spider's callback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from benchmarks.peers import Reader, load_peer
from newscrawl.spiders.arguments import list_lines


class InlineSpider(Spider):
    """What many write first: fetch a page, extract its text where it arrives.

    :param peer: one of `benchmarks.peers`; without one it only fetches, which is the least that a crawl costs.
    """

    name = "inline"
    urls = ""

    def __init__(self, *arguments: Any, peer: str = "", **others: Any) -> None:
        super().__init__(*arguments, **others)
        self._read: Reader = (peer and load_peer(peer)) or (lambda body: None)

    async def start(self) -> AsyncIterator[Any]:
        """Every address of the list."""
        for line in list_lines(self.urls):
            yield Request(line, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """The article, with its metadata."""
        if found := self._read(response.body):
            yield {"url": response.url, "article": found}
