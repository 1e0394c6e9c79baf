"""The request for an address of the ledger, and what is to be done until there is nothing more to ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING

from scrapy import Request

from newscrawl.exceptions import FetchFailed, FetchNotAllowed
from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.extensions.outcomes import OutcomeRecorder
from newscrawl.extensions.request_meta import ENTRY_META_KEY, FOUND_ON_META_KEY
from newscrawl.state.models import PageEntry, SeedEntry
from newscrawl.urls.normalize import resolve_url

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_IDLE_CHECK_SECONDS = 1.0
"""Seconds without a change after which it is looked whether Scrapy has anything to do at all."""


class RequestFeeder:
    """Asks for what the ledger gives, a bounded number at once, until there is nothing more.

    :param request_for: makes the request of an entry; its callback and errback bring about the entry's end.
    """

    def __init__(
        self,
        crawler: Crawler,
        ledger: LedgerExtension,
        recorder: OutcomeRecorder,
        request_factory: Callable[[PageEntry | SeedEntry], Request],
    ) -> None:
        self._crawler = crawler
        self._ledger = ledger
        self._recorder = recorder
        self._request_factory = request_factory

    def ready_requests(self) -> Iterator[Request]:
        """The requests for which there is room now."""
        while entry := self._ledger.next_entry():
            if isinstance(entry, SeedEntry):
                self._recorder.count_seed_request()
            if error := self._find_url_error(entry.url):
                self._recorder.record_not_requested(entry, error)
            else:
                yield self._build_request(entry)

    async def drain(self) -> AsyncIterator[Request]:
        """All requests that are left, each when there is room for it."""
        while True:
            self._ledger.work_available.clear()
            for request in self.ready_requests():
                yield request
            if self._ledger.work_available.is_set():
                continue
            if not self._ledger.in_flight:
                if not self._ledger.commit():
                    break
                continue
            try:
                await asyncio.wait_for(self._ledger.work_available.wait(), _IDLE_CHECK_SECONDS)
            except TimeoutError:
                self._fail_lost_entries()
        self._ledger.all_done = True

    def _build_request(self, entry: PageEntry | SeedEntry) -> Request:
        """The request with all that travels with it.

        It passes Scrapy's own filter of repeated addresses, which would drop a redirect to an address that was asked
        for before without a word.
        """
        request = self._request_factory(entry)
        request.dont_filter = True
        request.meta.update({ENTRY_META_KEY: entry, "depth": entry.hops, FOUND_ON_META_KEY: entry.found_on})
        if entry.validators:
            request.meta["handle_httpstatus_list"] = [304]
            validators = entry.validators
            for name, value in (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified)):
                if value:
                    request.headers[name] = value.encode("latin-1", "replace")
        return request

    def _find_url_error(self, url: str) -> FetchFailed | None:
        """Why no request can be made of an address; Scrapy would drop it without a word."""
        if resolve_url(None, url) is None:
            return FetchFailed("not a web address", reason="bad_address")
        if len(url) > self._crawler.settings.getint("URLLENGTH_LIMIT") > 0:
            return FetchFailed("longer than URLLENGTH_LIMIT allows", reason="bad_address")
        return None

    def _fail_lost_entries(self) -> None:
        """See that nothing waits for ever: a part that somebody added may drop a request without a word."""
        engine = self._crawler.engine
        if engine is None or engine.scraper.slot is None or engine.scheduler is None:
            return
        if (
            engine.scraper.slot.is_idle()
            and not engine.downloader.active
            and not engine.scheduler.has_pending_requests()
        ):
            for entry in self._ledger.in_flight:
                self._recorder.record_not_requested(
                    entry, FetchNotAllowed("something dropped its request", reason="off_limits")
                )
