"""Articles out of web archives: `scrapy crawl warc -a path='CC-NEWS-*.warc.gz'`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from newscrawl.archive.choosing import Choice, further_pages, links_of
from newscrawl.article import Link
from newscrawl.core.period import read_period
from newscrawl.core.printable import printable
from newscrawl.core.urls import normalise_url
from newscrawl.errors import BadArchive, BadArgument
from newscrawl.extensions.run_report import RunReport
from newscrawl.spiders.arguments import matching_files
from newscrawl.spiders.base import NewsSpider, Source

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_AT_ONCE = 50
"""Links that are read from an archive before others have their turn."""
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")


class WarcSpider(NewsSpider):
    """Reads WARC and WACZ files, by whomever they were written, and asks the web for nothing.

    A page becomes the record that it would have become when it was fetched; of several captures of one address, the
    first is read.
    """

    name = "warc"
    arguments: ClassVar[Mapping[str, str]] = {
        "path": "an archive, or a pattern such as news/**/*.warc.gz",
        "hosts": "only these hosts and what is below them, with commas between them",
        "since": "only what was fetched since then: 2d, 12h, 1w, or a date such as 2026-11-01",
        "until": "only what was fetched until then: the same",
        "language": "only articles in these languages, with commas between them",
    }
    custom_settings = {"NEWSCRAWL_TDMREP_ENABLED": False}  # noqa: RUF012 - as Scrapy declares it

    path: str = ""
    hosts: str = ""
    since: str = ""
    until: str = ""
    language: str = ""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name, **arguments)
        self.further_pages: dict[str, str] = {}
        """Where other pages of articles lie, by their addresses."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Let the argument `language` stand for the setting."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.language:
            crawler.settings.set("NEWSCRAWL_LANGUAGES", spider.language, priority="spider")
        return spider

    @classmethod
    def read_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Also see that there is something to read, and that the hosts are hosts and the period can be read."""
        super().read_arguments(arguments)
        if not arguments.get("path"):
            raise BadArgument(f"spider {cls.name} needs -a path=…")
        matching_files("path", arguments["path"])
        _hosts(arguments.get("hosts", ""))
        read_period(arguments.get("since", ""), arguments.get("until", ""), now=datetime.now(UTC))
        return []

    async def begin(self) -> AsyncIterator[Link | Source]:
        """The pages of one archive after the other."""
        choice = Choice(
            hosts=_hosts(self.hosts),
            period=read_period(self.since, self.until, now=datetime.now(UTC)),
            largest=self.settings.getint("DOWNLOAD_MAXSIZE"),
        )
        report = self._extension(RunReport)
        files = matching_files("path", self.path)
        for path in files:
            with suppress(BadArchive):  # it is said when its pages are read
                await asyncio.to_thread(self._find_further_pages, path, choice.largest)
        for path in files:
            report.source_asked()
            try:
                async for link in _in_turns(path, choice):
                    yield link
            except BadArchive as error:
                report.source_failed(str(path), error)

    def _find_further_pages(self, path: Path, largest: int) -> None:
        for capture in further_pages(path, largest=largest):
            self.further_pages[normalise_url(capture.url)] = str(capture.place)


def _hosts(text: str) -> tuple[str, ...]:
    """The hosts of ``-a hosts=…``: an address or a port would fit no page, without a word."""
    hosts = tuple(host.strip().lower() for host in text.split(",") if host.strip())
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise BadArgument(f"hosts={printable(text)}: {printable(host)} is no host: write example.com")
    return hosts


async def _in_turns(path: Path, choice: Choice) -> AsyncIterator[Link]:
    links = links_of(path, choice)
    while some := await asyncio.to_thread(lambda: [*islice(links, _AT_ONCE)]):
        for link in some:
            yield link
