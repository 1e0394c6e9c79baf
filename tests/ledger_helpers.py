"""Ledgers for tests, with a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newscrawl.items import Link, Seed
from newscrawl.scheduling import RevisitPolicy
from newscrawl.state.database import StateDatabase
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import Outcome, PageEntry, SeedEntry

SITE = "https://harbour.example"
START = 1_800_000_000


@dataclass
class Clock:
    """Says what the test wants."""

    now: float = START

    def __call__(self) -> float:
        """The time."""
        return self.now


@contextmanager
def opened(
    folder: Path | None, clock: Clock | None = None, *, job: str = "feed", finished: bool = True
) -> Iterator[Ledger]:
    """One run of a job."""
    ledger = Ledger(StateDatabase(folder), crawl_name=job, schedule=RevisitPolicy(), clock=clock or Clock())
    try:
        yield ledger
    finally:
        ledger.close("finished" if finished else "shutdown", is_finished=finished)


def links(*names: str) -> list[Link | Seed]:
    """Links to articles of one site."""
    return [Link(url=f"{SITE}/{name}") for name in names]


def pages(ledger: Ledger) -> list[PageEntry]:
    """All addresses of articles that are to be asked, in order."""
    found: list[PageEntry] = []
    for site in sorted(ledger.due_site_ids()):
        taken: set[int] = set()
        while entry := ledger.next_page_entry(site, taken):
            taken.add(entry.row_id)
            found.append(entry)
    return found


def sources(ledger: Ledger) -> list[SeedEntry]:
    """All sources that are to be asked, in order."""
    found: list[SeedEntry] = []
    for site in sorted(ledger.due_site_ids()):
        taken: set[int] = set()
        while entry := ledger.next_seed_entry(site, taken):
            taken.add(entry.row_id)
            found.append(entry)
    return found


def names(entries: Iterable[PageEntry | SeedEntry]) -> list[str]:
    """The last parts of their addresses."""
    return [entry.url.removeprefix(f"{SITE}/") for entry in entries]


def written(entry: PageEntry, text: str = "a", article: bytes | None = None) -> tuple[PageEntry, Outcome]:
    """A page whose line is written."""
    return entry, Outcome(
        state="written", article_key=article or entry.url_key, content_hash=text.encode().hex().rjust(32, "0")
    )
