"""Furniture and teasers known from other pages of the site."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from newscrawl.article import Article, Link
from newscrawl.core.memory.sitememory import Known, without_known_furniture
from newscrawl.core.memory.sitetrace import LinkTrace, Trace, trace_of_link
from newscrawl.core.names.vocabulary import vocabulary
from newscrawl.errors import StateFailed
from newscrawl.extensions.crawl_ledger import links_found
from newscrawl.extensions.extraction_pool import foresight_of
from newscrawl.extensions.foresight import Foresight
from newscrawl.state.database import StateDatabase
from newscrawl.state.sitememory import SiteMemory

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

_LINKS_AT_ONCE = 200
_ARTICLES_AT_ONCE = 16
"""Articles that are learned in one transaction, once the crawl has seen some hundred: at first each counts at once."""


class SiteMemoryPipeline:
    """Remembers each article, and cuts from it what other articles of its site have shown to be none of its text.

    Settings: ``NEWSCRAWL_SITE_MEMORY_ENABLED`` (default: True) and ``NEWSCRAWL_STATE``, the folder in which the memory
    is kept; without one there is none.

    Stats: ``newscrawl/site_memory/articles`` (which lost a line), ``newscrawl/site_memory/cut/<reason>``.

    If the memory fails while a crawl runs, that is logged once, and the crawl goes on without it.
    """

    def __init__(self, database: StateDatabase, stats: StatsCollector, foresight: Foresight) -> None:
        self._database = database
        self._memory: SiteMemory | None = SiteMemory(database)
        self._stats = stats
        self._foresight = foresight
        self._links: list[LinkTrace] = []
        self._traces: list[Trace] = []
        self._seen = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the memory, and listen to the links that spiders find.

        :raises NotConfigured: it is switched off.
        :raises StateFailed: it cannot be opened.
        """
        folder = crawler.settings.get("NEWSCRAWL_STATE")
        if not crawler.settings.getbool("NEWSCRAWL_SITE_MEMORY_ENABLED") or not folder:
            raise NotConfigured  # with a message, Scrapy would warn of it at every start
        vocabulary()  # which takes 50 ms to read, and is needed when the first line is known: not then
        pipeline = cls(StateDatabase(folder), crawler.stats, foresight_of(crawler))
        crawler.signals.connect(pipeline.links_found, signal=links_found)
        return pipeline

    def links_found(self, links: Sequence[Link]) -> None:
        """Links were found: their texts may be the headlines of what they lead to."""
        if self._memory:
            self._links.extend(filter(None, map(trace_of_link, links)))
        if len(self._links) >= _LINKS_AT_ONCE:
            self._learn()

    def process_item(self, item: Article) -> Article:
        """The article without what is known to be none of its text."""
        trace = self._foresight.trace(item) if self._memory else None
        known = self._known(trace) if trace else None
        if trace is None or known is None:
            return item
        cleaned = without_known_furniture(item, trace, known)
        for removal in cleaned.removed[len(item.removed) :]:
            self._stats.inc_value(f"newscrawl/site_memory/cut/{removal.reason}")
        if cleaned is not item:
            self._stats.inc_value("newscrawl/site_memory/articles")
        return cleaned

    def close_spider(self) -> None:
        """Keep the last articles and links."""
        self._learn()
        self._database.close()

    def _known(self, trace: Trace) -> Known | None:
        """Remember an article, and ask what others say of it."""
        self._seen += 1
        self._traces.append(trace)
        if len(self._traces) >= min(_ARTICLES_AT_ONCE, 1 + self._seen // _ARTICLES_AT_ONCE):
            self._learn()
        try:
            return self._memory.recall(trace) if self._memory else None
        except StateFailed as error:
            self._do_without(error)
            return None

    def _learn(self) -> None:
        try:
            if self._memory and (self._traces or self._links):
                self._memory.learn(self._traces, self._links)
        except StateFailed as error:
            self._do_without(error)
        self._traces.clear()
        self._links.clear()

    def _do_without(self, error: StateFailed) -> None:
        logger.error("Site memory is off for the rest of this crawl: %s", error)
        self._memory = None
