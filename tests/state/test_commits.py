"""A line and its end are recorded together, or neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from ledgers import links, names, opened, pages, written

from newscrawl.errors import OutputFailed
from newscrawl.state.commits import Commits
from newscrawl.state.entries import End
from newscrawl.state.ledger import Ledger


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
def commits(ledger: Ledger, output: Memory) -> Commits:
    commits = Commits(ledger, size=2)
    commits.write_to(output)
    return commits


def test_a_line_is_written_with_its_end_and_not_before(ledger: Ledger, output: Memory, commits: Commits) -> None:
    first, second, _ = pages(ledger)
    commits.write(b"one", site="harbour.example", entry=first)
    commits.write(b"two", site="harbour.example", entry=second)
    commits.add(*written(first))
    assert output.lines == [(b"one", "harbour.example")]
    commits.commit()
    assert ledger.outputs == {"out": 1}
    assert names(pages(ledger)) == ["b", "c"]


def test_what_does_not_end_as_written_has_no_line(ledger: Ledger, output: Memory, commits: Commits) -> None:
    (first, *_) = pages(ledger)
    commits.write(b"one", site="", entry=first)
    commits.add(first, End(state="refused", reason="dropped"))
    assert output.lines == []


def test_a_group_is_full_and_then_recorded_once(ledger: Ledger, commits: Commits) -> None:
    first, second, _ = pages(ledger)
    commits.add(first, End(state="refused", reason="no_text"))
    assert (commits.is_full, first in commits, second in commits) == (False, True, False)
    commits.add(*written(second))
    assert commits.is_full
    assert [entry.number for entry, _ in commits.commit()] == [first.number, second.number]
    assert commits.commit() == []


def test_an_end_whose_line_cannot_be_written_is_none(ledger: Ledger, output: Memory, commits: Commits) -> None:
    first, second, _ = pages(ledger)
    commits.write(b"one", site="", entry=first)
    commits.add(*written(first))
    commits.write(b"two", site="", entry=second)
    output.full = True
    with pytest.raises(OutputFailed):
        commits.add(*written(second))
    commits.commit()
    assert names(pages(ledger)) == ["b", "c"]
    assert ledger.outputs == {"out": 1}


def test_nothing_is_recorded_that_is_not_on_the_disk(ledger: Ledger, output: Memory, commits: Commits) -> None:
    (first, *_) = pages(ledger)
    commits.write(b"one", site="", entry=first)
    commits.add(*written(first))
    output.unsafe = True
    with suppress(OutputFailed):
        commits.commit()
    assert names(pages(ledger)) == ["a", "b", "c"]
    assert ledger.outputs == {}


def test_a_line_of_no_address_is_written_at_once(ledger: Ledger, output: Memory, commits: Commits) -> None:
    commits.write(b"one", site="", entry=None)
    commits.commit()
    assert output.lines == [(b"one", "")]
    assert ledger.outputs == {"out": 1}


def test_what_comes_while_a_group_is_synced_waits_for_the_next(
    ledger: Ledger, output: Memory, commits: Commits
) -> None:
    first, second, third = pages(ledger)
    commits.write(b"one", site="", entry=first)
    commits.write(b"two", site="", entry=second)
    commits.add(*written(first))
    sync = commits.begin()
    assert sync is not None
    commits.add(*written(second))
    commits.write(b"loose", site="", entry=None)
    assert commits.begin() is None
    assert (output.lines, second in commits, third in commits) == ([(b"one", "")], True, False)
    assert [entry.number for entry, _ in commits.finish(sync())] == [first.number]
    assert ledger.outputs == {"out": 1}
    commits.let_go()
    assert output.lines == [(b"one", ""), (b"loose", ""), (b"two", "")]
    assert [entry.number for entry, _ in commits.commit()] == [second.number]
    assert ledger.outputs == {"out": 3}


def test_a_line_held_back_that_cannot_be_written_is_no_end(ledger: Ledger, output: Memory, commits: Commits) -> None:
    first, second, third = pages(ledger)
    commits.add(*written(first))
    commits.begin()
    for entry in (second, third):
        commits.write(b"line", site="", entry=entry)
        commits.add(*written(entry))
    output.full = True
    with pytest.raises(OutputFailed):
        commits.let_go()
    assert (first in commits, second in commits, third in commits) == (True, False, False)
