"""A crawl that is killed and started again writes the same lines as one that was not killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kill_matrix import Outcome, compare
from benchmarks.kill_runs import INT, INT_TWICE, KILL, MAX_REFETCHED, TERM

KILLS = 6
"""`benchmarks/kill_matrix.py` has forty, in a crawl of 2,000 pages."""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder: Path = tmp_path_factory.mktemp("kills")
    return compare(120, KILLS, 5, folder)


def test_no_line_is_lost_or_written_twice(outcome: Outcome) -> None:
    assert (outcome.lost, outcome.added) == (0, 0)
    assert outcome.lines > 120


def test_the_crawl_was_ended_in_several_ways_and_continued(outcome: Outcome) -> None:
    assert len(outcome.stops) >= KILLS - 1
    assert {KILL, TERM, INT, INT_TWICE} >= {stop.moment.how for stop in outcome.stops} > {KILL}


def test_few_pages_are_fetched_again(outcome: Outcome) -> None:
    assert [stop for stop in outcome.stops if stop.again > MAX_REFETCHED] == []
