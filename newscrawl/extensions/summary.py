"""What a run came to, for a person and for a program."""

from __future__ import annotations

import logging
import os
import platform
import time
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import msgspec
from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from newscrawl.core.account import build_crawl_stats
from newscrawl.core.ending import get_exit_status, get_finish_reason
from newscrawl.core.printable import escape_for_log
from newscrawl.extensions.on_signal import SignalHandler
from newscrawl.extensions.receipt import SiteStats
from newscrawl.extensions.run_report import CrawlStatsExtension
from newscrawl.outputs.naming import sanitize_file_name
from newscrawl.version import __version__

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.5
_LIBRARIES = ("scrapy", "trafilatura", "lxml")


class ReportWriter:
    """Logs the counts so far on SIGUSR1 and when the crawl is told to stop, and writes the run's report at its end.

    The report is a JSON file: the counts of `newscrawl.core.account.Account`, which add up; `spider`, `started`,
    `finished`, `seconds`, `get_finish_reason`; `report_result` and `message`, as `scrapy crawl` ends with them;
    `problems`, the
    first hundred; `sites`, as `newscrawl.extensions.receipt` says; `versions`. A run that is killed leaves that of the
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
