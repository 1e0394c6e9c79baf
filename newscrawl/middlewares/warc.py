"""What a crawl fetches, kept as WARC, so that another version can clean it again without a request.

Pages that an archive holds, read from there instead of from the web.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec
from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes
from scrapy.utils.defer import deferred_from_coro

from newscrawl.archive.capture import Capture, RecordLocation, WarcMetadata
from newscrawl.archive.warc_reader import read_capture
from newscrawl.archive.warc_writer import RotatingWarcWriter
from newscrawl.exceptions import BadArchive, OutputFailed
from newscrawl.items import Link
from newscrawl.middlewares.rejections import RequestRejected
from newscrawl.urls.normalize import normalize_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

FETCHED_AT_META_KEY = "newscrawl_fetched_at"
"""The key of a request's meta under which the time travels at which its page was fetched, if it was not now."""


class WarcReaderMiddleware:
    """Answers requests for what an archive holds (`FeedMetadata.capture`), ahead of robots.txt, delays and the network.

    Only for a spider that has `iter_further_pages`, a mapping of addresses to places: it asks the web for nothing,
    and any
    other for everything, also for what it takes over from a crawl of archives that came to no end.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the limit that holds for pages of the web, too."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """The archived answer; None where the web is to be asked.

        :raises TurnedAway: the archive does not hold it (`fetch_failed`).
        """
        further_pages = getattr(self._crawler.spider, "further_pages", None)
        if further_pages is None:
            return None
        link = request.cb_kwargs.get("link")
        location = link.feed_metadata.capture if isinstance(link, Link) else None
        location = location or further_pages.get(normalize_url(request.url))
        if location is None:
            raise RequestRejected("no archive holds it", reason="fetch_failed")
        try:
            capture = await asyncio.to_thread(
                read_capture, RecordLocation.parse(location), max_body_bytes=self._max_bytes
            )
        except BadArchive as error:
            raise RequestRejected(str(error), reason="fetch_failed") from None
        headers = Headers()
        for name, value in capture.headers:
            headers.appendlist(name, value)
        body = capture.body or b""
        response_class = responsetypes.from_args(headers=headers, url=capture.url, body=body)
        request.meta[FETCHED_AT_META_KEY] = capture.date
        return response_class(url=capture.url, status=capture.status, headers=headers, body=body, request=request)


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
