"""Web archives (WARC): answer requests from an archive, and write what a crawl fetches to one."""

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

from newscrawl.archive.capture import Capture, RecordLocation, WarcMetadata
from newscrawl.archive.warc_reader import read_capture
from newscrawl.archive.warc_writer import RotatingWarcWriter
from newscrawl.exceptions import BadArchive, OutputFailed
from newscrawl.extensions.crawler import stop_crawl
from newscrawl.extensions.request_meta import FETCHED_AT_META_KEY, FURTHER_PAGE_META_KEY
from newscrawl.items import Link
from newscrawl.middlewares.rejections import RequestRejected
from newscrawl.urls.normalize import normalize_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class WarcReaderMiddleware:
    """Answers requests from an archive (`FeedMetadata.capture`), before robots.txt, delays and the network.

    It works only for a spider that has the attribute `further_pages`, a mapping of normalized URLs to locations in an
    archive. Such a spider requests nothing from the web, not even URLs that an unfinished crawl of other archives left
    in the ledger. For all other spiders the middleware does nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the size limit, which is the same as for pages of the web."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """The archived response; None if the request is for the web.

        :raises RequestRejected: the archive does not contain the page, or cannot be read (`fetch_failed`); the response
            cannot be read (`extraction_error`), or is `too_large`.
        """
        further_pages = getattr(self._crawler.spider, "further_pages", None)
        if further_pages is None:
            return None
        link = request.cb_kwargs.get("link")
        location = link.feed_metadata.capture if isinstance(link, Link) else None
        location = location or further_pages.get(normalize_url(request.url))
        if location is None:
            raise RequestRejected("no archive contains it", reason="fetch_failed")
        try:
            capture = await asyncio.to_thread(
                read_capture, RecordLocation.parse(location), max_body_bytes=self._max_bytes
            )
        except BadArchive as error:
            raise RequestRejected(str(error), reason="fetch_failed") from None
        if capture.status == 0:
            raise RequestRejected("the archived response cannot be read", reason="extraction_error")
        if capture.body is None:
            raise RequestRejected("larger than DOWNLOAD_MAXSIZE allows, once unpacked", reason="too_large")
        headers = Headers()
        for name, value in capture.headers:
            headers.appendlist(name, value)
        response_class = responsetypes.from_args(headers=headers, url=capture.url, body=capture.body)
        request.meta[FETCHED_AT_META_KEY] = capture.date
        return response_class(
            url=capture.url, status=capture.status, headers=headers, body=capture.body, request=request
        )


class WarcWriterMiddleware:
    """Writes every response to a request of the spider to WARC files, with the metadata from the feed or sitemap.

    A response is written as it was received. robots.txt is not written, nor is a response from an archive: that would
    be a second copy, with the wrong date. If the folder cannot be written any more, the crawl ends with the reason
    ``write_error`` or ``disk_full``.

    Setting: ``NEWSCRAWL_ARCHIVE``, a folder; if it is not set, nothing is written.
    """

    def __init__(self, crawler: Crawler, writer: RotatingWarcWriter) -> None:
        self._crawler = crawler
        self._writer = writer
        self._write_lock = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the folder; if that fails, the crawl does not start.

        :raises NotConfigured: the setting is not set.
        :raises OutputFailed: the folder cannot be written.
        """
        folder = crawler.settings.get("NEWSCRAWL_ARCHIVE")
        if not folder:
            raise NotConfigured  # without a message: Scrapy would log it as a warning at every start
        spider = crawler.spider or crawler.spidercls
        middleware = cls(crawler, RotatingWarcWriter(Path(str(folder)), spider.name))
        crawler.signals.connect(middleware._spider_closed, signals.spider_closed)
        return middleware

    async def process_response(self, request: Request, response: Response) -> Response:
        """Write the response before any other middleware changes it.

        :raises RequestRejected: it could not be written; the crawl ends.
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
                await asyncio.to_thread(self._writer.write, capture, encoded_body=response.body)
        except OutputFailed as error:
            stop_crawl(self._crawler, error.reason)
            raise RequestRejected(str(error), reason="write_error") from None
        return response

    def _spider_closed(self) -> None:
        self._writer.close()


def _build_metadata(request: Request) -> bytes | None:
    """The metadata of a WARC record as JSON; None if the response must not be written."""
    if FETCHED_AT_META_KEY in request.meta:
        return None
    link = request.cb_kwargs.get("link")
    if isinstance(link, Link):
        return msgspec.json.encode(WarcMetadata(kind="article", hints=link.feed_metadata))
    if request.meta.get(FURTHER_PAGE_META_KEY):
        return msgspec.json.encode(WarcMetadata(kind="further page"))
    return msgspec.json.encode(WarcMetadata(kind="source")) if "seed" in request.cb_kwargs else None
