"""The other pages of an article, asked for one after the other and made one article."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectError

from newscrawl.article import Article, Hints, Page
from newscrawl.core.finding.otherpages import OtherPages
from newscrawl.core.paging import MOST_PAGES, merged, with_whole
from newscrawl.core.printable import printable
from newscrawl.core.urls import normalise_url
from newscrawl.errors import FetchFailed, NewscrawlError
from newscrawl.extensions.ends import SEVERAL_PAGES
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.middlewares.archive import FURTHER_PAGE
from newscrawl.spiders.fetching import fetch_error, page_from

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_FAILURES = (
    *(CannotResolveHostError, ConnectError, DownloadCancelledError, DownloadConnectionRefusedError),
    *(DownloadFailedError, DownloadTimeoutError, IgnoreRequest, NotSupported, ResponseDataLossError),
    *(UnsupportedURLSchemeError, ValueError),
)
"""What a download ends in when there is no response."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class PageJoiner:
    """Reads an article to its end, whichever of its pages was asked for.

    Its other pages are no addresses of their own: they are asked for while the first waits, as politely as all others.
    One that cannot be had leaves the article with the pages before it, and `truncated`.
    """

    crawler: Crawler
    pool: ExtractionPool
    meta: dict[str, Any]
    """What travels with the request for the page: it is told where there are others."""

    async def read(self, page: Page) -> Article:
        """The article of a page and of all its other pages.

        :raises NotAnArticle: the page holds none.
        :raises ExtractionFailed: the page could not be read to the end.
        """
        article, others = await self.pool.read(page)
        if others is None or page.url is None:
            return article
        self.meta[SEVERAL_PAGES] = True
        if others.whole and (read := await self._ask(others.whole)) and (whole := with_whole(article, read[0])):
            return whole
        before, _ = await self._chain(others, page.url, _previous)
        after, complete = await self._chain(others, page.url, _next)
        return merged([*reversed(before), article, *after], complete=complete)

    async def _chain(
        self, others: OtherPages | None, url: str, step: Callable[[OtherPages], str | None]
    ) -> tuple[list[Article], bool]:
        """The pages in one direction, and whether that is all of them."""
        found: list[Article] = []
        seen = {normalise_url(url)}
        while others and (address := step(others)) and normalise_url(address) not in seen:
            if len(found) >= MOST_PAGES:
                return found, False
            seen.add(normalise_url(address))
            read = await self._ask(address)
            if read is None:
                return found, False
            article, others = read
            found.append(article)
        return found, True

    async def _ask(self, address: str) -> tuple[Article, OtherPages | None] | None:
        """A further page; None, and a line in the log, where it cannot be had."""
        try:
            return await self.pool.read(page_from(await self._fetched(address), Hints()))
        except NewscrawlError as error:
            logger.warning("%s: a page of an article is left out: %s", printable(address), printable(error))
            return None

    async def _fetched(self, address: str) -> Response:
        """What stands at an address.

        :raises NewscrawlError: it cannot be had.
        """
        if self.crawler.engine is None:
            raise FetchFailed("the crawl is over", reason="fetch_failed")
        try:
            request = Request(address, meta={FURTHER_PAGE: True}, dont_filter=True)
            response = await self.crawler.engine.download_async(request)
        except _FAILURES as error:
            raise fetch_error(error) from None
        if response.status != HTTPStatus.OK:
            raise fetch_error(HttpError(response))
        return response


def _next(others: OtherPages) -> str | None:
    return others.next


def _previous(others: OtherPages) -> str | None:
    return others.previous
