"""How addresses come to their ends: what Scrapy says of a request, in the words of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.exceptions import NotSupported
from scrapy.http import Response

from newscrawl.exceptions import REFUSED_REASONS, UNCHANGED_REASONS, FetchFailed, FetchNotAllowed, NewscrawlError
from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.extraction.result import get_article_key
from newscrawl.items import Article, Link, Seed
from newscrawl.metadata.date_parser import to_timestamp
from newscrawl.state.models import LedgerEntry, Outcome, PageEntry, SeedEntry, Validators
from newscrawl.text import escape_for_log

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

ENTRY_META_KEY = "newscrawl_entry"
"""The key of a request's meta under which its ledger entry travels, through redirects and retries."""

MULTIPAGE_META_KEY = "newscrawl_several_pages"
"""The key of a request's meta that says that its page is one of several of an article."""


def get_entry(origin: object) -> LedgerEntry | None:
    """What the ledger says of the address that a request, a response or a failure is about; None for other requests."""
    request = origin if isinstance(origin, Request) else getattr(origin, "request", None)
    entry = request.meta.get(ENTRY_META_KEY) if isinstance(request, Request) else None
    return entry if isinstance(entry, LedgerEntry) else None


def get_page_entry(origin: object) -> PageEntry:
    """The same of an address that may be an article."""
    entry = get_entry(origin)
    assert isinstance(entry, PageEntry), "no request for a page of the ledger"  # noqa: S101 - only those have its callback
    return entry


def get_seed_entry(origin: object) -> SeedEntry:
    """The same of an address that may link articles."""
    entry = get_entry(origin)
    assert isinstance(entry, SeedEntry), "no request for a source of the ledger"  # noqa: S101 - only those have it
    return entry


def get_validators(response: Response) -> Validators:
    """What the server said by which it can tell whether its answer would be the same again.

    Nothing of an article on several pages: it may have changed though the one that is asked for is what it was.
    """
    if response.meta.get(MULTIPAGE_META_KEY):
        return Validators()
    return Validators(etag=_get_header(response, "ETag"), last_modified=_get_header(response, "Last-Modified"))


class OutcomeRecorder:
    """Gives every address that was asked for exactly one end, whoever brings it about; the first counts."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the ends that an address can come to outside its spider."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder._item_scraped, signals.item_scraped)
        crawler.signals.connect(recorder._item_dropped, signals.item_dropped)
        crawler.signals.connect(recorder._item_error, signals.item_error)
        crawler.signals.connect(recorder._spider_error, signals.spider_error)
        crawler.signals.connect(recorder._request_dropped, signals.request_dropped)
        return recorder

    def record_refused(self, entry: PageEntry, error: NewscrawlError) -> None:
        """The address was reached, or must not be, and gives no line."""
        if self._ledger.is_in_flight(entry):
            self._stats_extension.log_outcome(entry.url, "refused", error)
            self._ledger.record_outcome(entry, Outcome(state="refused", reason=error.reason))

    def record_failed(self, entry: PageEntry, error: NewscrawlError, *, status: int | None = None) -> None:
        """The address could not be read to the end."""
        if self._ledger.is_in_flight(entry):
            self._stats_extension.log_outcome(entry.url, "failed", error)
            self._ledger.record_outcome(entry, Outcome(state="failed", reason=error.reason, http_status=status))

    def record_not_modified(self, entry: PageEntry, response: Response) -> None:
        """The server says that the page is what it was."""
        self._ledger.record_outcome(
            entry, Outcome(state="unchanged", reason="not_modified", validators=get_validators(response))
        )

    def count_seed_request(self) -> None:
        """A source is asked for."""
        self._stats_extension.count_seed_request()

    def record_seed_failed(
        self, entry: SeedEntry, error: NewscrawlError, discovered: Sequence[Link | Seed] = ()
    ) -> None:
        """A source gives no links, or none but these, and is not asked again in this round."""
        self._stats_extension.record_seed_failure(entry.url, error)
        self._ledger.complete_seed(entry, discovered)

    def record_seed_not_modified(self, entry: SeedEntry) -> None:
        """The server says that a source links what it linked."""
        self._stats_extension.count_unmodified_seed()
        self._ledger.complete_seed(entry, (), entry.validators)

    def record_not_requested(self, entry: LedgerEntry | None, error: NewscrawlError) -> None:
        """An address will not be asked for."""
        if isinstance(entry, SeedEntry):
            self.record_seed_failed(entry, error)
        elif isinstance(entry, PageEntry):
            (self.record_refused if error.reason in REFUSED_REASONS else self.record_failed)(entry, error)

    def _item_scraped(self, item: Any, response: Response | Failure | None) -> None:
        entry = get_entry(response)
        if isinstance(entry, PageEntry) and isinstance(item, Article) and isinstance(response, Response):
            outcome = Outcome(
                state="written",
                validators=get_validators(response),
                article_key=get_article_key(item),
                content_hash=item.content_hash,
                published=to_timestamp(item.published),
            )
            self._ledger.record_outcome(entry, outcome)

    def _item_dropped(self, item: Any, response: Response | Failure | None, exception: Exception) -> None:
        entry, reason = get_entry(response), str(getattr(exception, "reason", ""))
        if not isinstance(entry, PageEntry) or not self._ledger.is_in_flight(entry):
            return
        if reason in UNCHANGED_REASONS:
            published = to_timestamp(item.published) if isinstance(item, Article) else None
            validators = get_validators(response) if isinstance(response, Response) else Validators()
            outcome = Outcome(state="unchanged", reason=reason, validators=validators, published=published)
        else:  # Scrapy has logged the drop already
            reason = reason if reason in REFUSED_REASONS else "dropped"
            self._stats_extension.add_problem(entry.url, FetchNotAllowed(escape_for_log(exception), reason=reason))
            outcome = Outcome(state="refused", reason=reason)
        self._ledger.record_outcome(entry, outcome)

    def _item_error(self, response: Response | Failure | None, failure: Failure) -> None:
        entry = get_entry(response)
        if isinstance(entry, PageEntry):
            self.record_failed(entry, _to_newscrawl_error(failure.value))

    def _spider_error(self, response: Response | Failure | None, failure: Failure) -> None:
        entry = get_entry(response)
        if isinstance(entry, PageEntry):
            self.record_failed(entry, _to_newscrawl_error(failure.value))
        elif isinstance(entry, SeedEntry):
            self._stats_extension.record_seed_failure(entry.url, _to_newscrawl_error(failure.value))

    def _request_dropped(self, request: Request) -> None:
        self.record_not_requested(
            get_entry(request), FetchNotAllowed("the scheduler did not take it", reason="off_limits")
        )

    @property
    def _ledger(self) -> LedgerExtension:
        ledger = self._crawler.get_extension(LedgerExtension)
        if ledger is None:
            raise NotSupported(f"{LedgerExtension.__module__}.CrawlLedger must be in EXTENSIONS")
        return ledger

    @property
    def _stats_extension(self) -> CrawlStatsExtension:
        extension = self._crawler.get_extension(CrawlStatsExtension)
        if extension is None:
            raise NotSupported(f"{CrawlStatsExtension.__module__}.RunReport must be in EXTENSIONS")
        return extension


def _to_newscrawl_error(error: Any) -> NewscrawlError:
    if isinstance(error, NewscrawlError):
        return error
    return FetchFailed(f"{type(error).__name__}: {error}", reason="internal_error")


def _get_header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
