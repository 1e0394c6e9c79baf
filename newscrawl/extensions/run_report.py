"""The account of a run: what was discovered, and what became of each of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals

from newscrawl.core.account import CrawlStats, build_crawl_stats
from newscrawl.core.printable import escape_for_log
from newscrawl.errors import FAILED_REASONS, REFUSED_REASONS, SEED_REASONS, UNCHANGED_REASONS, NewscrawlError
from newscrawl.state.entries import OutcomeState

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

_MAX_PROBLEMS = 100

_REASONS_BY_STATE: dict[OutcomeState, tuple[str, ...]] = {
    "unchanged": UNCHANGED_REASONS,
    "refused": REFUSED_REASONS,
    "failed": FAILED_REASONS,
}
_FALLBACK_REASONS: dict[OutcomeState, str] = {"unchanged": "known", "refused": "off_limits", "failed": "internal_error"}
_LOG_LEVELS: dict[OutcomeState, int] = {"refused": logging.INFO, "failed": logging.WARNING}


class CrawlStatsExtension:
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
        extension = cls(crawler.stats)
        crawler.signals.connect(extension._spider_closed, signals.spider_closed)
        return extension

    @property
    def crawl_stats(self) -> CrawlStats:
        """The counts so far."""
        return build_crawl_stats(self._stats.get_stats())

    def count_discovered(self, count: int = 1) -> None:
        """So many addresses were found, or left to ask by the runs before."""
        if count:
            self._stats.inc_value("newscrawl/discovered", count)

    def count_outcome(self, state: OutcomeState, reason: str = "", count: int = 1) -> None:
        """So many addresses have come to this end."""
        allowed_reasons = _REASONS_BY_STATE.get(state)
        stat_name = (
            f"{state}/{_allowed_reason(reason, allowed_reasons, _FALLBACK_REASONS[state])}"
            if allowed_reasons
            else state
        )
        if count:
            self._stats.inc_value(f"newscrawl/{stat_name}", count)

    def log_outcome(self, url: str, state: OutcomeState, error: NewscrawlError) -> None:
        """Say why an address gives no line."""
        reason = _allowed_reason(error.reason, _REASONS_BY_STATE[state], _FALLBACK_REASONS[state])
        self._log_problem(_LOG_LEVELS[state], url, f"{state} ({reason})", error)

    def add_problem(self, url: str, error: NewscrawlError) -> None:
        """Keep a line of what went wrong; the log has it already."""
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(f"{escape_for_log(url)}: {escape_for_log(error)}")

    def count_seed_request(self) -> None:
        """A feed or page that may link articles is asked for."""
        self._stats.inc_value("newscrawl/sources")

    def count_unmodified_seed(self) -> None:
        """The server says that such a page is what it was."""
        self._stats.inc_value("newscrawl/sources_not_modified")

    def record_seed_failure(self, url: str, error: NewscrawlError) -> None:
        """A feed or page that may link articles gave none."""
        reason = _allowed_reason(error.reason, SEED_REASONS, "internal_error")
        self._stats.inc_value(f"newscrawl/sources_failed/{reason}")
        self._log_problem(logging.WARNING, url, f"unusable ({reason})", error)

    def record_write_failure(self, error: NewscrawlError) -> None:
        """Lines or ends can no longer be recorded."""
        message = escape_for_log(error)
        logger.critical("%s", message)
        self.problems.insert(0, message)
        reason = error.reason if error.reason == "disk_full" else "write_error"
        self._stats.inc_value(f"newscrawl/output_failed/{reason}")

    def _log_problem(self, level: int, url: str, outcome_text: str, error: NewscrawlError) -> None:
        logger.log(level, "%s: %s: %s", escape_for_log(url), outcome_text, escape_for_log(error))
        self.add_problem(url, error)

    def _spider_closed(self, reason: str) -> None:
        self._stats.set_value("newscrawl/pending", self.crawl_stats.pending)
        logger.info("Run report (%s):\n%s", escape_for_log(reason), self.crawl_stats.format_table())


def _allowed_reason(reason: str, allowed: tuple[str, ...], fallback: str) -> str:
    """The reason, if it is in its closed list: the names of stats must not grow without end."""
    return reason if reason in allowed else fallback
