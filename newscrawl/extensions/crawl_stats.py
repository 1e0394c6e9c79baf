"""The counts of a crawl: how many URLs were discovered, and how many ended with which outcome."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals

from newscrawl.exceptions import FAILED_REASONS, REFUSED_REASONS, SEED_REASONS, UNCHANGED_REASONS, NewscrawlError
from newscrawl.state.models import OutcomeState
from newscrawl.text import escape_for_log

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

_STATS_PREFIX = "newscrawl/"
_MAX_PROBLEMS = 100

_REASONS_BY_STATE: dict[OutcomeState, tuple[str, ...]] = {
    "unchanged": UNCHANGED_REASONS,
    "refused": REFUSED_REASONS,
    "failed": FAILED_REASONS,
}
_FALLBACK_REASONS: dict[OutcomeState, str] = {"unchanged": "known", "refused": "off_limits", "failed": "internal_error"}
_LOG_LEVELS: dict[OutcomeState, int] = {"refused": logging.INFO, "failed": logging.WARNING}


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlStats:
    """The counts of URLs; a mapping has counts by reason (`newscrawl.exceptions`), the most frequent reason first.

    The JSON report has the same names.
    """

    discovered: int = 0
    written: int = 0
    unchanged: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    pending: int = 0
    """URLs without an outcome; at the end of a run, the next run requests them."""
    sources: int = 0
    """Requests for seeds: feeds, sitemaps and pages that may link articles."""
    sources_not_modified: int = 0
    """Seeds that have not changed, as the server says (304)."""
    sources_failed: Mapping[str, int] = field(default_factory=dict)

    @property
    def outcome_count(self) -> int:
        """The number of URLs that have an outcome."""
        return self.written + sum(
            sum(counts_by_reason.values()) for counts_by_reason in (self.unchanged, self.refused, self.failed)
        )

    @property
    def is_consistent(self) -> bool:
        """Whether every discovered URL is counted exactly once."""
        return self.discovered == self.outcome_count + self.pending

    def format_table(self) -> str:
        """The counts as text, with one line for each state."""
        rows: list[tuple[str, int, Mapping[str, int]]] = [
            ("sources", self.sources, self.sources_failed),
            ("discovered", self.discovered, {}),
            ("written", self.written, {}),
            ("unchanged", sum(self.unchanged.values()), self.unchanged),
            ("refused", sum(self.refused.values()), self.refused),
            ("failed", sum(self.failed.values()), self.failed),
            ("pending", self.pending, {}),
        ]
        return "\n".join(_format_row(*row) for row in rows)


def build_crawl_stats(stats: Mapping[str, Any]) -> CrawlStats:
    """Read the counts from Scrapy's stats.

    `newscrawl/pending` is set at the end of a crawl. Before that, the URLs without an outcome are pending.
    """
    counts = {
        name.removeprefix(_STATS_PREFIX): value for name, value in stats.items() if name.startswith(_STATS_PREFIX)
    }
    crawl_stats = CrawlStats(
        discovered=counts.get("discovered", 0),
        written=counts.get("written", 0),
        unchanged=_counts_by_reason(counts, "unchanged/"),
        refused=_counts_by_reason(counts, "refused/"),
        failed=_counts_by_reason(counts, "failed/"),
        sources=counts.get("sources", 0),
        sources_not_modified=counts.get("sources_not_modified", 0),
        sources_failed=_counts_by_reason(counts, "sources_failed/"),
    )
    return replace(crawl_stats, pending=counts.get("pending", crawl_stats.discovered - crawl_stats.outcome_count))


class CrawlStatsExtension:
    """Counts every URL that a run discovers, and its outcome when the ledger contains it.

    Stats: ``newscrawl/discovered``, ``newscrawl/written``, ``newscrawl/unchanged/<reason>``,
    ``newscrawl/refused/<reason>``, ``newscrawl/failed/<reason>``, ``newscrawl/pending`` (set at the end: what the next
    run requests), ``newscrawl/sources``, ``newscrawl/sources_not_modified``, ``newscrawl/sources_failed/<reason>`` and
    ``newscrawl/output_failed/<reason>``. The reasons are those of `newscrawl.exceptions`.

    At the end of the crawl it logs the counts as a table, at INFO.
    """

    def __init__(self, stats: StatsCollector) -> None:
        self._stats = stats
        self.problems: list[str] = []
        """The first 100 problems, one line each, with the URL."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the extension and connect it to the end of the crawl."""
        extension = cls(crawler.stats)
        crawler.signals.connect(extension._spider_closed, signals.spider_closed)
        return extension

    @property
    def crawl_stats(self) -> CrawlStats:
        """The counts so far."""
        return build_crawl_stats(self._stats.get_stats())

    def count_discovered(self, count: int = 1) -> None:
        """Count URLs that were discovered in this run, or that earlier runs left pending."""
        if count:
            self._stats.inc_value("newscrawl/discovered", count)

    def count_outcome(self, state: OutcomeState, reason: str = "", count: int = 1) -> None:
        """Count URLs that have this outcome."""
        allowed_reasons = _REASONS_BY_STATE.get(state)
        stat_name = (
            f"{state}/{_allowed_reason(reason, allowed_reasons, _FALLBACK_REASONS[state])}"
            if allowed_reasons
            else state
        )
        if count:
            self._stats.inc_value(f"newscrawl/{stat_name}", count)

    def log_outcome(self, url: str, state: OutcomeState, error: NewscrawlError) -> None:
        """Log why a URL gives no line, and add it to the problems."""
        reason = _allowed_reason(error.reason, _REASONS_BY_STATE[state], _FALLBACK_REASONS[state])
        self._log_problem(_LOG_LEVELS[state], url, f"{state} ({reason})", error)

    def add_problem(self, url: str, error: NewscrawlError) -> None:
        """Add a line to the problems without logging it."""
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(f"{escape_for_log(url)}: {escape_for_log(error)}")

    def count_seed_request(self) -> None:
        """Count a request for a seed."""
        self._stats.inc_value("newscrawl/sources")

    def count_unmodified_seed(self) -> None:
        """Count a seed that has not changed, as the server says (304)."""
        self._stats.inc_value("newscrawl/sources_not_modified")

    def record_seed_failure(self, url: str, error: NewscrawlError) -> None:
        """Count and log a seed that gave no links."""
        reason = _allowed_reason(error.reason, SEED_REASONS, "internal_error")
        self._stats.inc_value(f"newscrawl/sources_failed/{reason}")
        self._log_problem(logging.WARNING, url, f"unusable ({reason})", error)

    def record_write_failure(self, error: NewscrawlError) -> None:
        """Count and log that the output or the ledger cannot be written any more; this is the first problem."""
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


def _counts_by_reason(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    by_reason = {name.removeprefix(prefix): count for name, count in counts.items() if name.startswith(prefix)}
    return dict(sorted(by_reason.items(), key=lambda item: (-item[1], item[0])))


def _format_row(name: str, count: int, reasons: Mapping[str, int]) -> str:
    reasons_text = ", ".join(f"{reason} {reason_count}" for reason, reason_count in reasons.items())
    return f"  {name:<11}{count:>7}  {reasons_text}".rstrip()


def _allowed_reason(reason: str, allowed: tuple[str, ...], fallback: str) -> str:
    """The reason if its list contains it, else the fallback: the number of different stats must stay limited."""
    return reason if reason in allowed else fallback
