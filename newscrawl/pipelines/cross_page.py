"""Furniture and teasers known from other pages of the site."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from newscrawl.boilerplate.cross_page import (
    ArticleFingerprint,
    LinkFingerprint,
    SiteLineStats,
    fingerprint_link,
    remove_repeated_lines,
)
from newscrawl.bylines.vocabulary import get_vocabulary
from newscrawl.exceptions import CrawlStateFailed
from newscrawl.extensions.ledger import links_discovered
from newscrawl.items import Article, Link
from newscrawl.state.cross_page import CrossPageStore
from newscrawl.state.database import StateDatabase
from newscrawl.workers.pool import get_precomputed_cache
from newscrawl.workers.precomputed import PrecomputedCache

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

_LINK_BATCH_SIZE = 200
_ARTICLE_BATCH_SIZE = 16
"""Articles that are learned in one transaction, once the crawl has seen some hundred: at first each counts at once."""


class CrossPagePipeline:
    """Remembers each article, and cuts from it what other articles of its site have shown to be none of its text.

    Settings: ``NEWSCRAWL_SITE_MEMORY_ENABLED`` (default: True) and ``NEWSCRAWL_STATE``, the folder in which the memory
    is kept; without one there is none.

    Stats: ``newscrawl/site_memory/articles`` (which lost a line), ``newscrawl/site_memory/cut/<reason>``.

    If the memory fails while a crawl runs, that is logged once, and the crawl goes on without it.
    """

    def __init__(self, database: StateDatabase, stats: StatsCollector, precomputed_cache: PrecomputedCache) -> None:
        self._database = database
        self._store: CrossPageStore | None = CrossPageStore(database)
        self._stats = stats
        self._precomputed_cache = precomputed_cache
        self._link_fingerprints: list[LinkFingerprint] = []
        self._fingerprints: list[ArticleFingerprint] = []
        self._article_count = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the memory, and listen to the links that spiders find.

        :raises NotConfigured: it is switched off.
        :raises StateFailed: it cannot be opened.
        """
        state_dir = crawler.settings.get("NEWSCRAWL_STATE")
        if not crawler.settings.getbool("NEWSCRAWL_SITE_MEMORY_ENABLED") or not state_dir:
            raise NotConfigured  # with a message, Scrapy would warn of it at every start
        get_vocabulary()  # which takes 50 ms to read, and is needed when the first line is known: not then
        pipeline = cls(StateDatabase(state_dir), crawler.stats, get_precomputed_cache(crawler))
        crawler.signals.connect(pipeline.links_discovered, signal=links_discovered)
        return pipeline

    def links_discovered(self, links: Sequence[Link]) -> None:
        """Links were found: their texts may be the headlines of what they lead to."""
        if self._store:
            self._link_fingerprints.extend(filter(None, map(fingerprint_link, links)))
        if len(self._link_fingerprints) >= _LINK_BATCH_SIZE:
            self._flush()

    def process_item(self, item: Article) -> Article:
        """The article without what is known to be none of its text."""
        article_fingerprint = self._precomputed_cache.take_fingerprint(item) if self._store else None
        line_stats = self._store_and_query(article_fingerprint) if article_fingerprint else None
        if article_fingerprint is None or line_stats is None:
            return item
        cleaned = remove_repeated_lines(item, article_fingerprint, line_stats)
        for removal in cleaned.removed[len(item.removed) :]:
            self._stats.inc_value(f"newscrawl/site_memory/cut/{removal.reason}")
        if cleaned is not item:
            self._stats.inc_value("newscrawl/site_memory/articles")
        return cleaned

    def close_spider(self) -> None:
        """Keep the last articles and links."""
        self._flush()
        self._database.close()

    def _store_and_query(self, article_fingerprint: ArticleFingerprint) -> SiteLineStats | None:
        """Remember an article, and ask what others say of it."""
        self._article_count += 1
        self._fingerprints.append(article_fingerprint)
        if len(self._fingerprints) >= min(_ARTICLE_BATCH_SIZE, 1 + self._article_count // _ARTICLE_BATCH_SIZE):
            self._flush()
        try:
            return self._store.get_line_stats(article_fingerprint) if self._store else None
        except CrawlStateFailed as error:
            self._disable(error)
            return None

    def _flush(self) -> None:
        try:
            if self._store and (self._fingerprints or self._link_fingerprints):
                self._store.add(self._fingerprints, self._link_fingerprints)
        except CrawlStateFailed as error:
            self._disable(error)
        self._fingerprints.clear()
        self._link_fingerprints.clear()

    def _disable(self, error: CrawlStateFailed) -> None:
        logger.error("Site memory is off for the rest of this crawl: %s", error)
        self._store = None
