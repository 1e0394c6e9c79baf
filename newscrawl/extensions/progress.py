"""A progress line on the terminal while a crawl runs."""

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
from newscrawl.extensions.setting_values import get_output_template

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_UPDATE_SECONDS = 0.5


class Progress:
    """Shows on standard error how many of the discovered URLs have an outcome; the line is removed at the end.

    It works on a terminal only, never writes to a log file, and is off for commands that print their articles.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        self._spider_name = crawler.spidercls.name
        self._exit_stack = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the extension and connect it to the start and the end of the crawl.

        :raises NotConfigured: standard error is not a terminal, or articles are written to standard output only.
        """
        settings = crawler.settings
        if not sys.stderr.isatty() or not (get_output_template(settings) or settings.getdict("FEEDS")):
            raise NotConfigured  # without a message: Scrapy would log it as a warning at every start
        progress = cls(crawler)
        crawler.signals.connect(progress._spider_opened, signals.spider_opened)
        crawler.signals.connect(progress._spider_closed, signals.spider_closed)
        return progress

    def _spider_opened(self) -> None:
        bar = self._exit_stack.enter_context(
            _UnmonitoredTqdm(desc=self._spider_name, total=0, unit="", leave=False, dynamic_ncols=True)
        )
        self._exit_stack.enter_context(logging_redirect_tqdm())  # keeps log lines on the same terminal intact
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
    """A progress bar without tqdm's monitor thread: `_update` redraws it regularly."""

    monitor_interval = 0
