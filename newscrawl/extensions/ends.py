"""How addresses come to their ends: what Scrapy says of a request, in the words of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.exceptions import NotSupported
from scrapy.http import Response

from newscrawl.article import Article, Link, Source
from newscrawl.core.digest import key_of
from newscrawl.core.printable import printable
from newscrawl.core.schedule import seconds_of
from newscrawl.errors import REFUSED_REASONS, UNCHANGED_REASONS, FetchFailed, NewscrawlError, NotAllowed
from newscrawl.extensions.crawl_ledger import CrawlLedger
from newscrawl.extensions.run_report import RunReport
from newscrawl.state.entries import End, Entry, PageEntry, SourceEntry, Validators

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

ENTRY = "newscrawl_entry"
"""The key of a request's meta under which its ledger entry travels, through redirects and retries."""

SEVERAL_PAGES = "newscrawl_several_pages"
"""The key of a request's meta that says that its page is one of several of an article."""


def entry_of(about: object) -> Entry | None:
    """What the ledger says of the address that a request, a response or a failure is about; None for other requests."""
    request = about if isinstance(about, Request) else getattr(about, "request", None)
    entry = request.meta.get(ENTRY) if isinstance(request, Request) else None
    return entry if isinstance(entry, Entry) else None


def page_entry(about: object) -> PageEntry:
    """The same of an address that may be an article."""
    entry = entry_of(about)
    assert isinstance(entry, PageEntry), "no request for a page of the ledger"  # noqa: S101 - only those have its callback
    return entry


def source_entry(about: object) -> SourceEntry:
    """The same of an address that may link articles."""
    entry = entry_of(about)
    assert isinstance(entry, SourceEntry), "no request for a source of the ledger"  # noqa: S101 - only those have it
    return entry


def validators_of(response: Response) -> Validators:
    """What the server said by which it can tell whether its answer would be the same again.

    Nothing of an article on several pages: it may have changed though the one that is asked for is what it was.
    """
    if response.meta.get(SEVERAL_PAGES):
        return Validators()
    return Validators(etag=_header(response, "ETag"), last_modified=_header(response, "Last-Modified"))


class Ends:
    """Gives every address that was asked for exactly one end, whoever brings it about; the first counts."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the ends that an address can come to outside its spider."""
        ends = cls(crawler)
        crawler.signals.connect(ends._item_scraped, signals.item_scraped)
        crawler.signals.connect(ends._item_dropped, signals.item_dropped)
        crawler.signals.connect(ends._item_error, signals.item_error)
        crawler.signals.connect(ends._spider_error, signals.spider_error)
        crawler.signals.connect(ends._request_dropped, signals.request_dropped)
        return ends

    def refused(self, entry: PageEntry, error: NewscrawlError) -> None:
        """The address was reached, or must not be, and gives no line."""
        if self._ledger.is_open(entry):
            self._report.tell(entry.url, "refused", error)
            self._ledger.end(entry, End(state="refused", reason=error.reason))

    def failed(self, entry: PageEntry, error: NewscrawlError, *, status: int | None = None) -> None:
        """The address could not be read to the end."""
        if self._ledger.is_open(entry):
            self._report.tell(entry.url, "failed", error)
            self._ledger.end(entry, End(state="failed", reason=error.reason, status=status))

    def not_modified(self, entry: PageEntry, response: Response) -> None:
        """The server says that the page is what it was."""
        self._ledger.end(entry, End(state="unchanged", reason="not_modified", validators=validators_of(response)))

    def source_asked(self) -> None:
        """A source is asked for."""
        self._report.source_asked()

    def source_failed(self, entry: SourceEntry, error: NewscrawlError, found: Sequence[Link | Source] = ()) -> None:
        """A source gives no links, or none but these, and is not asked again in this round."""
        self._report.source_failed(entry.url, error)
        self._ledger.source_done(entry, found)

    def source_not_modified(self, entry: SourceEntry) -> None:
        """The server says that a source links what it linked."""
        self._report.source_not_modified()
        self._ledger.source_done(entry, (), entry.validators)

    def no_request(self, entry: Entry | None, error: NewscrawlError) -> None:
        """An address will not be asked for."""
        if isinstance(entry, SourceEntry):
            self.source_failed(entry, error)
        elif isinstance(entry, PageEntry):
            (self.refused if error.reason in REFUSED_REASONS else self.failed)(entry, error)

    def _item_scraped(self, item: Any, response: Response | Failure | None) -> None:
        entry = entry_of(response)
        if isinstance(entry, PageEntry) and isinstance(item, Article) and isinstance(response, Response):
            written = End(
                state="written",
                validators=validators_of(response),
                article=key_of(item),
                content_hash=item.content_hash,
                published=seconds_of(item.published),
            )
            self._ledger.end(entry, written)

    def _item_dropped(self, item: Any, response: Response | Failure | None, exception: Exception) -> None:
        entry, reason = entry_of(response), str(getattr(exception, "reason", ""))
        if not isinstance(entry, PageEntry) or not self._ledger.is_open(entry):
            return
        if reason in UNCHANGED_REASONS:
            published = seconds_of(item.published) if isinstance(item, Article) else None
            validators = validators_of(response) if isinstance(response, Response) else Validators()
            end = End(state="unchanged", reason=reason, validators=validators, published=published)
        else:  # Scrapy has logged the drop already
            reason = reason if reason in REFUSED_REASONS else "dropped"
            self._report.remember(entry.url, NotAllowed(printable(exception), reason=reason))
            end = End(state="refused", reason=reason)
        self._ledger.end(entry, end)

    def _item_error(self, response: Response | Failure | None, failure: Failure) -> None:
        entry = entry_of(response)
        if isinstance(entry, PageEntry):
            self.failed(entry, _as_error(failure.value))

    def _spider_error(self, response: Response | Failure | None, failure: Failure) -> None:
        entry = entry_of(response)
        if isinstance(entry, PageEntry):
            self.failed(entry, _as_error(failure.value))
        elif isinstance(entry, SourceEntry):
            self._report.source_failed(entry.url, _as_error(failure.value))

    def _request_dropped(self, request: Request) -> None:
        self.no_request(entry_of(request), NotAllowed("the scheduler did not take it", reason="off_limits"))

    @property
    def _ledger(self) -> CrawlLedger:
        ledger = self._crawler.get_extension(CrawlLedger)
        if ledger is None:
            raise NotSupported(f"{CrawlLedger.__module__}.CrawlLedger must be in EXTENSIONS")
        return ledger

    @property
    def _report(self) -> RunReport:
        report = self._crawler.get_extension(RunReport)
        if report is None:
            raise NotSupported(f"{RunReport.__module__}.RunReport must be in EXTENSIONS")
        return report


def _as_error(error: Any) -> NewscrawlError:
    if isinstance(error, NewscrawlError):
        return error
    return FetchFailed(f"{type(error).__name__}: {error}", reason="internal_error")


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
