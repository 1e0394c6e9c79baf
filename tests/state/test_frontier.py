"""The frontier: limits of what is in flight, fair to all sites, and no URL twice."""

from __future__ import annotations

from newscrawl.items import Link, Seed
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import PageEntry, SeedEntry
from tests.ledger_helpers import open_ledger, written_outcome


def make_frontier(ledger: Ledger, *, max_requested: int = 9, per_site: int = 2, max_uncommitted: int = 4) -> Frontier:
    return Frontier(
        ledger, max_requested=max_requested, max_requested_per_site=per_site, max_uncommitted=max_uncommitted
    )


def add_links(ledger: Ledger, **sites: int) -> None:
    for name, count in sites.items():
        ledger.add([Link(url=f"https://{name}.example/{number}") for number in range(count)])


def take_all(frontier: Frontier) -> list[PageEntry | SeedEntry]:
    taken = []
    while entry := frontier.next_entry():
        taken.append(entry)
    return taken


def test_a_large_site_leaves_room_for_the_others() -> None:
    with open_ledger(None) as ledger:
        add_links(ledger, large=50, small=1, other=3)
        taken = [entry.url.split("/")[2] for entry in take_all(make_frontier(ledger))]
    assert sorted(taken) == ["large.example"] * 2 + ["other.example"] * 2 + ["small.example"]


def test_requested_urls_are_limited() -> None:
    with open_ledger(None) as ledger:
        add_links(ledger, a=5, b=5, c=5)
        frontier = make_frontier(ledger, max_requested=3)
        taken = take_all(frontier)
        assert len(taken) == 3
        frontier.mark_responded(taken[0])
        assert len(take_all(frontier)) == 1


def test_nothing_is_requested_while_too_many_urls_are_uncommitted() -> None:
    with open_ledger(None) as ledger:
        add_links(ledger, a=20)
        frontier = make_frontier(ledger, max_uncommitted=3)
        uncommitted = []
        while entry := frontier.next_entry():
            frontier.mark_responded(entry)
            uncommitted.append(entry)
        assert len(uncommitted) == 3
        assert frontier.is_full
        frontier.mark_done(uncommitted[0])
        assert len(take_all(frontier)) == 2


def test_every_url_is_taken_once_and_then_the_frontier_is_empty() -> None:
    with open_ledger(None) as ledger:
        add_links(ledger, a=30, b=7)
        ledger.add([Seed(url=f"https://a.example/list/{number}") for number in range(5)])
        frontier = make_frontier(ledger)
        seen: list[str] = []
        while entry := frontier.next_entry():
            seen.append(entry.url)
            if isinstance(entry, PageEntry):
                ledger.commit([written_outcome(entry)], {})
            else:
                ledger.complete_seed(entry)
            frontier.mark_done(entry)
        assert len(seen) == len(set(seen)) == 42
        assert not frontier.in_flight
        assert frontier.site_count == 0


def test_a_seed_and_an_article_are_taken_in_turn() -> None:
    with open_ledger(None) as ledger:
        ledger.add([Seed(url=f"https://a.example/list/{number}") for number in range(3)])
        add_links(ledger, a=3)
        taken = take_all(make_frontier(ledger, per_site=6))
    assert [type(entry) for entry in taken] == [SeedEntry, PageEntry] * 3


def test_links_that_are_found_later_are_taken_too() -> None:
    with open_ledger(None) as ledger:
        frontier = make_frontier(ledger)
        assert take_all(frontier) == []
        frontier.add_sites(ledger.add([Link(url="https://a.example/1")]).site_ids)
        entry = frontier.next_entry()
        assert entry is not None
        assert frontier.is_in_flight(entry)
        assert frontier.in_flight == [entry]
