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

from newscrawl.core.account import account_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_SECONDS_A_STEP = 0.5


class Progress:
    """A line on standard error while a crawl runs, on a terminal only; nothing of it stays, and no log holds it.

    It counts addresses that came to an end, of those discovered so far. Commands that print their articles have none.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        self._name = crawler.spidercls.name
        self._shown = ExitStack()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the run's beginning and end.

        :raises NotConfigured: nobody watches, or articles go nowhere but to standard output.
        """
        settings = crawler.settings
        writes = settings.get("NEWSCRAWL_OUTPUT") or settings.getpriority("NEWSCRAWL_OUTPUT") is None
        if not sys.stderr.isatty() or not (writes or settings.getdict("FEEDS")):
            raise NotConfigured  # with a message, Scrapy would warn of it at every start
        progress = cls(crawler)
        crawler.signals.connect(progress._spider_opened, signals.spider_opened)
        crawler.signals.connect(progress._spider_closed, signals.spider_closed)
        return progress

    def _spider_opened(self) -> None:
        line = self._shown.enter_context(_Line(desc=self._name, total=0, unit="", leave=False, dynamic_ncols=True))
        self._shown.enter_context(logging_redirect_tqdm())  # log lines on the same terminal stay whole
        step = create_looping_call(self._step, line)
        self._shown.callback(step.stop)
        step.start(_SECONDS_A_STEP)

    def _step(self, line: tqdm) -> None:
        account = account_of(self._stats.get_stats())
        line.total, line.n = account.discovered, account.ended
        failed = sum(account.failed.values())
        line.set_postfix_str(f"{account.written} written, {failed} failed, {account.pending} pending")

    def _spider_closed(self) -> None:
        self._shown.close()


class _Line(tqdm):  # type: ignore[misc]  # tqdm has no types
    """Draws itself when it is told to, and needs no thread that watches over it."""

    monitor_interval = 0
