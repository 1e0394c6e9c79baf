"""Pages that an archive holds, read from there instead of from the web."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from newscrawl.archive.capture import RecordLocation
from newscrawl.archive.reading import read_capture
from newscrawl.article import Link
from newscrawl.core.urls import normalize_url
from newscrawl.errors import BadArchive
from newscrawl.middlewares.turned_away import RequestRejected

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
