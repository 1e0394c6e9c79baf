"""How far a crawl is, for whoever watches."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from newscrawl.extensions.crawl_stats import build_crawl_stats

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_UPDATE_SECONDS = 0.5


class Progress:
    """A line on standard error while a crawl runs, on a terminal only; nothing of it stays, and no log holds it.

    It counts addresses that came to an end, of those discovered so far. Commands that print their articles have none.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        self._spider_name = crawler.spidercls.name
        self._exit_stack = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the run's beginning and end.

        :raises NotConfigured: nobody watches, or articles go nowhere but to standard output.
        """
        settings = crawler.settings
        has_output_file = settings.get("NEWSCRAWL_OUTPUT") or settings.getpriority("NEWSCRAWL_OUTPUT") is None
        if not sys.stderr.isatty() or not (has_output_file or settings.getdict("FEEDS")):
            raise NotConfigured  # with a message, Scrapy would warn of it at every start
        progress = cls(crawler)
        crawler.signals.connect(progress._spider_opened, signals.spider_opened)
        crawler.signals.connect(progress._spider_closed, signals.spider_closed)
        return progress

    def _spider_opened(self) -> None:
        bar = self._exit_stack.enter_context(
            _UnmonitoredTqdm(desc=self._spider_name, total=0, unit="", leave=False, dynamic_ncols=True)
        )
        self._exit_stack.enter_context(logging_redirect_tqdm())  # log lines on the same terminal stay whole
        update_loop = create_looping_call(self._update, bar)
        self._exit_stack.callback(update_loop.stop)
        update_loop.start(_UPDATE_SECONDS)

    def _update(self, bar: tqdm) -> None:
        crawl_stats = build_crawl_stats(self._stats.get_stats())
        bar.total, bar.n = crawl_stats.discovered, crawl_stats.outcome_count
        failed = sum(crawl_stats.failed.values())
        bar.set_postfix_str(f"{crawl_stats.written} written, {failed} failed, {crawl_stats.pending} pending")

    def _spider_closed(self) -> None:
        self._exit_stack.close()


class _UnmonitoredTqdm(tqdm):  # type: ignore[misc]  # tqdm has no types
    """Draws itself when it is told to, and needs no thread that watches over it."""

    monitor_interval = 0
