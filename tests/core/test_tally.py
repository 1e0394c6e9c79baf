"""The account of a run adds up, in whatever order things happen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.tally import STATES, State, Tally

URLS = st.integers(0, 9).map("https://harbour.example/{}".format)
STEPS = st.lists(st.tuples(URLS, st.sampled_from([None, *STATES])))


def test_an_address_is_discovered_once() -> None:
    tally = Tally()
    assert tally.discover("https://harbour.example/a")
    assert not tally.discover("http://www.harbour.example/a/?utm_source=feed#top")
    assert tally.discovered == tally.pending == 1


def test_an_address_ends_once() -> None:
    tally = Tally()
    tally.discover("https://harbour.example/a")
    assert tally.settle("https://harbour.example/a", "refused", "no_text")
    assert not tally.settle("https://harbour.example/a", "written")
    assert (tally.count("refused"), tally.count("written"), tally.pending) == (1, 0, 0)


def test_what_was_never_discovered_has_no_end() -> None:
    tally = Tally()
    assert not tally.settle("https://harbour.example/a", "written")
    assert (tally.discovered, tally.count("written")) == (0, 0)


@given(STEPS)
def test_it_adds_up(steps: list[tuple[str, State | None]]) -> None:
    tally = Tally()
    for url, state in steps:
        if state is None:
            tally.discover(url)
        else:
            tally.settle(url, state, "some_reason")
    assert tally.discovered == tally.pending + sum(map(tally.count, STATES))
    assert tally.discovered == len({url for url, state in steps if state is None})


def test_the_table_names_every_state_and_its_reasons_the_most_frequent_first() -> None:
    tally = Tally()
    for number, reason in enumerate(["robots", "no_text", "no_text"]):
        tally.discover(f"https://harbour.example/{number}")
        tally.settle(f"https://harbour.example/{number}", "refused", reason)
    tally.discover("https://harbour.example/w")
    tally.settle("https://harbour.example/w", "written")
    tally.discover("https://harbour.example/p")
    assert tally.table().splitlines() == [
        "  discovered       5",
        "  written          1",
        "  refused          3  no_text 2, robots 1",
        "  failed           0",
        "  pending          1",
    ]
