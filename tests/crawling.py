"""Real crawls for tests: in this process, or as a command in a process of its own."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from newscrawl.extensions.crawl_report import SiteStats
from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.items import Article

ROOT = Path(__file__).parent.parent

MAX_WAIT_SECONDS = 300.0
"""After so many seconds, a test that waits for an event fails. It only ends a test that would hang, so it is long: the
machine may be busy."""
_POLL_SECONDS = 0.02

TEST_SETTINGS: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0,  # a server on the loopback interface needs no politeness
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_ENABLED": False,
    "NEWSCRAWL_PAUSE": 0,
    "NEWSCRAWL_TDMREP_ENABLED": False,  # one request that most tests do not expect
    "NEWSCRAWL_ALLOWED_HOSTS": "127.0.0.1",
    "NEWSCRAWL_WORKERS": 0,
    "NEWSCRAWL_STATE": "",  # no test uses the state of another
}

ASYNCIO_HANDLER = "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"
"""Scrapy's handler without the Twisted reactor: a test runs in an event loop of its own."""


@dataclass(kw_only=True)
class CrawlResult:
    """A crawl in this process, and what it gave."""

    crawler: Crawler
    items: list[Article] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """The problems in its report."""
        extension = self.crawler.get_extension(CrawlStatsExtension)
        assert extension is not None
        return extension.problems

    @property
    def stats(self) -> dict[str, Any]:
        """Newscrawl's own stats, without their prefix."""
        found = self.crawler.stats.get_stats()
        return {
            name.removeprefix("newscrawl/"): value for name, value in found.items() if name.startswith("newscrawl/")
        }

    def site_stats(self, site: str = "127.0.0.1") -> dict[str, Any]:
        """What its report says of a site."""
        extension = self.crawler.get_extension(SiteStats)
        assert extension is not None
        found: dict[str, Any] = extension.build_report()["sites"][site]
        return found

    def add(self, item: Article) -> None:
        """Is called for every item that passes all pipelines."""
        self.items.append(item)


async def crawl(spider: type[Spider], settings: dict[str, Any] | None = None, **arguments: str) -> CrawlResult:
    """Run a spider with newscrawl's settings to its end, and check that every URL has one outcome."""
    used = Settings()
    used.setmodule("newscrawl.settings", priority="project")
    used["DOWNLOAD_HANDLERS"].update({"http": ASYNCIO_HANDLER, "https": ASYNCIO_HANDLER})
    used.setdict(
        {**TEST_SETTINGS, "TWISTED_REACTOR_ENABLED": False, "NEWSCRAWL_OUTPUT": None, **(settings or {})}, "cmdline"
    )
    runner = AsyncCrawlerRunner(used)
    crawler = runner.create_crawler(spider)
    done = CrawlResult(crawler=crawler)
    crawler.signals.connect(done.add, signals.item_scraped)
    async with asyncio.timeout(MAX_WAIT_SECONDS):
        await runner.crawl(crawler, **arguments)
    check_sum(done.stats)
    return done


def check_sum(stats: dict[str, Any]) -> None:
    """Check that every discovered URL is counted in exactly one state."""
    outcomes = [
        value
        for name, value in stats.items()
        if name in {"written", "pending"} or name.startswith(("unchanged/", "refused/", "failed/"))
    ]
    assert stats.get("discovered", 0) == sum(outcomes), stats


@dataclass(frozen=True, kw_only=True)
class Run:
    """A command that has ended: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line on standard error."""
        return self.err.splitlines()[-1] if self.err else ""


def run_scrapy(
    *arguments: str | Path, cwd: Path = ROOT, stdin: bytes = b"", settings: dict[str, Any] | None = None
) -> Run:
    """Run `scrapy …` in a process of its own, and wait for its end."""
    done = subprocess.run(
        scrapy_command(*arguments, settings=settings),
        cwd=cwd,
        env=scrapy_environment(),
        input=stdin,
        capture_output=True,
        timeout=MAX_WAIT_SECONDS,
        check=False,
    )
    return Run(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def scrapy_command(*arguments: str | Path, settings: dict[str, Any] | None = None) -> list[str]:
    """The command line of `scrapy …` with the settings for tests."""
    options = [f"-s{name}={value}" for name, value in {**TEST_SETTINGS, **(settings or {})}.items()]
    return [sys.executable, "-m", "scrapy", *map(str, arguments), *options]


def scrapy_environment() -> dict[str, str]:
    """The environment in which `scrapy` finds this project from every folder."""
    return {**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)}


@contextmanager
def running_process(command: list[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process beside the test, with the options of `Popen`; it does not outlive the block, even if the test fails."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def wait_until(condition: Callable[[], object]) -> None:
    """Wait for something that another thread or process does."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(_POLL_SECONDS)


async def wait_until_async(condition: Callable[[], object]) -> None:
    """The same, while the event loop runs."""
    async with asyncio.timeout(MAX_WAIT_SECONDS):
        while not condition():  # noqa: ASYNC110 - no event tells when
            await asyncio.sleep(_POLL_SECONDS)
