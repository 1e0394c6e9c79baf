"""The crawl that newscrawl is measured against: trafilatura, called in the spider's callback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from trafilatura import bare_extraction
from trafilatura.settings import Document

from newscrawl.spiders.arguments import list_lines


class InlineSpider(Spider):
    """What many write first: fetch a page, extract its text where it arrives."""

    name = "inline"
    urls = ""

    async def start(self) -> AsyncIterator[Any]:
        """Every address of the list."""
        for line in list_lines(self.urls):
            yield Request(line, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """The article, with its metadata."""
        document = bare_extraction(response.body, url=response.url, with_metadata=True, include_comments=False)
        if isinstance(document, Document):
            yield {"url": response.url, **document.as_dict()}
