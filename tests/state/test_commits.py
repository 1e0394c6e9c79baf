"""A line and the outcome of its URL are committed together, or neither is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from newscrawl.exceptions import OutputFailed
from newscrawl.state.commits import CommitBatch
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import Outcome
from tests.ledger_helpers import due_pages, make_links, open_ledger, url_names, written_outcome


class FakeOutput:
    """An output in memory that can fail."""

    def __init__(self) -> None:
        self.lines: list[tuple[bytes, str]] = []
        self.is_full = self.fails_to_sync = False

    def append(self, line: bytes, *, site: str = "") -> None:
        """Take a line, unless the disk is full."""
        if self.is_full:
            raise OutputFailed("no room", reason="disk_full")
        self.lines.append((line, site))

    def sync(self) -> dict[str, int]:
        """Return the number of lines as the length, unless syncing fails."""
        if self.fails_to_sync:
            raise OutputFailed("cannot be synced")
        return {"out": len(self.lines)}


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with open_ledger(None) as ledger:
        ledger.add(make_links("a", "b", "c"))
        yield ledger


@pytest.fixture
def output() -> FakeOutput:
    return FakeOutput()


@pytest.fixture
def batch(ledger: Ledger, output: FakeOutput) -> CommitBatch:
    batch = CommitBatch(ledger, max_size=2)
    batch.set_output(output)
    return batch


def test_a_line_is_appended_with_its_outcome_and_not_before(
    ledger: Ledger, output: FakeOutput, batch: CommitBatch
) -> None:
    first, second, _ = due_pages(ledger)
    batch.write(b"one", site="harbour.example", entry=first)
    batch.write(b"two", site="harbour.example", entry=second)
    batch.add(*written_outcome(first))
    assert output.lines == [(b"one", "harbour.example")]
    batch.commit()
    assert ledger.output_lengths == {"out": 1}
    assert url_names(due_pages(ledger)) == ["b", "c"]


def test_a_refused_url_has_no_line(ledger: Ledger, output: FakeOutput, batch: CommitBatch) -> None:
    (first, *_) = due_pages(ledger)
    batch.write(b"one", site="", entry=first)
    batch.add(first, Outcome(state="refused", reason="dropped"))
    assert output.lines == []


def test_a_full_batch_is_committed_once(ledger: Ledger, batch: CommitBatch) -> None:
    first, second, _ = due_pages(ledger)
    batch.add(first, Outcome(state="refused", reason="no_text"))
    assert (batch.is_full, first in batch, second in batch) == (False, True, False)
    batch.add(*written_outcome(second))
    assert batch.is_full
    assert [entry.row_id for entry, _ in batch.commit()] == [first.row_id, second.row_id]
    assert batch.commit() == []


def test_a_line_that_cannot_be_appended_has_no_outcome(ledger: Ledger, output: FakeOutput, batch: CommitBatch) -> None:
    first, second, _ = due_pages(ledger)
    batch.write(b"one", site="", entry=first)
    batch.add(*written_outcome(first))
    batch.write(b"two", site="", entry=second)
    output.is_full = True
    with pytest.raises(OutputFailed):
        batch.add(*written_outcome(second))
    batch.commit()
    assert url_names(due_pages(ledger)) == ["b", "c"]
    assert ledger.output_lengths == {"out": 1}


def test_nothing_is_committed_that_is_not_on_the_disk(ledger: Ledger, output: FakeOutput, batch: CommitBatch) -> None:
    (first, *_) = due_pages(ledger)
    batch.write(b"one", site="", entry=first)
    batch.add(*written_outcome(first))
    output.fails_to_sync = True
    with suppress(OutputFailed):
        batch.commit()
    assert url_names(due_pages(ledger)) == ["a", "b", "c"]
    assert ledger.output_lengths == {}


def test_a_line_without_an_entry_is_appended_at_once(ledger: Ledger, output: FakeOutput, batch: CommitBatch) -> None:
    batch.write(b"one", site="", entry=None)
    batch.commit()
    assert output.lines == [(b"one", "")]
    assert ledger.output_lengths == {"out": 1}


def test_what_arrives_during_a_sync_is_deferred_to_the_next_batch(
    ledger: Ledger, output: FakeOutput, batch: CommitBatch
) -> None:
    first, second, third = due_pages(ledger)
    batch.write(b"one", site="", entry=first)
    batch.write(b"two", site="", entry=second)
    batch.add(*written_outcome(first))
    sync = batch.begin_commit()
    assert sync is not None
    batch.add(*written_outcome(second))
    batch.write(b"loose", site="", entry=None)
    assert batch.begin_commit() is None
    assert (output.lines, second in batch, third in batch) == ([(b"one", "")], True, False)
    assert [entry.row_id for entry, _ in batch.finish_commit(sync())] == [first.row_id]
    assert ledger.output_lengths == {"out": 1}
    batch.release()
    assert output.lines == [(b"one", ""), (b"loose", ""), (b"two", "")]
    assert [entry.row_id for entry, _ in batch.commit()] == [second.row_id]
    assert ledger.output_lengths == {"out": 3}


def test_a_deferred_line_that_cannot_be_appended_has_no_outcome(
    ledger: Ledger, output: FakeOutput, batch: CommitBatch
) -> None:
    first, second, third = due_pages(ledger)
    batch.add(*written_outcome(first))
    batch.begin_commit()
    for entry in (second, third):
        batch.write(b"line", site="", entry=entry)
        batch.add(*written_outcome(entry))
    output.is_full = True
    with pytest.raises(OutputFailed):
        batch.release()
    assert (first in batch, second in batch, third in batch) == (True, False, False)
