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

from newscrawl.core.account import account_of
from newscrawl.core.ending import ending, finish_reason
from newscrawl.core.printable import printable
from newscrawl.extensions.on_signal import OnSignal
from newscrawl.extensions.receipt import Receipt
from newscrawl.extensions.run_report import RunReport
from newscrawl.outputs.naming import file_part
from newscrawl.version import __version__

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_SECONDS_A_LOOK = 0.5
_LIBRARIES = ("scrapy", "trafilatura", "lxml")


class Summary:
    """Logs the counts so far on SIGUSR1 and when the crawl is told to stop, and writes the run's report at its end.

    The report is a JSON file: the counts of `newscrawl.core.account.Account`, which add up; `spider`, `started`,
    `finished`, `seconds`, `finish_reason`; `exit_code` and `message`, as `scrapy crawl` ends with them; `problems`, the
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
        self._clock = time.monotonic()
        self._watch: AsyncioLoopingCall | LoopingCall | None = None
        self._asked = OnSignal("SIGUSR1", self._tell_so_far)
        self._written = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find where the report goes, and listen to the run's beginning and end."""
        settings, spider = crawler.settings, crawler.spider or crawler.spidercls
        path = settings.get("NEWSCRAWL_REPORT")
        if path is None and settings.get("NEWSCRAWL_STATE"):
            path = Path(settings["NEWSCRAWL_STATE"], "report-%(spider)s.json")
        filled = Path(str(path).replace("%(spider)s", file_part(spider.name))) if path else None
        summary = cls(crawler, filled)
        crawler.signals.connect(summary._spider_opened, signals.spider_opened)
        crawler.signals.connect(summary._spider_closed, signals.spider_closed)
        return summary

    def as_dict(self, reason: str | None) -> dict[str, Any]:
        """The report of a run that ended so; None is a run that Scrapy did not bring to its end."""
        stats = self._crawler.stats.get_stats()
        account, why = account_of(stats), finish_reason({**stats, "finish_reason": reason})
        report, receipt = self._crawler.get_extension(RunReport), self._crawler.get_extension(Receipt)
        problems = report.problems if report else []
        code, message = ending(account, reason=why, problems=problems)
        return {
            "spider": self._crawler.spidercls.name,
            "started": self._started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._clock, 1),
            "finish_reason": why,
            "exit_code": int(code),
            "message": printable(message) if message else None,
            **asdict(account),
            "problems": problems,
            **(receipt.as_dict() if receipt else {}),
            "versions": {
                "newscrawl": __version__,
                "python": platform.python_version(),
                **{name: version(name) for name in _LIBRARIES},
            },
        }

    def _spider_opened(self) -> None:
        self._asked.listen()
        self._watch = create_looping_call(self._look)
        self._watch.start(_SECONDS_A_LOOK, now=False)

    def _look(self) -> None:
        """What is under way when a crawl is told to stop may take as long as DOWNLOAD_TIMEOUT."""
        if self._watch and not self._crawler.crawling:
            self._watch.stop()
            self._watch = None
            self._tell_so_far()

    def _tell_so_far(self) -> None:
        logger.info("Counts so far:\n%s", account_of(self._crawler.stats.get_stats()).table())

    def _spider_closed(self, reason: str) -> None:
        self._asked.ignore()
        if self._watch:
            self._watch.stop()
        self.write(reason)

    def write(self, reason: str | None) -> None:
        """Write the report, once: what calls after Scrapy has done so knows less."""
        if self._path and not self._written:
            self._written = True
            self._write(self._path, msgspec.json.format(msgspec.json.encode(self.as_dict(reason))) + b"\n")

    def _write(self, path: Path, report: bytes) -> None:
        partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(report)
            partial.replace(path)
        except OSError as error:
            logger.warning("%s: the report cannot be written: %s", printable(path), error.strerror)
            with suppress(OSError):
                partial.unlink(missing_ok=True)
