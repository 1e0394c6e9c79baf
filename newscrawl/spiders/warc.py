"""Articles in web archives: `scrapy crawl warc -a path='CC-NEWS-*.warc.gz'`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from newscrawl.archive.selection import CaptureFilter, iter_article_links, iter_further_pages
from newscrawl.exceptions import BadArchive, BadArgument
from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.extensions.crawler import require_extension
from newscrawl.items import Link, Seed
from newscrawl.spiders.arguments import find_matching_files, parse_since_until
from newscrawl.spiders.base import NewsSpider
from newscrawl.text import escape_for_log
from newscrawl.urls.normalize import normalize_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_BATCH_SIZE = 50
"""The number of links that are read from an archive at a time, in a thread."""
_HOST_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*")


class WarcSpider(NewsSpider):
    """Reads WARC and WACZ files of any origin, and requests nothing from the web.

    A page gives the same record as at the time when it was fetched. If an archive has several captures of one URL, the
    first is read.
    """

    name = "warc"
    argument_help: ClassVar[Mapping[str, str]] = {
        "path": "an archive, or a pattern such as news/**/*.warc.gz",
        "hosts": "only these hosts and their subdomains, separated by commas",
        "since": "only what was fetched since then: 2d, 12h, 1w, or a date such as 2026-11-01",
        "until": "only what was fetched until then: the same",
        "language": "only articles in these languages, separated by commas",
    }
    required_argument: ClassVar[str] = "path"
    custom_settings = {"NEWSCRAWL_TDMREP_ENABLED": False}  # noqa: RUF012 - Scrapy declares it so

    path: str = ""
    hosts: str = ""
    since: str = ""
    until: str = ""
    language: str = ""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name, **arguments)
        self.further_pages: dict[str, str] = {}
        """The locations of pages that are further pages of articles, by their normalized URLs."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Create the spider; its argument `language` sets `NEWSCRAWL_LANGUAGES`."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.language:
            crawler.settings.set("NEWSCRAWL_LANGUAGES", spider.language, priority="spider")
        return spider

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Check that the files exist, the hosts and the date range, too."""
        super().parse_arguments(arguments)
        find_matching_files("path", arguments["path"])
        _parse_hosts(arguments.get("hosts", ""))
        parse_since_until(arguments)
        return []

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The pages of all archives, one archive after the other."""
        capture_filter = CaptureFilter(
            hosts=_parse_hosts(self.hosts),
            date_range=parse_since_until({"since": self.since, "until": self.until}),
            max_body_bytes=self.settings.getint("DOWNLOAD_MAXSIZE"),
        )
        report = require_extension(self.crawler, CrawlStatsExtension)
        files = find_matching_files("path", self.path)
        for path in files:
            with suppress(BadArchive):  # the error is reported when the articles are read
                await asyncio.to_thread(self._find_further_pages, path, capture_filter.max_body_bytes)
        for path in files:
            report.count_seed_request()
            try:
                async for link in _iter_links_in_batches(path, capture_filter):
                    yield link
            except BadArchive as error:
                report.record_seed_failure(str(path), error)

    def _find_further_pages(self, path: Path, max_body_bytes: int) -> None:
        for capture in iter_further_pages(path, max_body_bytes=max_body_bytes):
            self.further_pages[normalize_url(capture.url)] = str(capture.location)


def _parse_hosts(text: str) -> tuple[str, ...]:
    """The hosts of ``-a hosts=…``. A URL or a port is refused: it would silently match no page."""
    hosts = tuple(host.strip().lower() for host in text.split(",") if host.strip())
    for host in hosts:
        if not _HOST_NAME.fullmatch(host):
            raise BadArgument(f"hosts={escape_for_log(text)}: {escape_for_log(host)} is no host: write example.com")
    return hosts


async def _iter_links_in_batches(path: Path, capture_filter: CaptureFilter) -> AsyncIterator[Link]:
    links = iter_article_links(path, capture_filter)
    while batch := await asyncio.to_thread(lambda: [*islice(links, _BATCH_SIZE)]):
        for link in batch:
            yield link
