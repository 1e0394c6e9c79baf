"""The crawls that newscrawl is measured against: another extractor, called in the spider's callback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response

from benchmarks.peers import every_page, load_peer
from benchmarks.timing import Reader
from newscrawl.spiders.arguments import iter_url_file


class InlineSpider(Spider):
    """What many write first: fetch a page, extract its text where it arrives.

    :param peer: one of `benchmarks.peers`; without one it only fetches, which is the least that a crawl costs.
    """

    name = "inline"
    urls = ""

    def __init__(self, *arguments: Any, peer: str = "", **others: Any) -> None:
        super().__init__(*arguments, **others)
        self._read: Reader = (load_peer(peer) if peer else None) or every_page(lambda body: None)

    async def start(self) -> AsyncIterator[Any]:
        """Every URL of the list."""
        for line in iter_url_file(self.urls):
            yield Request(line, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """The article, with its metadata."""
        call = self._read(response.body)
        with suppress(Exception):  # others fail in many ways, and each is a page without an article
            if call and (found := call()):
                yield {"url": response.url, "article": found}
