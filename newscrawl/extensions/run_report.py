"""The account of a run: what was discovered, and what became of each of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals

from newscrawl.core.account import Account, account_of
from newscrawl.core.printable import printable
from newscrawl.errors import FAILED_REASONS, REFUSED_REASONS, SOURCE_REASONS, UNCHANGED_REASONS, NewscrawlError
from newscrawl.state.entries import Outcome

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

_MOST_PROBLEMS = 100

_LISTS: dict[Outcome, tuple[str, ...]] = {
    "unchanged": UNCHANGED_REASONS,
    "refused": REFUSED_REASONS,
    "failed": FAILED_REASONS,
}
_OTHERS: dict[Outcome, str] = {"unchanged": "known", "refused": "off_limits", "failed": "internal_error"}
_LEVELS: dict[Outcome, int] = {"refused": logging.INFO, "failed": logging.WARNING}


class RunReport:
    """Counts every address that a run discovers, and its end, when the ledger has it.

    Stats: ``newscrawl/discovered``, ``newscrawl/written``, ``newscrawl/unchanged/<reason>``,
    ``newscrawl/refused/<reason>``, ``newscrawl/failed/<reason>``, ``newscrawl/pending`` (at the end: what is left for
    the next run), ``newscrawl/sources``, ``newscrawl/sources_failed/<reason>`` and
    ``newscrawl/output_failed/<reason>``. The reasons are those of `newscrawl.errors`.

    At the end it logs the counts as a table, at INFO.
    """

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats
        self.problems: list[str] = []
        """The first hundred things that went wrong, each a line that names the address."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the end of the crawl."""
        report = cls(crawler.stats)
        crawler.signals.connect(report._spider_closed, signals.spider_closed)
        return report

    @property
    def account(self) -> Account:
        """The counts so far."""
        return account_of(self._stats.get_stats())

    def discovered(self, count: int = 1) -> None:
        """So many addresses were found, or left to ask by the runs before."""
        if count:
            self._stats.inc_value("newscrawl/discovered", count)

    def ended(self, outcome: Outcome, reason: str = "", count: int = 1) -> None:
        """So many addresses have come to this end."""
        listed = _LISTS.get(outcome)
        name = f"{outcome}/{_listed(reason, listed, _OTHERS[outcome])}" if listed else outcome
        if count:
            self._stats.inc_value(f"newscrawl/{name}", count)

    def tell(self, url: str, outcome: Outcome, error: NewscrawlError) -> None:
        """Say why an address gives no line."""
        reason = _listed(error.reason, _LISTS[outcome], _OTHERS[outcome])
        self._note(_LEVELS[outcome], url, f"{outcome} ({reason})", error)

    def remember(self, url: str, error: NewscrawlError) -> None:
        """Keep a line of what went wrong; the log has it already."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(f"{printable(url)}: {printable(error)}")

    def source_asked(self) -> None:
        """A feed or page that may link articles is asked for."""
        self._stats.inc_value("newscrawl/sources")

    def source_not_modified(self) -> None:
        """The server says that such a page is what it was."""
        self._stats.inc_value("newscrawl/sources_not_modified")

    def source_failed(self, url: str, error: NewscrawlError) -> None:
        """A feed or page that may link articles gave none."""
        reason = _listed(error.reason, SOURCE_REASONS, "internal_error")
        self._stats.inc_value(f"newscrawl/sources_failed/{reason}")
        self._note(logging.WARNING, url, f"unusable ({reason})", error)

    def cannot_go_on(self, error: NewscrawlError) -> None:
        """Lines or ends can no longer be recorded."""
        message = printable(error)
        logger.critical("%s", message)
        self.problems.insert(0, message)
        reason = error.reason if error.reason == "disk_full" else "write_error"
        self._stats.inc_value(f"newscrawl/output_failed/{reason}")

    def _note(self, level: int, url: str, what: str, error: NewscrawlError) -> None:
        logger.log(level, "%s: %s: %s", printable(url), what, printable(error))
        self.remember(url, error)

    def _spider_closed(self, reason: str) -> None:
        self._stats.set_value("newscrawl/pending", self.account.pending)
        logger.info("Run report (%s):\n%s", printable(reason), self.account.table())


def _listed(reason: str, known: tuple[str, ...], other: str) -> str:
    """The reason, if it is in its closed list: the names of stats must not grow without end."""
    return reason if reason in known else other
