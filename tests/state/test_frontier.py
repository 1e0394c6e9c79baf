"""What is under way at once: bounded, fair to all sites, and never the same thing twice."""

from __future__ import annotations

from newscrawl.items import Link, Seed
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import PageEntry, SeedEntry
from tests.ledger_helpers import opened, written


def crawl(ledger: Ledger, *, most_asked: int = 9, of_site: int = 2, answered: int = 4) -> Frontier:
    return Frontier(ledger, max_requested=most_asked, max_requested_per_site=of_site, max_uncommitted=answered)


def fill(ledger: Ledger, **sites: int) -> None:
    for name, count in sites.items():
        ledger.add([Link(url=f"https://{name}.example/{number}") for number in range(count)])


def take_all(frontier: Frontier) -> list[PageEntry | SeedEntry]:
    taken = []
    while entry := frontier.next_entry():
        taken.append(entry)
    return taken


def test_a_site_with_much_leaves_room_for_the_others() -> None:
    with opened(None) as ledger:
        fill(ledger, large=50, small=1, other=3)
        taken = [entry.url.split("/")[2] for entry in take_all(crawl(ledger))]
    assert sorted(taken) == ["large.example"] * 2 + ["other.example"] * 2 + ["small.example"]


def test_no_more_than_so_many_are_asked_at_once() -> None:
    with opened(None) as ledger:
        fill(ledger, a=5, b=5, c=5)
        frontier = crawl(ledger, most_asked=3)
        taken = take_all(frontier)
        assert len(taken) == 3
        frontier.mark_responded(taken[0])
        assert len(take_all(frontier)) == 1


def test_nothing_is_asked_while_too_much_is_not_recorded() -> None:
    with opened(None) as ledger:
        fill(ledger, a=20)
        frontier = crawl(ledger, answered=3)
        under_way = []
        while entry := frontier.next_entry():
            frontier.mark_responded(entry)
            under_way.append(entry)
        assert len(under_way) == 3
        assert frontier.is_full
        frontier.mark_done(under_way[0])
        assert len(take_all(frontier)) == 2


def test_everything_is_taken_once_and_then_it_is_empty() -> None:
    with opened(None) as ledger:
        fill(ledger, a=30, b=7)
        ledger.add([Seed(url=f"https://a.example/list/{number}") for number in range(5)])
        frontier = crawl(ledger)
        seen: list[str] = []
        while entry := frontier.next_entry():
            seen.append(entry.url)
            if isinstance(entry, PageEntry):
                ledger.commit([written(entry)], {})
            else:
                ledger.complete_seed(entry)
            frontier.mark_done(entry)
        assert len(seen) == len(set(seen)) == 42
        assert not frontier.in_flight
        assert frontier.site_count == 0


def test_a_source_and_an_article_are_taken_in_turn() -> None:
    with opened(None) as ledger:
        ledger.add([Seed(url=f"https://a.example/list/{number}") for number in range(3)])
        fill(ledger, a=3)
        taken = take_all(crawl(ledger, of_site=6))
    assert [type(entry) for entry in taken] == [SeedEntry, PageEntry] * 3


def test_what_is_found_later_is_taken_too() -> None:
    with opened(None) as ledger:
        frontier = crawl(ledger)
        assert take_all(frontier) == []
        frontier.add_sites(ledger.add([Link(url="https://a.example/1")]).site_ids)
        entry = frontier.next_entry()
        assert entry is not None
        assert frontier.is_in_flight(entry)
        assert frontier.in_flight == [entry]
