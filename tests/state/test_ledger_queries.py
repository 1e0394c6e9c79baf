"""What a person can ask of the ledger and change in it, and that the next run heeds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.items import Link
from newscrawl.scheduling import RevisitPolicy
from newscrawl.state import ledger_queries
from newscrawl.state.database import StateDatabase
from newscrawl.state.ledger import Ledger
from newscrawl.state.ledger_queries import LedgerQueries
from newscrawl.state.models import Outcome, PageEntry

NOW = 1_800_000_000
ENDS = {
    "https://harbour.example/written": Outcome(state="written", content_hash="00"),
    "https://www.harbour.example/failed": Outcome(state="failed", reason="http_status", http_status=500),
    "https://harbour.example/refused": Outcome(state="refused", reason="no_text"),
    "https://tram.example/failed": Outcome(state="failed", reason="not_resolved"),
}
PENDING = "https://tram.example/pending"


def opened(folder: Path, *, at: int = NOW) -> Ledger:
    return Ledger(StateDatabase(folder), crawl_name="feed", schedule=RevisitPolicy(), clock=lambda: at)


def to_ask(ledger: Ledger) -> list[PageEntry]:
    """All that the run will ask, site after site."""
    found: list[PageEntry] = []
    for site in sorted(ledger.due_site_ids()):
        while entry := ledger.next_page_entry(site, [one.row_id for one in found]):
            found.append(entry)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger that a crawl has left."""
    ledger = opened(tmp_path)
    ledger.add([Link(url=url) for url in [*ENDS, PENDING]])
    ledger.commit([(entry, ENDS[entry.url]) for entry in to_ask(ledger) if entry.url in ENDS], {})
    ledger.close("finished", is_finished=True)
    return tmp_path


@pytest.fixture
def views(folder: Path) -> Iterator[LedgerQueries]:
    with StateDatabase(folder) as database:
        yield LedgerQueries(database)


def test_addresses_are_counted_by_site_and_state(views: LedgerQueries) -> None:
    assert views.count_by_site() == {
        "harbour.example": {"written": 1, "failed": 1, "refused": 1},
        "tram.example": {"failed": 1, "pending": 1},
    }


@pytest.mark.parametrize("at_once", [1, 2, 5, 100])
def test_rows_come_in_the_order_in_which_they_were_found(
    views: LedgerQueries, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(ledger_queries, "_BATCH_SIZE", at_once)
    assert [row.url for row in views.iter_urls()] == [*ENDS, PENDING]
    assert [(row.url, row.reason, row.tries) for row in views.iter_urls("failed")] == [
        ("https://www.harbour.example/failed", "http_status", 1),
        ("https://tram.example/failed", "not_resolved", 0),  # which says nothing of the address
    ]
    assert all(row.ask_after and row.ask_after > NOW for row in views.iter_urls("failed"))


@pytest.mark.parametrize(
    ("target", "again"),
    [
        ("harbour.example", ["https://www.harbour.example/failed"]),
        ("www.Harbour.example", ["https://www.harbour.example/failed"]),
        ("http://harbour.example/refused?utm_source=x", ["https://harbour.example/refused"]),
        ("https://harbour.example/written", ["https://harbour.example/written"]),
        ("https://harbour.example/other", []),
        ("other.example", []),
        (PENDING, []),
    ],
)
def test_what_is_to_be_tried_again_is_asked_for_by_the_next_run(
    views: LedgerQueries, folder: Path, target: str, again: list[str]
) -> None:
    assert views.retry(target, now=NOW + 1) == len(again)
    ledger = opened(folder, at=NOW + 2)
    assert [entry.url for entry in to_ask(ledger)] == [*again, PENDING]
    assert all(entry.tries == 0 for entry in to_ask(ledger))
    ledger.close("finished", is_finished=False)


@pytest.mark.parametrize(
    ("target", "gone"),
    [
        ("harbour.example", [*ENDS][:3]),
        ("https://tram.example/failed", ["https://tram.example/failed"]),
        (PENDING, [PENDING]),
        ("other.example", []),
    ],
)
def test_what_is_forgotten_is_new_when_it_is_found_again(
    views: LedgerQueries, folder: Path, target: str, gone: list[str]
) -> None:
    assert views.forget(target) == len(gone)
    assert [row.url for row in views.iter_urls()] == [url for url in [*ENDS, PENDING] if url not in gone]
    ledger = opened(folder, at=NOW + 1)
    found = ledger.add([Link(url=url) for url in ENDS])
    assert [link.url for link in found.new] == [url for url in gone if url in ENDS]
    ledger.close("finished", is_finished=False)


def test_nothing_is_forgotten_under_a_crawl_that_is_running(views: LedgerQueries, folder: Path) -> None:
    ledger = opened(folder)
    with pytest.raises(CrawlStateFailed, match="a crawl is running, wait for its end: feed") as failed:
        views.forget("harbour.example")
    assert failed.value.reason == "already_running"
    ledger.close("finished", is_finished=True)
    assert views.forget("harbour.example") == 3
