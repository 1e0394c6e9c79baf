"""Removal of boilerplate and teasers that other articles of the site have."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from newscrawl.boilerplate.cross_page import SiteLineStats, remove_repeated_lines
from newscrawl.boilerplate.fingerprint import ArticleFingerprint, LinkFingerprint, fingerprint_link
from newscrawl.bylines.vocabulary import get_vocabulary
from newscrawl.exceptions import CrawlStateFailed
from newscrawl.extensions.ledger import LedgerExtension, links_discovered
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
"""Links that are stored in one transaction."""
_ARTICLE_BATCH_SIZE = 16
"""Articles that are stored in one transaction after the first 240; before, the batches grow from one article."""


class CrossPagePipeline:
    """Adds each article to the memory of its site, and removes lines from it that other articles of the site have.

    Settings: ``NEWSCRAWL_SITE_MEMORY_ENABLED`` (default: True) and ``NEWSCRAWL_STATE``, the folder of the state
    database with the memory; without a folder, the pipeline is off.

    Stats: ``newscrawl/site_memory/articles`` (that lost a line), ``newscrawl/site_memory/cut/<reason>``.

    What is learned from links and articles is written by the ledger, together with them: so a crawl that is killed and
    started again learns the same in the same order. Without a ledger on the disk, the pipeline writes it itself.

    If the database fails during a crawl, that is logged once, and the crawl goes on without the memory.
    """

    def __init__(
        self,
        database: StateDatabase,
        stats: StatsCollector,
        precomputed_cache: PrecomputedCache,
        crawler: Crawler | None = None,
    ) -> None:
        self._crawler = crawler
        self._database = database
        self._store: CrossPageStore | None = CrossPageStore(database)
        self._stats = stats
        self._precomputed_cache = precomputed_cache
        self._link_fingerprints: list[LinkFingerprint] = []
        self._fingerprints: list[ArticleFingerprint] = []
        self._article_count = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the state database, and connect to the signal for discovered links.

        :raises NotConfigured: the pipeline is off.
        :raises CrawlStateFailed: the database cannot be opened.
        """
        state_dir = crawler.settings.get("NEWSCRAWL_STATE")
        if not crawler.settings.getbool("NEWSCRAWL_SITE_MEMORY_ENABLED") or not state_dir:
            raise NotConfigured  # with a message, Scrapy would warn of it at every start
        get_vocabulary()  # loading it takes 50 ms: better now than when the first repeated line is found
        pipeline = cls(StateDatabase(state_dir), crawler.stats, get_precomputed_cache(crawler), crawler)
        crawler.signals.connect(pipeline.links_discovered, signal=links_discovered)
        return pipeline

    def links_discovered(self, links: Sequence[Link]) -> None:
        """Store the texts of discovered links: they may be the headlines of the linked articles."""
        ledger = self._get_ledger()
        if self._store and not (ledger and ledger.ledger.has_memory):
            self._link_fingerprints.extend(filter(None, map(fingerprint_link, links)))
        if len(self._link_fingerprints) >= _LINK_BATCH_SIZE:
            self._flush()

    def process_item(self, item: Article) -> Article:
        """The article without the lines that its site repeats and the headlines of other articles."""
        fingerprint = self._precomputed_cache.take_fingerprint(item) if self._store else None
        line_stats = self._store_and_query(item, fingerprint) if fingerprint else None
        if fingerprint is None or line_stats is None:
            return item
        cleaned = remove_repeated_lines(item, fingerprint, line_stats)
        for removal in cleaned.removed[len(item.removed) :]:
            self._stats.inc_value(f"newscrawl/site_memory/cut/{removal.reason}")
        if cleaned is not item:
            self._stats.inc_value("newscrawl/site_memory/articles")
        return cleaned

    def close_spider(self) -> None:
        """Store the last articles and links."""
        self._flush()
        self._database.close()

    def _store_and_query(self, item: Article, fingerprint: ArticleFingerprint) -> SiteLineStats | None:
        """Store an article, or let the ledger do so, and look up its lines; None if the database fails."""
        ledger = self._get_ledger()
        try:
            if self._store is None:
                return None
            if ledger and ledger.set_fingerprint(item, fingerprint, is_known=self._store.has_article(fingerprint)):
                uncommitted = ledger.get_uncommitted_fingerprints(fingerprint.site)
                return self._store.get_line_stats(fingerprint, uncommitted)
            self._add_to_batch(fingerprint)
            return self._store.get_line_stats(fingerprint) if self._store else None
        except CrawlStateFailed as error:
            self._disable(error)
            return None

    def _add_to_batch(self, fingerprint: ArticleFingerprint) -> None:
        self._article_count += 1
        self._fingerprints.append(fingerprint)
        if len(self._fingerprints) >= min(_ARTICLE_BATCH_SIZE, 1 + self._article_count // _ARTICLE_BATCH_SIZE):
            self._flush()

    def _get_ledger(self) -> LedgerExtension | None:
        return self._crawler.get_extension(LedgerExtension) if self._crawler else None

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
