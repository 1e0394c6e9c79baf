"""Turn the due URLs of the ledger into requests, until none is left."""

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
"""After so long without a change, check whether Scrapy still has requests at all."""


class RequestFeeder:
    """Yields requests for the entries of the ledger, as many at a time as the ledger allows, until none is left.

    :param request_factory: builds the request of an entry. Its callback and errback must record the entry's outcome.
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
        """The requests that can be sent now."""
        while entry := self._ledger.next_entry():
            if isinstance(entry, SeedEntry):
                self._recorder.count_seed_request()
            if error := self._find_url_error(entry.url):
                self._recorder.record_not_requested(entry, error)
            else:
                yield self._build_request(entry)

    async def drain(self) -> AsyncIterator[Request]:
        """All remaining requests, each as soon as it can be sent."""
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
        """The request of an entry, with its metadata and with headers that make it conditional.

        Scrapy's filter of duplicates is off: it would silently drop a redirect to a URL that was requested before.
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
        """Why a URL cannot be requested, or None. Scrapy would silently drop such a request."""
        if resolve_url(None, url) is None:
            return FetchFailed("not a web address", reason="bad_address")
        if len(url) > self._crawler.settings.getint("URLLENGTH_LIMIT") > 0:
            return FetchFailed("longer than URLLENGTH_LIMIT allows", reason="bad_address")
        return None

    def _fail_lost_entries(self) -> None:
        """Fail the entries whose requests got lost: a middleware that a user added may silently drop requests."""
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
