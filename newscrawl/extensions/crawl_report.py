"""What a run came to, for a person and for a program.

The receipt of a run: what each site was asked for, and how politely.

A signal of the system that several crawls of a process may listen to.
"""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Self

import msgspec
from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from newscrawl.downloader import SiteDownloader, SiteThrottle
from newscrawl.exit_codes import get_exit_status, get_finish_reason
from newscrawl.extensions.crawl_stats import CrawlStatsExtension, build_crawl_stats
from newscrawl.outputs.file_names import sanitize_file_name
from newscrawl.text import escape_for_log
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

_MAX_SITES = 50


class SiteStats:
    """Reads the account that the downloader keeps of every site."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Any time will do: the account is kept elsewhere."""
        return cls(crawler)

    def build_report(self) -> dict[str, Any]:
        """The fifty sites that were asked most, and all others as one.

        A site has `requests` (robots.txt and redirects among them), `bytes` (as they came), `min_gap` (the shortest
        time in seconds between the beginnings of two requests; null with fewer than two), `crawl_delay` (what its
        robots.txt asked for; 0 if nothing), `refusals` (answers of 429 and 503), `held` (seconds that it was not asked
        for that reason) and `is_blocked` (it refused too often). `others` adds up, and has the shortest gap of all.
        """
        throttles = SiteDownloader.get(self._crawler).throttles.values()
        ordered = sorted(throttles, key=lambda throttle: (-throttle.request_count, throttle.name))
        busiest, others = ordered[:_MAX_SITES], ordered[_MAX_SITES:]
        return {
            "sites": {site.name: _summarize([site]) for site in busiest},
            "others": _summarize(others, with_site_count=True),
        }


def _summarize(throttles: Iterable[SiteThrottle], *, with_site_count: bool = False) -> dict[str, Any]:
    throttle_list = [*throttles]
    gaps = [throttle.min_gap for throttle in throttle_list if throttle.min_gap is not None]
    return {
        **({"sites": len(throttle_list)} if with_site_count else {}),
        "requests": sum(site.request_count for site in throttle_list),
        "bytes": sum(site.byte_count for site in throttle_list),
        "least_gap": round(min(gaps), 3) if gaps else None,
        "crawl_delay": max((site.min_delay for site in throttle_list), default=0.0),
        "refusals": sum(site.throttled_count for site in throttle_list),
        "held": round(sum(site.paused_seconds for site in throttle_list), 3),
        "left_alone": sum(site.is_blocked for site in throttle_list)
        if with_site_count
        else throttle_list[0].is_blocked,
    }


class SignalHandler:
    """Calls back when a signal comes, in the crawl's own thread, and lets whoever listened before hear it, too.

    :param name: such as SIGUSR1; where the system has none of that name, nothing is ever heard.
    """

    def __init__(self, signal_name: str, callback: Callable[[], None]) -> None:
        self._signal_number = getattr(signal, signal_name, None)
        self._callback = callback
        self._previous_handler: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def install(self) -> None:
        """Begin; outside the main thread, where Python hears no signals, nothing happens."""
        if self._signal_number is None:
            return
        self._loop = asyncio.get_running_loop()
        try:
            self._previous_handler = signal.signal(self._signal_number, self._handle)
        except ValueError:
            self._loop = None

    def remove(self) -> None:
        """End, and leave things as they were, unless another has begun to listen since: that one goes on."""
        own_handler, self._callback = self._handle, _do_nothing
        if (
            self._loop is not None
            and self._signal_number is not None
            and signal.getsignal(self._signal_number) == own_handler
        ):
            signal.signal(self._signal_number, self._previous_handler)

    def _handle(self, signal_number: int, frame: FrameType | None) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._callback)
        if callable(self._previous_handler):
            self._previous_handler(signal_number, frame)


def _do_nothing() -> None:
    """What is called when the crawl that listened is over."""


logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_LIBRARIES = ("scrapy", "trafilatura", "lxml")


class ReportWriter:
    """Logs the counts so far on SIGUSR1 and when the crawl is told to stop, and writes the run's report at its end.

    The report is a JSON file: the counts of `newscrawl.extensions.crawl_stats.Account`, which add up; `spider`,
    `started`,
    `finished`, `seconds`, `get_finish_reason`; `report_result` and `message`, as `scrapy crawl` ends with them;
    `problems`, the
    first hundred; `sites`, as `newscrawl.extensions.crawl_report` says; `versions`. A run that is killed leaves that
    of the
    run before; one that a second signal ended has its own.

    Setting: ``NEWSCRAWL_REPORT``, the file's path, in which ``%(spider)s`` stands for the spider's name. Where it is
    not set, it is ``report-%(spider)s.json`` in the folder ``NEWSCRAWL_STATE``, if there is one; set to nothing, there
    is none.
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
        """Find where the report goes, and listen to the run's beginning and end."""
        settings, spider = crawler.settings, crawler.spider or crawler.spidercls
        path = settings.get("NEWSCRAWL_REPORT")
        if path is None and settings.get("NEWSCRAWL_STATE"):
            path = Path(settings["NEWSCRAWL_STATE"], "report-%(spider)s.json")
        report_path = Path(str(path).replace("%(spider)s", sanitize_file_name(spider.name))) if path else None
        writer = cls(crawler, report_path)
        crawler.signals.connect(writer._spider_opened, signals.spider_opened)
        crawler.signals.connect(writer._spider_closed, signals.spider_closed)
        return writer

    def build_report(self, reason: str | None) -> dict[str, Any]:
        """The report of a run that ended so; None is a run that Scrapy did not bring to its end."""
        stats = self._crawler.stats.get_stats()
        crawl_stats, final_reason = build_crawl_stats(stats), get_finish_reason({**stats, "finish_reason": reason})
        stats_extension, site_stats = (
            self._crawler.get_extension(CrawlStatsExtension),
            self._crawler.get_extension(SiteStats),
        )
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

    def _check_stopping(self) -> None:
        """What is under way when a crawl is told to stop may take as long as DOWNLOAD_TIMEOUT."""
        if self._poll_loop and not self._crawler.crawling:
            self._poll_loop.stop()
            self._poll_loop = None
            self._log_counts()

    def _log_counts(self) -> None:
        logger.info("Counts so far:\n%s", build_crawl_stats(self._crawler.stats.get_stats()).format_table())

    def _spider_closed(self, reason: str) -> None:
        self._signal_handler.remove()
        if self._poll_loop:
            self._poll_loop.stop()
        self.write(reason)

    def write(self, reason: str | None) -> None:
        """Write the report, once: what calls after Scrapy has done so knows less."""
        if self._path and not self._written:
            self._written = True
            self._write_file(self._path, msgspec.json.format(msgspec.json.encode(self.build_report(reason))) + b"\n")

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
