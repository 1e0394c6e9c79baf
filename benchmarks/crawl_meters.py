"""Extensions that watch a crawl from inside: how long its reactor keeps others waiting, and what memory it holds."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psutil
from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from benchmarks.measure import percentile

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_TICK = 0.005
_MEGABYTE = 2**20


class Meters:
    """Writes pages, seconds, processor seconds of the crawling process, reactor lag in ms, and memory in MB.

    Settings: ``BENCHMARK_METERS``, the JSON file, and ``BENCHMARK_MARKS``, the numbers of pages after which memory is
    measured. The lag is how much later than asked for a call of every five milliseconds comes.
    """

    def __init__(self, crawler: Crawler, out: Path, marks: list[int]) -> None:
        self._crawler = crawler
        self._out = out
        self._marks = marks
        self._memory: dict[str, Any] = {}
        self._lags: list[float] = []
        self._pages = 0
        self._first = 0.0
        self._cpu = 0.0
        self._due = 0.0
        self._ticking = create_looping_call(self._tick)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the crawl."""
        settings = crawler.settings
        meters = cls(crawler, Path(settings["BENCHMARK_METERS"]), [*map(int, settings.getlist("BENCHMARK_MARKS"))])
        crawler.signals.connect(meters._opened, signals.spider_opened)
        crawler.signals.connect(meters._received, signals.response_received)
        crawler.signals.connect(meters._closed, signals.spider_closed)
        return meters

    def _opened(self) -> None:
        self._first = time.perf_counter()
        self._cpu = time.process_time()
        self._due = self._first + _TICK
        self._ticking.start(_TICK, now=False)

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._pages:  # what comes before is the start of worker processes
            self._lags.append(1000 * max(0.0, now - self._due))
        self._due = now + _TICK

    def _received(self) -> None:
        """Of two pages that are one article, only one is written, and both cost time: so pages are counted."""
        self._pages += 1
        if self._pages in self._marks:
            self._memory[str(self._pages)] = _memory()

    def _closed(self) -> None:
        self._ticking.stop()
        lags = self._lags or [0.0]
        found = {
            "pages": self._pages,
            "seconds": time.perf_counter() - self._first,
            "cpu": time.process_time() - self._cpu,
            "lag_p99": percentile(lags, 0.99),
            "lag_max": max(lags),
            "memory": self._memory,
        }
        self._out.write_text(json.dumps(found), encoding="utf-8")


def _memory() -> dict[str, float]:
    """Resident megabytes of this process and of the largest of its descendants, none of which is the fork server."""
    own = psutil.Process()
    workers = [child.memory_info().rss for child in own.children(recursive=True)]
    return {"parent": own.memory_info().rss / _MEGABYTE, "worker": max(workers, default=0) / _MEGABYTE}
