"""What a site's memory keeps, how much of it, and that the order of the pages does not matter."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.article import Article
from newscrawl.core.memory.sitememory import Known
from newscrawl.core.memory.sitetrace import LinkTrace, Trace, digest, trace_of
from newscrawl.state import sitememory
from newscrawl.state.database import FILE, StateDatabase
from newscrawl.state.sitememory import SiteMemory

SITE = "harbourpost.example"


def trace(number: int, *lines: str, site: str = SITE, title: str | None = None) -> Trace:
    text = "\n\n".join([f"Paragraph {n} of the article number {number} of this site." for n in range(9)] + [*lines])
    made = trace_of(Article(id=f"{site}/{number}", site=site, title=title, text=text))
    assert made is not None
    return made


def learned(traces: Iterable[Trace], links: Iterable[LinkTrace] = ()) -> SiteMemory:
    memory = SiteMemory(StateDatabase(None))
    for one in traces:
        memory.learn([one])
    memory.learn([], links)
    return memory


def standing(known: Known, line: str) -> int:
    return known.standing.get(digest("end", line), 0)


def test_a_line_is_counted_in_all_other_articles_of_its_site() -> None:
    memory = learned(
        [
            *(trace(n, "join the harbour forum") for n in range(5)),
            trace(7),
            trace(8, "join the harbour forum", site="b"),
        ]
    )
    known = memory.recall(trace(0, "join the harbour forum"))
    assert (known.articles, standing(known, "join the harbour forum")) == (5, 4)
    assert memory.recall(trace(9, site="never.seen")) == Known()


def test_an_article_learned_again_counts_once_and_as_it_was_last() -> None:
    asked = trace(9, "join the harbour forum", "read the harbour letter")
    memory = learned([trace(1, "join the harbour forum"), trace(1, "join the harbour forum")])
    assert standing(memory.recall(asked), "join the harbour forum") == 1
    memory.learn([trace(1, "read the harbour letter")])
    known = memory.recall(asked)
    assert (known.articles, standing(known, "join the harbour forum")) == (1, 0)
    assert standing(known, "read the harbour letter") == 1


def test_a_headline_is_that_of_others_whatever_address_they_have() -> None:
    title = "Ferry crews on strike over night shifts"
    memory = learned(
        [trace(1, title=title), trace(2, title=title)], [(SITE, b"link", digest("head", title.casefold()))]
    )
    key = digest("head", title.casefold())
    assert memory.recall(trace(3, title)).headlines == {key: 3}
    assert memory.recall(trace(2, title)).headlines == {key: 2}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory that is full soon."""
    monkeypatch.setattr(sitememory, "ARTICLES_A_SITE", 10)
    monkeypatch.setattr(sitememory, "HEADS_A_SITE", 20)
    monkeypatch.setattr(sitememory, "_SPARE", 5)
    monkeypatch.setattr(sitememory, "SEEN_UNTIL_FORGOTTEN", 1000)


def contents(memory: SiteMemory) -> list[list[tuple[object, ...]]]:
    """All that matters of it: not the numbers that rows happen to have."""
    read = memory._database.read  # noqa: SLF001
    return [
        sorted(
            read(
                "SELECT line, one.article FROM memory_line AS it JOIN memory_article AS one ON it.article = one.number"
            )
        ),
        sorted(read("SELECT article FROM memory_article")),
    ]


@pytest.mark.usefixtures("small")
def test_a_full_memory_is_a_sample_with_whole_counts_in_any_order() -> None:
    traces = [trace(n, *(["join the harbour forum"] if n % 2 else [])) for n in range(60)]
    memory = learned(traces)
    assert contents(memory) == contents(learned(reversed(traces)))
    kept = {row[0] for row in contents(memory)[1]}
    assert len(kept) == 10
    odd = sum(one.ids[0] in kept for one in traces[1::2])
    known = memory.recall(trace(99, "join the harbour forum"))
    assert (known.articles, standing(known, "join the harbour forum")) == (10, odd)


@given(st.permutations(range(24)), st.integers(1, 30))
def test_no_order_makes_a_difference(order: Sequence[int], cap: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sitememory, "ARTICLES_A_SITE", cap)
        straight, mixed = (learned(trace(n, "harbour forum"[: n % 14]) for n in some) for some in (range(24), order))
        assert contents(straight) == contents(mixed)
        assert straight.recall(trace(99, "harbour forum")) == mixed.recall(trace(99, "harbour forum"))


@pytest.mark.usefixtures("small")
def test_no_site_takes_more_than_its_share() -> None:
    memory = learned(trace(n, title=f"Berth number {n} is closed again today") for n in range(100))
    memory.learn([trace(n, title=f"Berth number {n} is closed again today", site="b") for n in range(3)])
    counts = dict(
        memory._database.read(  # noqa: SLF001
            "SELECT name, count(*) FROM memory_head JOIN memory_site USING (site) GROUP BY name"
        )
    )
    assert 20 <= counts[SITE] <= 25
    assert counts["b"] == 3
    title = "Berth number {} is closed again today"
    assert memory.recall(trace(200, title.format(99))).headlines
    assert not memory.recall(trace(200, title.format(1))).headlines


@pytest.mark.usefixtures("small")
def test_old_articles_make_room_for_what_the_site_has_become(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitememory, "SEEN_UNTIL_FORGOTTEN", 50)
    memory = learned(
        [*(trace(n, "the old forum") for n in range(50)), *(trace(n, "the new forum") for n in range(50, 120))]
    )
    known = memory.recall(trace(999, "the old forum", "the new forum"))
    assert (standing(known, "the old forum"), standing(known, "the new forum")) == (0, 10)


def test_an_article_of_any_length_takes_a_bounded_part() -> None:
    one = trace(1, *(f"Line number {n} of a very long list of results of the year." for n in range(30_000)))
    assert len(one.remembered) <= 46
    memory = learned([one])
    assert memory.recall(one) == Known(articles=0)
    assert memory.recall(trace(2)).articles == 1


def learn_some(folder: Path, start: int) -> None:
    """What a process does beside another."""
    with StateDatabase(folder) as database:
        memory = SiteMemory(database)
        for number in range(start, start + 40):
            memory.learn([trace(number, "join the harbour forum")])


def test_two_processes_learn_into_one_file(tmp_path: Path) -> None:
    processes = [multiprocessing.get_context("spawn").Process(target=learn_some, args=(tmp_path, n)) for n in (0, 30)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    with StateDatabase(tmp_path) as database:
        memory = SiteMemory(database)
        known = memory.recall(trace(999, "join the harbour forum"))
        assert (known.articles, standing(known, "join the harbour forum")) == (70, 70)
        assert contents(memory) == contents(learned(trace(n, "join the harbour forum") for n in range(70)))


def test_no_text_is_in_the_file(tmp_path: Path) -> None:
    with StateDatabase(tmp_path) as database:
        SiteMemory(database).learn([trace(1, "join the harbour forum", title="Ferry crews strike over night shifts")])
    content = (tmp_path / FILE).read_bytes().lower()
    assert SITE.encode() in content
    assert b"forum" not in content
    assert b"ferry" not in content
