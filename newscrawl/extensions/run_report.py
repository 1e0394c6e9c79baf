"""The account of a run: what was discovered, and what became of each of it."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.core.printable import printable
from newscrawl.core.tally import State, Tally
from newscrawl.errors import FAILED_REASONS, FEED_REASONS, REFUSED_REASONS, FetchFailed, NewscrawlError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

_MOST_PROBLEMS = 100


class RunReport:
    """Sees to it that every discovered address ends in exactly one counted state.

    Stats: ``newscrawl/discovered``, ``newscrawl/written``, ``newscrawl/refused/<reason>``,
    ``newscrawl/failed/<reason>``, ``newscrawl/pending`` (at the end: what the run left unasked),
    ``newscrawl/sources`` and ``newscrawl/sources_failed/<reason>``. The reasons are those of `newscrawl.errors`.

    At the end it logs the counts as a table, at INFO.
    """

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats
        self.tally = Tally()
        self._unusable: Counter[str] = Counter()
        self.problems: list[str] = []
        """The first hundred things that went wrong, each a line that names the address."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the ends that an address can come to outside its spider."""
        report = cls(crawler.stats)
        crawler.signals.connect(report._item_scraped, signals.item_scraped)
        crawler.signals.connect(report._item_dropped, signals.item_dropped)
        crawler.signals.connect(report._item_error, signals.item_error)
        crawler.signals.connect(report._spider_error, signals.spider_error)
        crawler.signals.connect(report._request_dropped, signals.request_dropped)
        crawler.signals.connect(report._spider_closed, signals.spider_closed)
        return report

    def discovered(self, link: Link) -> bool:
        """A spider found an address; False if this run knows it already."""
        new = self.tally.discover(link.url)
        if new:
            self._stats.inc_value("newscrawl/discovered")
        return new

    def refused(self, link: Link, error: NewscrawlError) -> None:
        """The address was reached, or must not be, and gives no line."""
        self._settle(link, "refused", _listed(error.reason, REFUSED_REASONS, "off_limits"), error, logging.INFO)

    def failed(self, link: Link, error: NewscrawlError) -> None:
        """The address could not be read to the end."""
        self._settle(link, "failed", _listed(error.reason, FAILED_REASONS, "internal_error"), error, logging.WARNING)

    def source_asked(self) -> None:
        """A feed or page that may link articles is asked for."""
        self._stats.inc_value("newscrawl/sources")

    def source_failed(self, url: str, error: NewscrawlError) -> None:
        """A feed or page that may link articles gave none."""
        reason = _listed(error.reason, (*FEED_REASONS, *FAILED_REASONS, *REFUSED_REASONS), "internal_error")
        self._stats.inc_value(f"newscrawl/sources_failed/{reason}")
        self._unusable[reason] += 1
        self._note(logging.WARNING, url, f"unusable ({reason})", error)

    def _settle(self, link: Link, state: State, reason: str, error: NewscrawlError, level: int) -> None:
        if self.tally.settle(link.url, state, reason):
            self._stats.inc_value(f"newscrawl/{state}/{reason}")
            self._note(level, link.url, f"{state} ({reason})", error)

    def _note(self, level: int, url: str, what: str, error: NewscrawlError) -> None:
        address, message = printable(url), printable(error)
        logger.log(level, "%s: %s: %s", address, what, message)
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(f"{address}: {message}")

    def _item_scraped(self, response: Response | Failure | None) -> None:
        link = _link_of(response)
        if link and self.tally.settle(link.url, "written"):
            self._stats.inc_value("newscrawl/written")

    def _item_dropped(self, response: Response | Failure | None, exception: Exception) -> None:
        if link := _link_of(response):
            reason = _listed(getattr(exception, "reason", ""), REFUSED_REASONS, "dropped")
            # Scrapy has logged the drop already.
            self._settle(link, "refused", reason, NewscrawlError(str(exception), reason=reason), logging.DEBUG)

    def _item_error(self, response: Response | Failure | None, failure: Failure) -> None:
        if link := _link_of(response):
            self.failed(link, _as_error(failure.value))

    def _spider_error(self, response: Response | Failure | None, failure: Failure) -> None:
        if link := _link_of(response):
            self.failed(link, _as_error(failure.value))
        elif source := _argument(response, "source"):
            self.source_failed(source.url, _as_error(failure.value))

    def _request_dropped(self, request: Request) -> None:
        if link := request.cb_kwargs.get("link"):
            self.refused(link, NewscrawlError("the scheduler did not take it", reason="off_limits"))

    def _spider_closed(self, reason: str) -> None:
        self._stats.set_value("newscrawl/pending", self.tally.pending)
        sources = f"  {'sources':<11}{self._stats.get_value('newscrawl/sources', 0):>7}"
        if self._unusable:
            sources += "  unusable: " + ", ".join(f"{name} {count}" for name, count in self._unusable.most_common())
        logger.info("Run report (%s):\n%s\n%s", printable(reason), sources, self.tally.table())


def _listed(reason: str, known: tuple[str, ...], other: str) -> str:
    """The reason, if it is in its closed list: the names of stats must not grow without end."""
    return reason if reason in known else other


def _as_error(error: Any) -> NewscrawlError:
    if isinstance(error, NewscrawlError):
        return error
    return FetchFailed(f"{type(error).__name__}: {error}", reason="internal_error")


def _link_of(response: Response | Failure | None) -> Link | None:
    link = _argument(response, "link")
    return link if isinstance(link, Link) else None


def _argument(response: Response | Failure | None, name: str) -> Any:
    """What the spider gave to the request that led here: Scrapy carries it through redirects and retries."""
    request = getattr(response, "request", None)
    return request.cb_kwargs.get(name) if isinstance(request, Request) else None
