"""Compares a crawl that is killed at random moments and continued by the same command with an undisturbed one.

python -m benchmarks.kill_matrix --articles 2000 --moments 40 --seed 1 --json kill_matrix.json
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from benchmarks.kill_runs import INT, INT_TWICE, KILL, MAX_REFETCHED, TERM, KilledCrawl, Moment, Stop
from benchmarks.kill_site import KillSite
from benchmarks.measure import report, table

WAYS = (KILL, KILL, TERM, KILL, INT, INT_TWICE)
"""How the crawl is ended, in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one comparison."""

    lost: int
    """Lines of the undisturbed crawl that the killed one lacks."""
    added: int
    """Lines that it has beyond them."""
    lines: int
    stops: Sequence[Stop]
    calm_seconds: float
    killed_seconds: float

    @property
    def worst(self) -> int:
        """The most pages that were fetched again for one kill."""
        return max((stop.again for stop in self.stops), default=0)


def moments(count: int, requests: int, seed: int) -> list[Moment]:
    """So many moments in a crawl of so many requests, the same for the same seed."""
    chosen = random.Random(seed)  # noqa: S311 - repeatable is what it must be
    most = max(1, 3 * requests // (2 * max(count, 1)))  # on average, the last comes after three quarters of the crawl
    return [
        Moment(how=how, requests=chosen.randint(0, most), seconds=chosen.uniform(0, 0.15))
        for how, _ in zip(cycle(WAYS), range(count), strict=False)
    ]


def compare(articles: int, kills: int, seed: int, folder: Path) -> Outcome:
    """Crawl twice undisturbed, an hour and a new edition apart, then the same with kills."""
    with KillSite(articles) as site:
        calm = KilledCrawl(site, folder / "calm")
        started = time.monotonic()
        calm.crawl()
        requests = len(site.requested_paths)
        site.edition = 2
        calm.advance_an_hour()
        calm.crawl()
        calm_seconds = time.monotonic() - started
        site.reset()
        killed = KilledCrawl(site, folder / "killed")
        started = time.monotonic()
        killed.crawl(moments(kills - kills // 3, requests, seed))
        site.edition = 2
        killed.advance_an_hour()
        killed.crawl(moments(kills // 3, requests, seed + 1))
        killed_seconds = time.monotonic() - started
    wanted, found = Counter(calm.lines()), Counter(killed.lines())
    return Outcome(
        lost=(wanted - found).total(),
        added=(found - wanted).total(),
        lines=found.total(),
        stops=killed.stops,
        calm_seconds=calm_seconds,
        killed_seconds=killed_seconds,
    )


def main() -> int:
    """Run it; the exit code is 0 if nothing was lost, doubled, or fetched again more often than it may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--moments", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = compare(options.articles, options.moments, options.seed, Path(folder))
    again = sum(stop.again for stop in found.stops)
    rows = [
        ("kills that hit", len(found.stops)),
        ("lines", found.lines),
        ("lost", found.lost),
        ("doubled or different", found.added),
        ("fetched again, in all", again),
        (f"fetched again, worst kill (at most {MAX_REFETCHED})", found.worst),
        ("seconds undisturbed", round(found.calm_seconds, 1)),
        ("seconds with kills", round(found.killed_seconds, 1)),
    ]
    results = dict[str, object](rows) | {
        "stops": [[stop.moment.how, stop.moment.requests, stop.code, stop.again] for stop in found.stops]
    }
    report("kill_matrix", results, text=table(["what", "count"], rows), out=options.json)
    return int(bool(found.lost or found.added or found.worst > MAX_REFETCHED))


if __name__ == "__main__":
    sys.exit(main())
