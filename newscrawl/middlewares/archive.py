"""What a crawl fetches, kept as WARC, so that another version can clean it again without a request."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec
from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro

from newscrawl.archive.capture import Capture
from newscrawl.archive.notes import WarcMetadata
from newscrawl.archive.writing import RotatingWarcWriter
from newscrawl.article import Link
from newscrawl.errors import OutputFailed
from newscrawl.middlewares.archived import FETCHED_AT_META_KEY
from newscrawl.middlewares.turned_away import RequestRejected

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


FURTHER_PAGE_META_KEY = "newscrawl_further_page"
"""The key of a request's meta that says that it is for another page of an article that was asked for."""


class WarcWriterMiddleware:
    """Keeps every answer to the spider's requests as it came, and what its finder knew of it.

    Setting: ``NEWSCRAWL_ARCHIVE``, a folder; nothing is kept where it is not set. robots.txt is not kept, nor what an
    archive gave: it would be kept twice, and as if it had been fetched now. Where the
    folder can no longer be written, the crawl ends with the reason ``write_error`` or ``disk_full``.
    """

    def __init__(self, crawler: Crawler, folder: RotatingWarcWriter) -> None:
        self._crawler = crawler
        self._folder = folder
        self._write_lock = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the folder: where that fails, the crawl has not begun.

        :raises NotConfigured: nothing is to be kept.
        :raises OutputFailed: the folder cannot be written.
        """
        folder = crawler.settings.get("NEWSCRAWL_ARCHIVE")
        if not folder:
            raise NotConfigured  # with a message, Scrapy would warn of it at every start
        spider = crawler.spider or crawler.spidercls
        middleware = cls(crawler, RotatingWarcWriter(Path(str(folder)), spider.name))
        crawler.signals.connect(middleware._close, signals.spider_closed)
        return middleware

    async def process_response(self, request: Request, response: Response) -> Response:
        """Keep the answer before anything is done with it.

        :raises TurnedAway: it could not be kept; the crawl ends.
        """
        if (metadata := _build_metadata(request)) is None:
            return response
        capture = Capture(
            url=response.url,
            status=response.status,
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            ),
            date=datetime.now(UTC),
            metadata=metadata,
        )
        try:
            async with self._write_lock:
                await asyncio.to_thread(self._folder.write, capture, encoded_body=response.body)
        except OutputFailed as error:
            if self._crawler.engine is not None:
                deferred_from_coro(self._crawler.engine.close_spider_async(reason=error.reason))
            raise RequestRejected(str(error), reason="write_error") from None
        return response

    def _close(self) -> None:
        self._folder.close()


def _build_metadata(request: Request) -> bytes | None:
    """What the spider knew of the address; None where it is not the spider, or not the web, that is asked."""
    if FETCHED_AT_META_KEY in request.meta:
        return None
    link = request.cb_kwargs.get("link")
    if isinstance(link, Link):
        return msgspec.json.encode(WarcMetadata(kind="article", hints=link.feed_metadata))
    if request.meta.get(FURTHER_PAGE_META_KEY):
        return msgspec.json.encode(WarcMetadata(kind="further page"))
    return msgspec.json.encode(WarcMetadata(kind="source")) if "seed" in request.cb_kwargs else None
