"""Queries and changes of the ledger by a person, and what the next run does then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.items import Link
from newscrawl.revisit_policy import RevisitPolicy
from newscrawl.state import ledger_queries
from newscrawl.state.database import StateDatabase
from newscrawl.state.ledger import Ledger
from newscrawl.state.ledger_queries import LedgerQueries
from newscrawl.state.models import Outcome
from tests.ledger_helpers import due_pages

NOW = 1_800_000_000
OUTCOMES = {
    "https://harbour.example/written": Outcome(state="written", content_hash="00"),
    "https://www.harbour.example/failed": Outcome(state="failed", reason="http_status", http_status=500),
    "https://harbour.example/refused": Outcome(state="refused", reason="no_text"),
    "https://tram.example/failed": Outcome(state="failed", reason="not_resolved"),
}
PENDING = "https://tram.example/pending"


def start_run(folder: Path, *, at: int = NOW) -> Ledger:
    return Ledger(StateDatabase(folder), crawl_name="feed", revisit_policy=RevisitPolicy(), clock=lambda: at)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger that a crawl has left."""
    ledger = start_run(tmp_path)
    ledger.add([Link(url=url) for url in [*OUTCOMES, PENDING]])
    ledger.commit([(entry, OUTCOMES[entry.url]) for entry in due_pages(ledger) if entry.url in OUTCOMES], {})
    ledger.close("finished", is_finished=True)
    return tmp_path


@pytest.fixture
def queries(folder: Path) -> Iterator[LedgerQueries]:
    with StateDatabase(folder) as database:
        yield LedgerQueries(database)


def test_urls_are_counted_by_site_and_state(queries: LedgerQueries) -> None:
    assert queries.count_by_site() == {
        "harbour.example": {"written": 1, "failed": 1, "refused": 1},
        "tram.example": {"failed": 1, "pending": 1},
    }


@pytest.mark.parametrize("batch_size", [1, 2, 5, 100])
def test_urls_are_listed_in_the_order_of_discovery(
    queries: LedgerQueries, monkeypatch: pytest.MonkeyPatch, batch_size: int
) -> None:
    monkeypatch.setattr(ledger_queries, "_BATCH_SIZE", batch_size)
    assert [row.url for row in queries.iter_urls()] == [*OUTCOMES, PENDING]
    assert [(row.url, row.reason, row.tries) for row in queries.iter_urls("failed")] == [
        ("https://www.harbour.example/failed", "http_status", 1),
        ("https://tram.example/failed", "not_resolved", 0),  # a failure of the host, not of the URL
    ]
    assert all(row.ask_after and row.ask_after > NOW for row in queries.iter_urls("failed"))


@pytest.mark.parametrize(
    ("target", "retried"),
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
def test_the_next_run_fetches_what_is_to_be_retried(
    queries: LedgerQueries, folder: Path, target: str, retried: list[str]
) -> None:
    assert queries.retry(target, now=NOW + 1) == len(retried)
    ledger = start_run(folder, at=NOW + 2)
    assert [entry.url for entry in due_pages(ledger)] == [*retried, PENDING]
    assert all(entry.tries == 0 for entry in due_pages(ledger))
    ledger.close("finished", is_finished=False)


@pytest.mark.parametrize(
    ("target", "forgotten"),
    [
        ("harbour.example", [*OUTCOMES][:3]),
        ("https://tram.example/failed", ["https://tram.example/failed"]),
        (PENDING, [PENDING]),
        ("other.example", []),
    ],
)
def test_a_forgotten_url_is_new_when_it_is_found_again(
    queries: LedgerQueries, folder: Path, target: str, forgotten: list[str]
) -> None:
    assert queries.forget(target) == len(forgotten)
    assert [row.url for row in queries.iter_urls()] == [url for url in [*OUTCOMES, PENDING] if url not in forgotten]
    ledger = start_run(folder, at=NOW + 1)
    added = ledger.add([Link(url=url) for url in OUTCOMES])
    assert [link.url for link in added.new] == [url for url in forgotten if url in OUTCOMES]
    ledger.close("finished", is_finished=False)


def test_nothing_is_forgotten_while_a_crawl_is_running(queries: LedgerQueries, folder: Path) -> None:
    ledger = start_run(folder)
    with pytest.raises(CrawlStateFailed, match="a crawl is running, wait for its end: feed") as failed:
        queries.forget("harbour.example")
    assert failed.value.reason == "already_running"
    ledger.close("finished", is_finished=True)
    assert queries.forget("harbour.example") == 3
