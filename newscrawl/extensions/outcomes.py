"""Turn what Scrapy reports about a request or an item into the final outcome of a URL in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.http import Response

from newscrawl.exceptions import REFUSED_REASONS, UNCHANGED_REASONS, FetchFailed, FetchNotAllowed, NewscrawlError
from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.extensions.crawler import require_extension
from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.extensions.request_meta import get_entry, get_validators
from newscrawl.extraction.result import get_article_key
from newscrawl.items import Article, Link, Seed
from newscrawl.metadata.date_parser import to_timestamp
from newscrawl.state.models import LedgerEntry, Outcome, PageEntry, SeedEntry, Validators
from newscrawl.text import escape_for_log

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure


class OutcomeRecorder:
    """Records exactly one outcome for every URL that was requested: the first outcome that is reported.

    The spiders report most outcomes. Scrapy's signals report the others: items that were written or dropped, requests
    that the scheduler dropped, and exceptions in a pipeline or a spider callback.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the recorder and connect it to the signals."""
        recorder = cls(crawler)
        crawler.signals.connect(recorder._item_scraped, signals.item_scraped)
        crawler.signals.connect(recorder._item_dropped, signals.item_dropped)
        crawler.signals.connect(recorder._item_error, signals.item_error)
        crawler.signals.connect(recorder._spider_error, signals.spider_error)
        crawler.signals.connect(recorder._request_dropped, signals.request_dropped)
        return recorder

    def record_refused(self, entry: PageEntry, error: NewscrawlError) -> None:
        """Record that a page is not an article, or that newscrawl must not or need not fetch it."""
        if self._ledger.is_in_flight(entry):
            self._stats_extension.log_outcome(entry.url, "refused", error)
            self._ledger.record_outcome(entry, Outcome(state="refused", reason=error.reason))

    def record_failed(self, entry: PageEntry, error: NewscrawlError, *, status: int | None = None) -> None:
        """Record that a page could not be fetched or extracted.

        :param status: the HTTP status of the response, if it is the cause.
        """
        if self._ledger.is_in_flight(entry):
            self._stats_extension.log_outcome(entry.url, "failed", error)
            self._ledger.record_outcome(entry, Outcome(state="failed", reason=error.reason, http_status=status))

    def record_not_modified(self, entry: PageEntry, response: Response) -> None:
        """Record that the page has not changed since it was last fetched, as the server says (304)."""
        self._ledger.record_outcome(
            entry, Outcome(state="unchanged", reason="not_modified", validators=get_validators(response))
        )

    def count_seed_request(self) -> None:
        """Count a request for a seed."""
        self._stats_extension.count_seed_request()

    def record_seed_failed(
        self, entry: SeedEntry, error: NewscrawlError, discovered: Sequence[Link | Seed] = ()
    ) -> None:
        """Record that a seed could not be used; it is not requested again in this pass.

        :param discovered: the links that were found nevertheless.
        """
        self._stats_extension.record_seed_failure(entry.url, error)
        self._ledger.complete_seed(entry, discovered)

    def record_seed_not_modified(self, entry: SeedEntry) -> None:
        """Record that a seed contains the same links as before, as the server says (304)."""
        self._stats_extension.count_unmodified_seed()
        self._ledger.complete_seed(entry, (), entry.validators)

    def record_not_requested(self, entry: LedgerEntry | None, error: NewscrawlError) -> None:
        """Record that a URL of the ledger will not be requested."""
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
        else:  # Scrapy has already logged that the item was dropped
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
        return require_extension(self._crawler, LedgerExtension)

    @property
    def _stats_extension(self) -> CrawlStatsExtension:
        return require_extension(self._crawler, CrawlStatsExtension)


def _to_newscrawl_error(error: Any) -> NewscrawlError:
    if isinstance(error, NewscrawlError):
        return error
    return FetchFailed(f"{type(error).__name__}: {error}", reason="internal_error")
