"""Ledgers for tests, with a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newscrawl.items import Link, Seed
from newscrawl.revisit_policy import RevisitPolicy
from newscrawl.state.database import StateDatabase
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import Outcome, PageEntry, SeedEntry

SITE = "https://harbour.example"
START = 1_800_000_000


@dataclass
class Clock:
    """A clock that stands still until the test sets it."""

    now: float = START

    def __call__(self) -> float:
        """The time that the test has set, in seconds since 1970."""
        return self.now


@contextmanager
def open_ledger(
    folder: Path | None,
    clock: Clock | None = None,
    *,
    crawl_name: str = "feed",
    is_finished: bool = True,
    has_memory: bool = False,
) -> Iterator[Ledger]:
    """One run of a crawl; `folder` None is a ledger in memory."""
    ledger = Ledger(
        StateDatabase(folder),
        crawl_name=crawl_name,
        revisit_policy=RevisitPolicy(),
        clock=clock or Clock(),
        has_memory=has_memory,
    )
    try:
        yield ledger
    finally:
        ledger.close("finished" if is_finished else "shutdown", is_finished=is_finished)


def make_links(*names: str) -> list[Link | Seed]:
    """Links to articles of `SITE`."""
    return [Link(url=f"{SITE}/{name}") for name in names]


def due_pages(ledger: Ledger) -> list[PageEntry]:
    """All article URLs that are to be fetched, in order."""
    entries: list[PageEntry] = []
    for site_id in sorted(ledger.due_site_ids()):
        in_flight: set[int] = set()
        while entry := ledger.next_page_entry(site_id, in_flight):
            in_flight.add(entry.row_id)
            entries.append(entry)
    return entries


def due_seeds(ledger: Ledger) -> list[SeedEntry]:
    """All seeds that are to be fetched, in order."""
    entries: list[SeedEntry] = []
    for site_id in sorted(ledger.due_site_ids()):
        in_flight: set[int] = set()
        while entry := ledger.next_seed_entry(site_id, in_flight):
            in_flight.add(entry.row_id)
            entries.append(entry)
    return entries


def url_names(entries: Iterable[PageEntry | SeedEntry]) -> list[str]:
    """The paths of the entries' URLs."""
    return [entry.url.removeprefix(f"{SITE}/") for entry in entries]


def written_outcome(entry: PageEntry, text: str = "a", article_key: bytes | None = None) -> tuple[PageEntry, Outcome]:
    """An entry with the outcome of a line that was written."""
    return entry, Outcome(
        state="written", article_key=article_key or entry.url_key, content_hash=text.encode().hex().rjust(32, "0")
    )
