"""A line and its end are recorded together, or neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest

from newscrawl.exceptions import OutputFailed
from newscrawl.state.commits import CommitBatch
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import Outcome
from tests.ledger_helpers import links, names, opened, pages, written


class Memory:
    """An output that can break."""

    def __init__(self) -> None:
        self.lines: list[tuple[bytes, str]] = []
        self.full = self.unsafe = False

    def append(self, line: bytes, *, site: str = "") -> None:
        """Take a line, unless there is no room."""
        if self.full:
            raise OutputFailed("no room", reason="disk_full")
        self.lines.append((line, site))

    def sync(self) -> dict[str, int]:
        """Say how many lines there are, unless the disk is broken."""
        if self.unsafe:
            raise OutputFailed("cannot be synced")
        return {"out": len(self.lines)}


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with opened(None) as ledger:
        ledger.add(links("a", "b", "c"))
        yield ledger


@pytest.fixture
def output() -> Memory:
    return Memory()


@pytest.fixture
def commits(ledger: Ledger, output: Memory) -> CommitBatch:
    commits = CommitBatch(ledger, max_size=2)
    commits.set_output(output)
    return commits


def test_a_line_is_written_with_its_end_and_not_before(ledger: Ledger, output: Memory, commits: CommitBatch) -> None:
    first, second, _ = pages(ledger)
    commits.write(b"one", site="harbour.example", entry=first)
    commits.write(b"two", site="harbour.example", entry=second)
    commits.add(*written(first))
    assert output.lines == [(b"one", "harbour.example")]
    commits.commit()
    assert ledger.output_lengths == {"out": 1}
    assert names(pages(ledger)) == ["b", "c"]


def test_what_does_not_end_as_written_has_no_line(ledger: Ledger, output: Memory, commits: CommitBatch) -> None:
    (first, *_) = pages(ledger)
    commits.write(b"one", site="", entry=first)
    commits.add(first, Outcome(state="refused", reason="dropped"))
    assert output.lines == []


def test_a_group_is_full_and_then_recorded_once(ledger: Ledger, commits: CommitBatch) -> None:
    first, second, _ = pages(ledger)
    commits.add(first, Outcome(state="refused", reason="no_text"))
    assert (commits.is_full, first in commits, second in commits) == (False, True, False)
    commits.add(*written(second))
    assert commits.is_full
    assert [entry.row_id for entry, _ in commits.commit()] == [first.row_id, second.row_id]
    assert commits.commit() == []


def test_an_end_whose_line_cannot_be_written_is_none(ledger: Ledger, output: Memory, commits: CommitBatch) -> None:
    first, second, _ = pages(ledger)
    commits.write(b"one", site="", entry=first)
    commits.add(*written(first))
    commits.write(b"two", site="", entry=second)
    output.full = True
    with pytest.raises(OutputFailed):
        commits.add(*written(second))
    commits.commit()
    assert names(pages(ledger)) == ["b", "c"]
    assert ledger.output_lengths == {"out": 1}


def test_nothing_is_recorded_that_is_not_on_the_disk(ledger: Ledger, output: Memory, commits: CommitBatch) -> None:
    (first, *_) = pages(ledger)
    commits.write(b"one", site="", entry=first)
    commits.add(*written(first))
    output.unsafe = True
    with suppress(OutputFailed):
        commits.commit()
    assert names(pages(ledger)) == ["a", "b", "c"]
    assert ledger.output_lengths == {}


def test_a_line_of_no_address_is_written_at_once(ledger: Ledger, output: Memory, commits: CommitBatch) -> None:
    commits.write(b"one", site="", entry=None)
    commits.commit()
    assert output.lines == [(b"one", "")]
    assert ledger.output_lengths == {"out": 1}


def test_what_comes_while_a_group_is_synced_waits_for_the_next(
    ledger: Ledger, output: Memory, commits: CommitBatch
) -> None:
    first, second, third = pages(ledger)
    commits.write(b"one", site="", entry=first)
    commits.write(b"two", site="", entry=second)
    commits.add(*written(first))
    sync = commits.begin_commit()
    assert sync is not None
    commits.add(*written(second))
    commits.write(b"loose", site="", entry=None)
    assert commits.begin_commit() is None
    assert (output.lines, second in commits, third in commits) == ([(b"one", "")], True, False)
    assert [entry.row_id for entry, _ in commits.finish_commit(sync())] == [first.row_id]
    assert ledger.output_lengths == {"out": 1}
    commits.release()
    assert output.lines == [(b"one", ""), (b"loose", ""), (b"two", "")]
    assert [entry.row_id for entry, _ in commits.commit()] == [second.row_id]
    assert ledger.output_lengths == {"out": 3}


def test_a_line_held_back_that_cannot_be_written_is_no_end(
    ledger: Ledger, output: Memory, commits: CommitBatch
) -> None:
    first, second, third = pages(ledger)
    commits.add(*written(first))
    commits.begin_commit()
    for entry in (second, third):
        commits.write(b"line", site="", entry=entry)
        commits.add(*written(entry))
    output.full = True
    with pytest.raises(OutputFailed):
        commits.release()
    assert (first in commits, second in commits, third in commits) == (True, False, False)
