"""The account of a run: how many addresses there were, and how many came to which end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_PREFIX = "newscrawl/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
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
    def ended(self) -> int:
        """How many addresses came to an end."""
        return self.written + sum(sum(ends.values()) for ends in (self.unchanged, self.refused, self.failed))

    @property
    def adds_up(self) -> bool:
        """Whether every discovered address is counted once."""
        return self.discovered == self.ended + self.pending

    def table(self) -> str:
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
        return "\n".join(_row(*row) for row in rows)


def account_of(stats: Mapping[str, Any]) -> Account:
    """The account that a crawl's stats give. What is pending stands there at the end; until then it is what is left."""
    given = {name.removeprefix(_PREFIX): value for name, value in stats.items() if name.startswith(_PREFIX)}
    account = Account(
        discovered=given.get("discovered", 0),
        written=given.get("written", 0),
        unchanged=_by_reason(given, "unchanged/"),
        refused=_by_reason(given, "refused/"),
        failed=_by_reason(given, "failed/"),
        sources=given.get("sources", 0),
        sources_not_modified=given.get("sources_not_modified", 0),
        sources_failed=_by_reason(given, "sources_failed/"),
    )
    return replace(account, pending=given.get("pending", account.discovered - account.ended))


def _by_reason(given: Mapping[str, int], prefix: str) -> dict[str, int]:
    found = {name.removeprefix(prefix): count for name, count in given.items() if name.startswith(prefix)}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _row(name: str, count: int, reasons: Mapping[str, int]) -> str:
    told = ", ".join(f"{reason} {number}" for reason, number in reasons.items())
    return f"  {name:<11}{count:>7}  {told}".rstrip()
