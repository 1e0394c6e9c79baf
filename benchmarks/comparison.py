"""Extractors beside newscrawl, page by page: how many times as fast it is, and where it is not."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.measure import spread
from benchmarks.timing import Taken

OWN = "newscrawl"


@dataclass(slots=True)
class Measured:
    """What the same pages took one reader, in the same order."""

    first: list[Taken]
    """How each was read when that was not timed yet."""
    rounds: list[list[float]] = field(default_factory=list)
    """Seconds by round and page."""

    def add(self, taken: list[Taken]) -> None:
        """One more time through all pages."""
        if self.first:
            self.rounds.append([one.seconds for one in taken])
        else:
            self.first = taken

    def seconds(self, at: int) -> float:
        """What a page takes, as a rule."""
        return statistics.median(one[at] for one in self.rounds)


def compared(measured: dict[str, Measured]) -> dict[str, Any]:
    """By reader: milliseconds over the pages it read, and ratios over those that newscrawl read, too."""
    own = measured[OWN]
    return {name: _figures(one) | _ratios(own, one) for name, one in measured.items()}


def _read(measured: Measured) -> list[int]:
    return [at for at, taken in enumerate(measured.first) if taken.outcome == "read"]


def _figures(measured: Measured) -> dict[str, Any]:
    pages = _read(measured)
    failed = [taken for taken in measured.first if taken.outcome == "failed"]
    milliseconds = [1000 * measured.seconds(at) for at in pages]
    return {
        "pages_read": len(pages),
        "pages_failed": len(failed),
        "failures": dict(Counter(taken.why or "nothing found" for taken in failed).most_common()),
        "ms_mean": statistics.mean(milliseconds) if pages else None,
        "ms_median": statistics.median(milliseconds) if pages else None,
    }


def _ratios(own: Measured, other: Measured) -> dict[str, Any]:
    """How many times as fast newscrawl is; nothing where they read no page in common."""
    pages = sorted({*_read(own)} & {*_read(other)})
    if not pages:
        return {"pages_compared": 0}
    by_page = [other.seconds(at) / own.seconds(at) for at in pages]
    rounds = [*zip(own.rounds, other.rounds, strict=True)]
    slower = sum(ratio < 1 for ratio in by_page)
    return {
        "pages_compared": len(pages),
        "ratio_of_pages": spread([statistics.median(b[at] / a[at] for at in pages) for a, b in rounds]),
        "ratio_of_totals": spread([sum(b[at] for at in pages) / sum(a[at] for at in pages) for a, b in rounds]),
        "pages_newscrawl_is_slower_on": slower,
        "share_newscrawl_is_slower_on": slower / len(pages),
        "worst_ratio": min(by_page),
        "ratios_by_page": [round(ratio, 3) for ratio in sorted(by_page)],
    }


def rows(found: dict[str, Any], pages: int) -> Iterable[tuple[object, ...]]:
    """The table's rows: of a page that newscrawl is slower on, a ratio under 1."""
    for name, one in found.items():
        read = (name, f"{one['pages_read']} of {pages}", one["pages_failed"])
        times = (f"{one['ms_mean']:.1f}", f"{one['ms_median']:.1f}") if one["pages_read"] else ("", "")
        if name == OWN or not one["pages_compared"]:
            yield (*read, *times, "", "", "", "")
            continue
        slower = f"{one['pages_newscrawl_is_slower_on']} ({one['share_newscrawl_is_slower_on']:.1%})"
        ratios = (one["ratio_of_pages"], one["ratio_of_totals"], slower, f"{one['worst_ratio']:.2f}")
        yield (*read, *times, *ratios)
