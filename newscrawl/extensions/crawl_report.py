"""The report of a run as a JSON file: all counts, the problems, and how each site was requested."""

from __future__ import annotations

import logging
import os
import platform
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec
from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from newscrawl.downloader import SiteDownloader, SiteThrottle
from newscrawl.exit_codes import get_exit_status, get_finish_reason
from newscrawl.extensions.crawl_stats import CrawlStatsExtension, build_crawl_stats
from newscrawl.extensions.signal_handler import SignalHandler
from newscrawl.outputs.file_names import sanitize_file_name
from newscrawl.text import escape_for_log
from newscrawl.version import __version__

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_LIBRARIES = ("scrapy", "trafilatura", "lxml")
_MAX_SITES = 50


class ReportWriter:
    """Writes the report of a run at its end; logs the counts on SIGUSR1 and when the crawl begins to stop.

    The report is a JSON file. It contains the counts of `newscrawl.extensions.crawl_stats.CrawlStats`; `spider`,
    `started`, `finished`, `seconds` and `finish_reason`; `exit_code` and `message`, as `scrapy crawl` ends with them;
    `problems`, the first 100; `sites` and `others` (`SiteStats`); `versions`. A run that is killed leaves the report of
    the run before. A run that a second signal ended writes its own.

    Setting: ``NEWSCRAWL_REPORT``, the path of the file, in which ``%(spider)s`` is the name of the spider. If it is not
    set, the file is ``report-%(spider)s.json`` in the folder ``NEWSCRAWL_STATE``, if there is one. If it is empty, no
    report is written.
    """

    def __init__(self, crawler: Crawler, path: Path | None) -> None:
        self._crawler = crawler
        self._path = path
        self._started = datetime.now(UTC)
        self._started_monotonic = time.monotonic()
        self._poll_loop: AsyncioLoopingCall | LoopingCall | None = None
        self._signal_handler = SignalHandler("SIGUSR1", self._log_counts)
        self._written = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find the path of the report, and connect the writer to the start and the end of the crawl."""
        settings, spider = crawler.settings, crawler.spider or crawler.spidercls
        path = settings.get("NEWSCRAWL_REPORT")
        if path is None and settings.get("NEWSCRAWL_STATE"):
            path = Path(settings["NEWSCRAWL_STATE"], "report-%(spider)s.json")
        report_path = Path(str(path).replace("%(spider)s", sanitize_file_name(spider.name))) if path else None
        writer = cls(crawler, report_path)
        crawler.signals.connect(writer._spider_opened, signals.spider_opened)
        crawler.signals.connect(writer._spider_closed, signals.spider_closed)
        return writer

    def write(self, reason: str | None) -> None:
        """Write the report; only the first call does so, because later calls know less.

        :param reason: the finish reason; None if Scrapy did not end the run itself.
        """
        if self._path and not self._written:
            self._written = True
            self._write_file(self._path, msgspec.json.format(msgspec.json.encode(self.build_report(reason))) + b"\n")

    def build_report(self, reason: str | None) -> dict[str, Any]:
        """The report as a dictionary.

        :param reason: the finish reason; None if Scrapy did not end the run itself.
        """
        stats = self._crawler.stats.get_stats()
        crawl_stats, final_reason = build_crawl_stats(stats), get_finish_reason({**stats, "finish_reason": reason})
        stats_extension = self._crawler.get_extension(CrawlStatsExtension)
        site_stats = self._crawler.get_extension(SiteStats)
        problems = stats_extension.problems if stats_extension else []
        code, message = get_exit_status(crawl_stats, reason=final_reason, problems=problems)
        return {
            "spider": self._crawler.spidercls.name,
            "started": self._started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._started_monotonic, 1),
            "finish_reason": final_reason,
            "exit_code": int(code),
            "message": escape_for_log(message) if message else None,
            **asdict(crawl_stats),
            "problems": problems,
            **(site_stats.build_report() if site_stats else {}),
            "versions": {
                "newscrawl": __version__,
                "python": platform.python_version(),
                **{library: version(library) for library in _LIBRARIES},
            },
        }

    def _spider_opened(self) -> None:
        self._signal_handler.install()
        self._poll_loop = create_looping_call(self._check_stopping)
        self._poll_loop.start(_POLL_SECONDS, now=False)

    def _spider_closed(self, reason: str) -> None:
        self._signal_handler.remove()
        if self._poll_loop:
            self._poll_loop.stop()
        self.write(reason)

    def _check_stopping(self) -> None:
        """Log the counts once when the crawl begins to stop: the last requests may take as long as DOWNLOAD_TIMEOUT."""
        if self._poll_loop and not self._crawler.crawling:
            self._poll_loop.stop()
            self._poll_loop = None
            self._log_counts()

    def _log_counts(self) -> None:
        logger.info("Counts so far:\n%s", build_crawl_stats(self._crawler.stats.get_stats()).format_table())

    def _write_file(self, path: Path, report: bytes) -> None:
        partial_path = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial_path.write_bytes(report)
            partial_path.replace(path)
        except OSError as error:
            logger.warning("%s: the report cannot be written: %s", escape_for_log(path), error.strerror)
            with suppress(OSError):
                partial_path.unlink(missing_ok=True)


class SiteStats:
    """Reports what the downloader has counted for each site (`newscrawl.downloader.SiteThrottle`)."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the extension; it only reads, so it connects to no signal."""
        return cls(crawler)

    def build_report(self) -> dict[str, Any]:
        """The 50 sites with the most requests (`sites`), and the sum of all other sites (`others`).

        A site has `requests` (with those for robots.txt and redirects), `bytes` (as received, before decompression),
        `least_gap` (the shortest time in seconds between the starts of two requests; null if there were fewer than
        two), `crawl_delay` (seconds, from its robots.txt and site file; 0 if none), `refusals` (responses 429 and 503),
        `held` (seconds for which it was paused after them) and `left_alone` (blocked after too many of them).
        In `others`, `least_gap` and `crawl_delay` are those of the extreme site, and `left_alone` is a count.
        """
        throttles = SiteDownloader.get(self._crawler).throttles.values()
        ordered = sorted(throttles, key=lambda throttle: (-throttle.request_count, throttle.name))
        busiest, others = ordered[:_MAX_SITES], ordered[_MAX_SITES:]
        return {
            "sites": {
                throttle.name: {**_summarize([throttle]), "left_alone": throttle.is_blocked} for throttle in busiest
            },
            "others": {"sites": len(others), **_summarize(others)},
        }


def _summarize(throttles: Sequence[SiteThrottle]) -> dict[str, Any]:
    gaps = [throttle.min_gap for throttle in throttles if throttle.min_gap is not None]
    return {
        "requests": sum(throttle.request_count for throttle in throttles),
        "bytes": sum(throttle.byte_count for throttle in throttles),
        "least_gap": round(min(gaps), 3) if gaps else None,
        "crawl_delay": max((throttle.min_delay for throttle in throttles), default=0.0),
        "refusals": sum(throttle.throttled_count for throttle in throttles),
        "held": round(sum(throttle.paused_seconds for throttle in throttles), 3),
        "left_alone": sum(throttle.is_blocked for throttle in throttles),
    }
