"""Scrapy's own feeds (`-o`, `-O`, FEEDS), changed so that a write error ends the crawl."""

from __future__ import annotations

import errno
import logging
from typing import Any

from scrapy import Spider
from scrapy.extensions.feedexport import FeedExporter

from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.extensions.crawler import stop_crawl
from newscrawl.text import escape_for_log

logger = logging.getLogger(__name__)


class StrictFeedExporter(FeedExporter):
    """Ends the crawl with ``write_error`` or ``disk_full`` at the first article that a feed cannot write.

    Scrapy itself logs a traceback for each article, continues, and ends with exit code 0. Its feeds write in blocks, so
    articles that were counted before may be missing, too. Only the file of `NEWSCRAWL_OUTPUT` is complete at any time.
    """

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Export the item; if that fails, stop the crawl."""
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
            stop_crawl(self.crawler, "disk_full" if error.errno == errno.ENOSPC else "write_error")
        stats.inc_value("feedexport/failed_count/item")
