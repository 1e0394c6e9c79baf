"""A crawl that asks for what a command wants to look at, with all that a crawl heeds, and writes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from newscrawl.errors import NewscrawlError
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.jobs.running import run
from newscrawl.spiders.fetching import fetch_error

Read = Callable[[Response, ExtractionPool], Awaitable[Iterable["Lookup"]]]
"""What is done with an answer; what it gives is asked for, too."""


class Lookup:
    """One address to look at, and what its answer is for.

    :param url: the address.
    :param read: called with the answer, and with where to parse it.
    :param failed: called where there is no answer, or none that can be read.
    """

    def __init__(self, url: str, read: Read, failed: Callable[[NewscrawlError], None]) -> None:
        self.url = url
        self.read = read
        self.failed = failed


class LookupSpider(Spider):
    """Asks for addresses and hands each answer to whoever wants it."""

    name = "lookup"

    def __init__(self, *, lookups: Iterable[Lookup]) -> None:
        super().__init__()
        self._lookups = lookups

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy begins here."""
        for asked in self._lookups:
            yield self._request(asked)

    async def answered(self, response: Response, asked: Lookup) -> AsyncIterator[Request]:
        """Read an answer, and ask for what it leads to."""
        pool = self.crawler.get_extension(ExtractionPool)
        assert pool is not None  # noqa: S101 - the settings have it
        try:
            further = [*await asked.read(response, pool)]
        except NewscrawlError as error:
            asked.failed(error)
        else:
            for one in further:
                yield self._request(one)

    def not_answered(self, failure: Failure) -> None:
        """There was no answer."""
        failure.request.cb_kwargs["asked"].failed(fetch_error(failure.value))  # type: ignore[attr-defined]

    def _request(self, asked: Lookup) -> Request:
        return Request(
            asked.url,
            self.answered,
            errback=self.not_answered,
            cb_kwargs={"asked": asked},
            meta={"download_maxsize": self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE")},
            dont_filter=True,
        )


def look_up(settings: Settings, lookups: Iterable[Lookup]) -> None:
    """Ask for all of them.

    :raises NewscrawlError: the crawl could not be started.
    """
    for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT", "NEWSCRAWL_ARCHIVE"):
        settings.set(name, None, priority="cmdline")
    settings.set("FEEDS", {}, priority="cmdline")
    settings.set("NEWSCRAWL_TDMREP_ENABLED", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    error = run(process, process.create_crawler(LookupSpider), {"lookups": lookups})  # type: ignore[dict-item]
    if error is not None:
        raise error
