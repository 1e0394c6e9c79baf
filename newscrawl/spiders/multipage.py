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

from newscrawl.discovery.pagination import OtherPages
from newscrawl.exceptions import FetchFailed, NewscrawlError
from newscrawl.extensions.request_meta import FURTHER_PAGE_META_KEY, MULTIPAGE_META_KEY
from newscrawl.extraction.multipage import MAX_PAGES, merge_pages, use_single_page
from newscrawl.items import Article, FeedMetadata, Page
from newscrawl.spiders.responses import build_fetch_error, build_page
from newscrawl.text import escape_for_log
from newscrawl.urls.normalize import normalize_url
from newscrawl.workers.pool import ExtractionPool

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_DOWNLOAD_ERRORS = (
    *(CannotResolveHostError, ConnectError, DownloadCancelledError, DownloadConnectionRefusedError),
    *(DownloadFailedError, DownloadTimeoutError, IgnoreRequest, NotSupported, ResponseDataLossError),
    *(UnsupportedURLSchemeError, ValueError),
)
"""What a download ends in when there is no response."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class MultiPageFetcher:
    """Reads an article to its end, whichever of its pages was asked for.

    Its other pages are no addresses of their own: they are asked for while the first waits, as politely as all others.
    One that cannot be had leaves the article with the pages before it, and `truncated`.
    """

    crawler: Crawler
    pool: ExtractionPool
    request_meta: dict[str, Any]
    """What travels with the request for the page: it is told where there are others."""

    async def fetch_article(self, page: Page) -> Article:
        """The article of a page and of all its other pages.

        :raises NotAnArticle: the page holds none.
        :raises ExtractionFailed: the page could not be read to the end.
        """
        article, other_pages = await self.pool.extract_with_other_pages(page)
        if other_pages is None or page.url is None:
            return article
        self.request_meta[MULTIPAGE_META_KEY] = True
        if (
            other_pages.single_page
            and (fetched := await self._fetch_page(other_pages.single_page))
            and (single_page_article := use_single_page(article, fetched[0]))
        ):
            return single_page_article
        previous_pages, _ = await self._follow_pages(other_pages, page.url, _get_previous_page)
        next_pages, is_complete = await self._follow_pages(other_pages, page.url, _get_next_page)
        return merge_pages([*reversed(previous_pages), article, *next_pages], complete=is_complete)

    async def _follow_pages(
        self, other_pages: OtherPages | None, url: str, get_next_url: Callable[[OtherPages], str | None]
    ) -> tuple[list[Article], bool]:
        """The pages in one direction, and whether that is all of them."""
        articles: list[Article] = []
        seen = {normalize_url(url)}
        while other_pages and (next_url := get_next_url(other_pages)) and normalize_url(next_url) not in seen:
            if len(articles) >= MAX_PAGES:
                return articles, False
            seen.add(normalize_url(next_url))
            fetched = await self._fetch_page(next_url)
            if fetched is None:
                return articles, False
            article, other_pages = fetched
            articles.append(article)
        return articles, True

    async def _fetch_page(self, url: str) -> tuple[Article, OtherPages | None] | None:
        """A further page; None, and a line in the log, where it cannot be had."""
        try:
            return await self.pool.extract_with_other_pages(build_page(await self._download(url), FeedMetadata()))
        except NewscrawlError as error:
            logger.warning("%s: a page of an article is left out: %s", escape_for_log(url), escape_for_log(error))
            return None

    async def _download(self, url: str) -> Response:
        """What stands at an address.

        :raises NewscrawlError: it cannot be had.
        """
        if self.crawler.engine is None:
            raise FetchFailed("the crawl is over", reason="fetch_failed")
        try:
            request = Request(url, meta={FURTHER_PAGE_META_KEY: True}, dont_filter=True)
            response = await self.crawler.engine.download_async(request)
        except _DOWNLOAD_ERRORS as error:
            raise build_fetch_error(error) from None
        if response.status != HTTPStatus.OK:
            raise build_fetch_error(HttpError(response))
        return response


def _get_next_page(other_pages: OtherPages) -> str | None:
    return other_pages.next_page


def _get_previous_page(other_pages: OtherPages) -> str | None:
    return other_pages.previous_page
