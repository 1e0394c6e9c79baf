"""The account of a run: how many addresses there were, and how many came to which end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_STATS_PREFIX = "newscrawl/"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlStats:
    """Counts of addresses; those by reason have the words of `newscrawl.errors`, the most frequent first."""

    discovered: int = 0
    written: int = 0
    unchanged: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    failed: Mapping[str, int] = field(default_factory=dict)
    pending: int = 0
    """What has no end yet, and at the end of a run is left for the next."""
    sources: int = 0
    """Feeds, site maps and pages that were asked for because they may link articles."""
    sources_not_modified: int = 0
    """Those of them that link what they linked, says the server (304)."""
    sources_failed: Mapping[str, int] = field(default_factory=dict)

    @property
    def outcome_count(self) -> int:
        """How many addresses came to an end."""
        return self.written + sum(
            sum(counts_by_reason.values()) for counts_by_reason in (self.unchanged, self.refused, self.failed)
        )

    @property
    def is_consistent(self) -> bool:
        """Whether every discovered address is counted once."""
        return self.discovered == self.outcome_count + self.pending

    def format_table(self) -> str:
        """The counts for a person, one state a line."""
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
    """The account that a crawl's stats give. What is pending stands there at the end; until then it is what is left."""
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


def _counts_by_reason(counts: Mapping[str, int], prefix: str) -> dict[str, int]:
    by_reason = {name.removeprefix(prefix): count for name, count in counts.items() if name.startswith(prefix)}
    return dict(sorted(by_reason.items(), key=lambda item: (-item[1], item[0])))


def _format_row(name: str, count: int, reasons: Mapping[str, int]) -> str:
    reasons_text = ", ".join(f"{reason} {reason_count}" for reason, reason_count in reasons.items())
    return f"  {name:<11}{count:>7}  {reasons_text}".rstrip()
