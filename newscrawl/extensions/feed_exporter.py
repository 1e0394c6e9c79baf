"""Scrapy's own feeds (`-o`, `-O`, FEEDS), which must not go on in silence when they can no longer be written."""

from __future__ import annotations

import errno
import logging
from typing import Any

from scrapy import Spider
from scrapy.extensions.feedexport import FeedExporter
from scrapy.utils.defer import deferred_from_coro

from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.text import escape_for_log

logger = logging.getLogger(__name__)


class StrictFeedExporter(FeedExporter):
    """Ends the crawl with ``write_error`` or ``disk_full`` at the first article that a feed cannot take.

    Scrapy logs a traceback an article instead, crawls on, and ends with exit code 0. Its feeds write in blocks, so that
    articles counted before may be missing, too: `NEWSCRAWL_OUTPUT` is the file that is whole at any moment.
    """

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export the item, and stop where that fails."""
        try:
            super().item_scraped(item, spider)
        except OSError as error:
            self._abort_crawl(error)

    def _abort_crawl(self, error: OSError) -> None:
        stats = self.crawler.stats
        if not stats.get_value("feedexport/failed_count/item"):
            problem = f"{escape_for_log(', '.join(self.feeds))}: cannot be written: {error.strerror or error}"
            logger.error("%s", problem)
            if stats_extension := self.crawler.get_extension(CrawlStatsExtension):
                stats_extension.problems.insert(0, problem)
            if self.crawler.engine is not None:
                reason = "disk_full" if error.errno == errno.ENOSPC else "write_error"
                deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))
        stats.inc_value("feedexport/failed_count/item")
