"""What the ledger costs a URL: time, disk and memory, at growing sizes, which must leave all but the disk flat.

python -m benchmarks.ledger --sizes 10000 100000 1000000 --json ledger.json
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from benchmarks.measure import report, table
from newscrawl.items import FeedMetadata, Link
from newscrawl.revisit_policy import RevisitPolicy
from newscrawl.state.database import StateDatabase
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import Outcome, PageEntry, Validators

MOST_DISK, MOST_MEMORY = 300, 100
"""Megabytes that a million URLs may take."""
SITES = 200
LOOKED_UP = 20_000
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one size costs; times in microseconds a URL."""

    urls: int
    found: float
    known: float
    """A link that has its end, found again."""
    settled: float
    """Taken, and given its end in groups of ten."""
    disk_mb: float
    pending_mb: float
    """The same before any URL had its end."""
    memory_mb: float
    """The whole process at its largest, above what it takes before it opens the ledger."""


def links(count: int) -> Iterator[Link]:
    """So many URLs of some 100 characters, with dates as sitemaps have them."""
    for number in range(count):
        name = hashlib.blake2b(str(number).encode(), digest_size=5).hexdigest()
        path = f"politics/2026/11/{number % 28 + 1:02}/ferry-and-tram-share-one-ticket-from-may-{name}"
        hints = FeedMetadata(published=f"2026-11-{number % 28 + 1:02}T10:00:00+00:00")
        yield Link(url=f"https://www.paper-{number % SITES}.example/{path}", feed_metadata=hints)


def measure(count: int, folder: Path) -> Cost:
    """Find so many, give each its end, and find some again."""
    before = _memory()
    database = StateDatabase(folder)
    ledger = Ledger(database, crawl_name="benchmark", revisit_policy=RevisitPolicy())
    found = _timed(count, lambda: _find(ledger, count))
    database.fetch_all("PRAGMA wal_checkpoint(TRUNCATE)")
    pending = _disk(folder)
    settled = _timed(count, lambda: _settle_all(ledger))
    ledger.close("finished", is_finished=True)
    ledger = Ledger(StateDatabase(folder), crawl_name="benchmark", revisit_policy=RevisitPolicy())
    some = min(count, LOOKED_UP)
    known = _timed(some, lambda: _find(ledger, some))
    ledger.close("finished", is_finished=True)
    return Cost(
        urls=count,
        found=found,
        known=known,
        settled=settled,
        disk_mb=_disk(folder),
        pending_mb=pending,
        memory_mb=_memory() - before,
    )


def _find(ledger: Ledger, count: int) -> None:
    found = links(count)
    while group := [*islice(found, 500)]:
        ledger.add(group)


def _settle_all(ledger: Ledger) -> None:
    """One in ten young, with validators, as in a crawl that has run for some weeks; the others old."""
    now = int(time.time())
    for site in sorted(ledger.due_site_ids()):
        group: dict[int, tuple[PageEntry, Outcome]] = {}
        while entry := ledger.next_page_entry(site, group.keys()):
            young = entry.row_id % 10 == 0
            end = Outcome(
                state="written",
                article_key=entry.url_key,
                content_hash=entry.url_key.hex(),
                published=now - 60 if young else now - 99 * DAY,
                validators=Validators(etag=f'"{entry.url_key.hex()}"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT"),
            )
            group[entry.row_id] = entry, end
            if len(group) == 10:
                ledger.commit(group.values(), {"articles.jsonl": entry.row_id})
                group.clear()
        ledger.commit(group.values(), {})


def _timed(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) / count * 1e6


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _disk(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _in_a_process(count: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (count, Path(folder)))


def main() -> int:
    """Run it; the exit code is 0 if a million URLs are within their limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    costs = [_in_a_process(size) for size in options.sizes]
    head = ["URLs", "found µs", "known µs", "asked and ended µs", "disk MB (pending)", "disk MB", "memory MB"]
    rows = [
        [f"{c.urls:,}", *(f"{v:.0f}" for v in (c.found, c.known, c.settled, c.pending_mb, c.disk_mb, c.memory_mb))]
        for c in costs
    ]
    report("ledger", {str(c.urls): asdict(c) for c in costs}, text=table(head, rows), out=options.json)
    return int(any(max(c.disk_mb, c.pending_mb) > MOST_DISK or c.memory_mb > MOST_MEMORY for c in costs))


if __name__ == "__main__":
    sys.exit(main())
