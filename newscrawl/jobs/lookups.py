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
from newscrawl.jobs.running import run_crawl
from newscrawl.spiders.fetching import build_fetch_error

ResponseHandler = Callable[[Response, ExtractionPool], Awaitable[Iterable["Probe"]]]
"""What is done with an answer; what it gives is asked for, too."""


class Probe:
    """One address to look at, and what its answer is for.

    :param url: the address.
    :param read: called with the answer, and with where to parse it.
    :param failed: called where there is no answer, or none that can be read.
    """

    def __init__(self, url: str, on_response: ResponseHandler, on_error: Callable[[NewscrawlError], None]) -> None:
        self.url = url
        self.on_response = on_response
        self.on_error = on_error


class ProbeSpider(Spider):
    """Asks for addresses and hands each answer to whoever wants it."""

    name = "lookup"

    def __init__(self, *, probes: Iterable[Probe]) -> None:
        super().__init__()
        self._probes = probes

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy begins here."""
        for probe in self._probes:
            yield self._build_request(probe)

    async def handle_response(self, response: Response, probe: Probe) -> AsyncIterator[Request]:
        """Read an answer, and ask for what it leads to."""
        pool = self.crawler.get_extension(ExtractionPool)
        assert pool is not None  # noqa: S101 - the settings have it
        try:
            next_probes = [*await probe.on_response(response, pool)]
        except NewscrawlError as error:
            probe.on_error(error)
        else:
            for next_probe in next_probes:
                yield self._build_request(next_probe)

    def handle_failure(self, failure: Failure) -> None:
        """There was no answer."""
        failure.request.cb_kwargs["probe"].on_error(build_fetch_error(failure.value))  # type: ignore[attr-defined]

    def _build_request(self, probe: Probe) -> Request:
        return Request(
            probe.url,
            self.handle_response,
            errback=self.handle_failure,
            cb_kwargs={"probe": probe},
            meta={"download_maxsize": self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE")},
            dont_filter=True,
        )


def run_probes(settings: Settings, probes: Iterable[Probe]) -> None:
    """Ask for all of them.

    :raises NewscrawlError: the crawl could not be started.
    """
    for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT", "NEWSCRAWL_ARCHIVE"):
        settings.set(name, None, priority="cmdline")
    settings.set("FEEDS", {}, priority="cmdline")
    settings.set("NEWSCRAWL_TDMREP_ENABLED", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    error = run_crawl(process, process.create_crawler(ProbeSpider), {"probes": probes})  # type: ignore[dict-item]
    if error is not None:
        raise error
