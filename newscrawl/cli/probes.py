"""A crawl of single URLs for a command: each response goes to the function that wants it, and nothing is written."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from newscrawl.cli.run import disable_outputs, run_crawl
from newscrawl.exceptions import NewscrawlError
from newscrawl.spiders.responses import build_fetch_error
from newscrawl.workers.pool import ExtractionPool

ResponseHandler = Callable[[Response, ExtractionPool], Awaitable[Iterable["Probe"]]]
"""Reads a response, with the worker processes that may parse it, and returns further probes."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One URL to request, and what is done with its response."""

    url: str
    on_response: ResponseHandler
    on_error: Callable[[NewscrawlError], None]
    """Called if there is no response, or if `on_response` raises the error."""


def run_probes(settings: Settings, probes: Iterable[Probe]) -> None:
    """Request the URLs of all probes, by all rules of a crawl.

    :raises NewscrawlError: the crawl could not be started.
    """
    disable_outputs(settings)
    settings.set("NEWSCRAWL_ARCHIVE", None, priority="cmdline")
    settings.set("NEWSCRAWL_TDMREP_ENABLED", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    error = run_crawl(process, process.create_crawler(ProbeSpider), {"probes": probes})  # type: ignore[dict-item]
    if error is not None:
        raise error


class ProbeSpider(Spider):
    """Requests the URLs of probes, and of the probes that follow from their responses."""

    name = "lookup"

    def __init__(self, *, probes: Iterable[Probe]) -> None:
        super().__init__()
        self._probes = probes

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy calls this first."""
        for probe in self._probes:
            yield self._build_request(probe)

    async def handle_response(self, response: Response, probe: Probe) -> AsyncIterator[Request]:
        """Give the response to its probe, and request the URLs of further probes."""
        pool = self.crawler.get_extension(ExtractionPool)
        assert pool is not None  # noqa: S101 - the settings enable it
        try:
            next_probes = [*await probe.on_response(response, pool)]
        except NewscrawlError as error:
            probe.on_error(error)
        else:
            for next_probe in next_probes:
                yield self._build_request(next_probe)

    def handle_failure(self, failure: Failure) -> None:
        """Give the error to its probe."""
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
