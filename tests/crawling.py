"""Crawls for tests: real ones, in this process or as a user starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings

from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.items import Article

ROOT = Path(__file__).parent.parent

QUICK: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0,  # nobody is in the way of a server on loopback
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_ENABLED": False,
    "NEWSCRAWL_PAUSE": 0,
    "NEWSCRAWL_TDMREP_ENABLED": False,  # one request that most tests do not expect
    "NEWSCRAWL_ALLOWED_HOSTS": "127.0.0.1",
    "NEWSCRAWL_WORKERS": 0,
    "NEWSCRAWL_STATE": "",  # what one test leaves is nothing to the next
}

ASYNCIO_HANDLER = "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"
"""What Scrapy takes where there is no Twisted reactor: a test runs in a loop of its own."""


@dataclass(kw_only=True)
class Crawl:
    """What a crawl in this process left."""

    crawler: Crawler
    items: list[Article] = field(default_factory=list)

    @property
    def report(self) -> CrawlStatsExtension:
        """Its account."""
        report = self.crawler.get_extension(CrawlStatsExtension)
        assert report is not None
        return report

    @property
    def stats(self) -> dict[str, Any]:
        """The project's own stats, without their prefix."""
        found = self.crawler.stats.get_stats()
        return {
            name.removeprefix("newscrawl/"): value for name, value in found.items() if name.startswith("newscrawl/")
        }

    def add(self, item: Article) -> None:
        """Called for every item that came through all pipelines."""
        self.items.append(item)


async def crawl(spider: type[Spider], settings: dict[str, Any] | None = None, **arguments: str) -> Crawl:
    """Run a spider with newscrawl's settings to its end, and see that every address came to one."""
    used = Settings()
    used.setmodule("newscrawl.settings", priority="project")
    used["DOWNLOAD_HANDLERS"].update({"http": ASYNCIO_HANDLER, "https": ASYNCIO_HANDLER})
    used.setdict({**QUICK, "TWISTED_REACTOR_ENABLED": False, "NEWSCRAWL_OUTPUT": None, **(settings or {})}, "cmdline")
    runner = AsyncCrawlerRunner(used)
    crawler = runner.create_crawler(spider)
    done = Crawl(crawler=crawler)
    crawler.signals.connect(done.add, signals.item_scraped)
    await runner.crawl(crawler, **arguments)
    check_sum(done.stats)
    return done


def check_sum(stats: dict[str, Any]) -> None:
    """Every discovered address is in exactly one counted state."""
    ends = [
        value
        for name, value in stats.items()
        if name in {"written", "pending"} or name.startswith(("unchanged/", "refused/", "failed/"))
    ]
    assert stats.get("discovered", 0) == sum(ends), stats


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line on standard error."""
        return self.err.splitlines()[-1] if self.err else ""


def scrapy(*arguments: str | Path, cwd: Path = ROOT, stdin: bytes = b"", settings: dict[str, Any] | None = None) -> Run:
    """`scrapy …` as a process of its own, in a folder of its own where the project's is not wanted."""
    options = [f"-s{name}={value}" for name, value in {**QUICK, **(settings or {})}.items()]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *map(str, arguments), *options],
        cwd=cwd,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)},
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Run(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
