"""Extractors side by side: what counts as read, which pages are compared, and a peer in a Python of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest

from benchmarks.comparison import Measured, compared, rows
from benchmarks.fundus_peer import fundus, hosts_of, published_on
from benchmarks.peer_process import Elsewhere
from benchmarks.peers import every_page, load_peer
from benchmarks.timing import Outcome, Taken, timed

STORY = "<p>The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs.</p>"
PAGE = f"<html><head><title>Strike</title></head><body><article>{STORY * 4}</article></body></html>".encode()


def broken(body: bytes) -> object:
    raise ValueError(body)


@pytest.mark.parametrize(
    ("outcome", "why", "reader"),
    [
        pytest.param("read", "", every_page(bytes.decode), id="a text"),
        pytest.param("failed", "", every_page(lambda body: ""), id="no text"),
        pytest.param("failed", "ValueError", every_page(broken), id="an error"),
        pytest.param("unknown", "", lambda body: None, id="not its publisher"),
    ],
)
def test_a_page_is_read_only_where_something_came_of_it(outcome: str, why: str, reader: object) -> None:
    taken = timed(reader)(b"page")  # type: ignore[arg-type]
    assert (taken.outcome, taken.why) == (outcome, why)


def measured(outcomes: list[Outcome], *rounds: list[float]) -> Measured:
    found = Measured(first=[])
    found.add([Taken(outcome, why="KeyError" if outcome == "failed" else "") for outcome in outcomes])
    for seconds in rounds:
        found.add([Taken("read", one) for one in seconds])
    return found


def test_ratios_are_over_the_pages_that_both_read_and_name_the_worst() -> None:
    own = measured(["read", "read", "read", "failed"], [0.01, 0.01, 0.02, 9], [0.01, 0.01, 0.02, 9])
    other = measured(["read", "read", "unknown", "read"], [0.02, 0.005, 0, 9], [0.04, 0.005, 0, 9])
    found = compared({"newscrawl": own, "other": other})["other"]
    assert (found["pages_read"], found["pages_failed"], found["pages_compared"]) == (3, 0, 2)
    assert found["ratios_by_page"] == [0.5, 3.0]
    assert (found["pages_newscrawl_is_slower_on"], found["share_newscrawl_is_slower_on"]) == (1, 0.5)
    assert found["worst_ratio"] == 0.5
    assert (found["ratio_of_pages"].low, found["ratio_of_pages"].high) == (1.25, 2.25)
    assert found["ratio_of_totals"].high == pytest.approx(2.25)


def test_the_table_says_how_many_pages_were_read_and_where_newscrawl_is_slower() -> None:
    own = measured(["read", "read"], [0.01, 0.01])
    other = measured(["read", "failed"], [0.005, 0])
    alone = measured(["failed", "failed"], [0, 0])
    found = compared({"newscrawl": own, "other": other, "alone": alone})
    lines = {str(name): cells for name, *cells in rows(found, 2)}
    assert lines["other"][:4] == ["1 of 2", 1, "5.0", "5.0"]
    assert lines["other"][-2:] == ["1 (100.0%)", "0.50"]
    assert lines["alone"] == ["0 of 2", 2, *[""] * 6]
    assert found["alone"]["failures"] == {"KeyError": 2}


@pytest.mark.parametrize(
    ("head", "hosts"),
    [
        ('<link rel="canonical" href="https://www.tide.example/a">', ["tide.example", "example"]),
        ('<link href="https://m.tide.example/a" rel="canonical"/>', ["m.tide.example", "tide.example", "example"]),
        ("<meta property=og:url content=https://tide.example/a>", ["tide.example", "example"]),
        ('<link rel="stylesheet" href="https://tide.example/a.css">', []),
        ('<link rel="canonical" href="/a">', []),
        ('<link rel="canonical" href="https://[/a">', []),
    ],
)
def test_a_pages_own_address_tells_its_publisher(head: str, hosts: list[str]) -> None:
    assert [*hosts_of(f"<html><head>{head}</head>".encode())] == hosts


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ('"datePublished": "2026-05-03T10:00:00Z"', date(2026, 5, 3)),
        ('<meta property="article:published_time" content="2026-05-03">', date(2026, 5, 3)),
        ('"datePublished": "2026-15-03"', None),
        ("3 May 2026", None),
    ],
)
def test_the_day_decides_which_of_a_publishers_parsers_reads_it(stated: str, day: date | None) -> None:
    assert published_on(stated.encode()) == day


def test_fundus_reads_the_pages_of_its_publishers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    class Parser:
        def parse(self, html: str, error_handling: str) -> dict[str, object]:
            asked.append(error_handling)
            return {"body": html.partition("|")[2]}

    def parser(day: date | None) -> Parser:
        asked.append(day)
        return Parser()

    publisher = SimpleNamespace(
        domain="https://www.tide.example/", deprecated_domains=["https://oldtide.example"], parser=parser
    )
    monkeypatch.setitem(sys.modules, "fundus", SimpleNamespace(PublisherCollection=[publisher]))
    take = timed(fundus())
    page = '<link rel="canonical" href="https://news.{}/a">"datePublished":"2026-05-03"|{}'
    assert take(page.format("tide.example", "Text").encode()).outcome == "read"
    assert asked == [date(2026, 5, 3), "suppress"]
    assert take(page.format("oldtide.example", " ").encode()).outcome == "failed"
    assert take(page.format("ebb.example", "Text").encode()).outcome == "unknown"


def test_a_peer_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fundus", None)
    assert load_peer("fundus") is None
    with pytest.raises(SystemExit, match="no such peer"):
        load_peer("nobody")


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    reader = Elsewhere(sys.executable, "trafilatura")
    yield reader
    reader.close()


def test_another_python_reads_pages_and_says_with_what(elsewhere: Elsewhere) -> None:
    assert elsewhere.versions.keys() == {"trafilatura", "lxml"}
    assert elsewhere(PAGE).outcome == "read"
    elsewhere.settle()
    again = elsewhere(PAGE)
    assert again.outcome == "read"
    assert again.seconds > 0
    assert elsewhere(b"<html>").outcome == "failed"


def test_a_python_that_is_none_or_has_no_such_peer_is_one_line() -> None:
    with pytest.raises(SystemExit, match="trafilatura: no-such-python: No such file"):
        Elsewhere("no-such-python", "trafilatura")
    with pytest.raises(SystemExit, match="nobody: the other Python ended with 1"):
        Elsewhere(sys.executable, "nobody")
