"""The request for an address of the ledger, and what is to be done until there is nothing more to ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING

from scrapy import Request

from newscrawl.core.urls import absolute
from newscrawl.errors import FetchFailed, NotAllowed
from newscrawl.extensions.crawl_ledger import CrawlLedger
from newscrawl.extensions.ends import ENTRY, Ends
from newscrawl.state.entries import PageEntry, SourceEntry

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_PATIENCE = 1.0
"""Seconds without a change after which it is looked whether Scrapy has anything to do at all."""


class Asking:
    """Asks for what the ledger gives, a bounded number at once, until there is nothing more.

    :param request_for: makes the request of an entry; its callback and errback bring about the entry's end.
    """

    def __init__(
        self,
        crawler: Crawler,
        ledger: CrawlLedger,
        ends: Ends,
        request_for: Callable[[PageEntry | SourceEntry], Request],
    ) -> None:
        self._crawler = crawler
        self._ledger = ledger
        self._ends = ends
        self._request_for = request_for

    def requests(self) -> Iterator[Request]:
        """The requests for which there is room now."""
        while entry := self._ledger.take():
            if isinstance(entry, SourceEntry):
                self._ends.source_asked()
            if problem := self._problem(entry.url):
                self._ends.no_request(entry, problem)
            else:
                yield self._prepared(entry)

    async def to_the_end(self) -> AsyncIterator[Request]:
        """All requests that are left, each when there is room for it."""
        while True:
            self._ledger.changed.clear()
            for request in self.requests():
                yield request
            if self._ledger.changed.is_set():
                continue
            if not self._ledger.open_entries:
                if not self._ledger.commit():
                    break
                continue
            try:
                await asyncio.wait_for(self._ledger.changed.wait(), _PATIENCE)
            except TimeoutError:
                self._end_lost()
        self._ledger.all_asked = True

    def _prepared(self, entry: PageEntry | SourceEntry) -> Request:
        """The request with all that travels with it.

        It passes Scrapy's own filter of repeated addresses, which would drop a redirect to an address that was asked
        for before without a word.
        """
        request = self._request_for(entry)
        request.dont_filter = True
        request.meta.update({ENTRY: entry, "depth": entry.hops, "found_on": entry.found_on})
        if entry.validators:
            request.meta["handle_httpstatus_list"] = [304]
            known = entry.validators
            for name, value in (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified)):
                if value:
                    request.headers[name] = value.encode("latin-1", "replace")
        return request

    def _problem(self, url: str) -> FetchFailed | None:
        """Why no request can be made of an address; Scrapy would drop it without a word."""
        if absolute(None, url) is None:
            return FetchFailed("not a web address", reason="bad_address")
        if len(url) > self._crawler.settings.getint("URLLENGTH_LIMIT") > 0:
            return FetchFailed("longer than URLLENGTH_LIMIT allows", reason="bad_address")
        return None

    def _end_lost(self) -> None:
        """See that nothing waits for ever: a part that somebody added may drop a request without a word."""
        engine = self._crawler.engine
        if engine is None or engine.scraper.slot is None or engine.scheduler is None:
            return
        if (
            engine.scraper.slot.is_idle()
            and not engine.downloader.active
            and not engine.scheduler.has_pending_requests()
        ):
            for entry in self._ledger.open_entries:
                self._ends.no_request(entry, NotAllowed("something dropped its request", reason="off_limits"))
