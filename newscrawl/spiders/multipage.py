"""Fetch the other pages of an article and merge them into one article."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from newscrawl.discovery.pagination import OtherPages
from newscrawl.exceptions import FetchFailed, NewscrawlError
from newscrawl.extensions.request_meta import FURTHER_PAGE_META_KEY, MULTIPAGE_META_KEY
from newscrawl.extraction.multipage import MAX_PAGES, merge_pages, use_single_page
from newscrawl.items import Article, FeedMetadata, Page
from newscrawl.spiders.responses import DOWNLOAD_ERRORS, build_fetch_error, build_page
from newscrawl.text import escape_for_log
from newscrawl.urls.normalize import normalize_url
from newscrawl.workers.pool import ExtractionPool

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class MultiPageFetcher:
    """Reads all pages of an article, whichever of them was requested.

    The other pages are not in the ledger. They are fetched while the first one waits, with the same delays and rules as
    all requests. If a page cannot be read, the article has the pages before it and is `truncated`.
    """

    crawler: Crawler
    pool: ExtractionPool
    request_meta: dict[str, Any]
    """The meta of the request for the page. `fetch_article` marks it if the article has other pages."""

    async def fetch_article(self, page: Page) -> Article:
        """The article of a page, with the text of all its pages.

        :raises NotAnArticle: the page has no article.
        :raises ExtractionFailed: the page cannot be read to the end.
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
        previous_pages, _ = await self._follow_pages(other_pages, page.url, lambda pages: pages.previous_page)
        next_pages, is_complete = await self._follow_pages(other_pages, page.url, lambda pages: pages.next_page)
        return merge_pages([*reversed(previous_pages), article, *next_pages], complete=is_complete)

    async def _follow_pages(
        self, other_pages: OtherPages | None, url: str, get_next_url: Callable[[OtherPages], str | None]
    ) -> tuple[list[Article], bool]:
        """The articles of the pages in one direction, and whether these are all pages."""
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
        """The article of another page and the pages that it links; None, with a warning, if it cannot be read."""
        try:
            return await self.pool.extract_with_other_pages(build_page(await self._download(url), FeedMetadata()))
        except NewscrawlError as error:
            logger.warning("%s: a page of an article is left out: %s", escape_for_log(url), escape_for_log(error))
            return None

    async def _download(self, url: str) -> Response:
        """The response for a URL.

        :raises NewscrawlError: the URL cannot be fetched.
        """
        if self.crawler.engine is None:
            raise FetchFailed("the crawl is over", reason="fetch_failed")
        try:
            request = Request(url, meta={FURTHER_PAGE_META_KEY: True}, dont_filter=True)
            response = await self.crawler.engine.download_async(request)
        except DOWNLOAD_ERRORS as error:
            raise build_fetch_error(error) from None
        if response.status != HTTPStatus.OK:
            raise build_fetch_error(HttpError(response))
        return response
