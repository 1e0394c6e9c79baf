"""What a site's memory keeps, how much of it, and that the order of the pages does not matter."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.boilerplate.cross_page import SiteLineStats
from newscrawl.boilerplate.fingerprint import ArticleFingerprint, LinkFingerprint, digest_text, fingerprint_article
from newscrawl.items import Article
from newscrawl.state import cross_page
from newscrawl.state.cross_page import CrossPageStore
from newscrawl.state.database import STATE_FILE_NAME, StateDatabase

SITE = "harbourpost.example"


def trace(number: int, *lines: str, site: str = SITE, title: str | None = None) -> ArticleFingerprint:
    text = "\n\n".join([f"Paragraph {n} of the article number {number} of this site." for n in range(9)] + [*lines])
    made = fingerprint_article(Article(id=f"{site}/{number}", site=site, title=title, text=text))
    assert made is not None
    return made


def learned(traces: Iterable[ArticleFingerprint], links: Iterable[LinkFingerprint] = ()) -> CrossPageStore:
    memory = CrossPageStore(StateDatabase(None))
    for one in traces:
        memory.add([one])
    memory.add([], links)
    return memory


def standing(known: SiteLineStats, line: str) -> int:
    return known.line_counts.get(digest_text("end", line), 0)


def test_a_line_is_counted_in_all_other_articles_of_its_site() -> None:
    memory = learned(
        [
            *(trace(n, "join the harbour forum") for n in range(5)),
            trace(7),
            trace(8, "join the harbour forum", site="b"),
        ]
    )
    known = memory.get_line_stats(trace(0, "join the harbour forum"))
    assert (known.article_count, standing(known, "join the harbour forum")) == (5, 4)
    assert memory.get_line_stats(trace(9, site="never.seen")) == SiteLineStats()


def test_an_article_learned_again_counts_once_and_as_it_was_last() -> None:
    asked = trace(9, "join the harbour forum", "read the harbour letter")
    memory = learned([trace(1, "join the harbour forum"), trace(1, "join the harbour forum")])
    assert standing(memory.get_line_stats(asked), "join the harbour forum") == 1
    memory.add([trace(1, "read the harbour letter")])
    known = memory.get_line_stats(asked)
    assert (known.article_count, standing(known, "join the harbour forum")) == (1, 0)
    assert standing(known, "read the harbour letter") == 1


def test_a_headline_is_that_of_others_whatever_address_they_have() -> None:
    title = "Ferry crews on strike over night shifts"
    memory = learned(
        [trace(1, title=title), trace(2, title=title)], [(SITE, b"link", digest_text("head", title.casefold()))]
    )
    key = digest_text("head", title.casefold())
    assert memory.get_line_stats(trace(3, title)).headline_counts == {key: 3}
    assert memory.get_line_stats(trace(2, title)).headline_counts == {key: 2}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A memory that is full soon."""
    monkeypatch.setattr(cross_page, "MAX_ARTICLES_PER_SITE", 10)
    monkeypatch.setattr(cross_page, "MAX_HEADLINES_PER_SITE", 20)
    monkeypatch.setattr(cross_page, "_MAX_EXCESS_HEADLINES", 5)
    monkeypatch.setattr(cross_page, "MAX_NEWER_ARTICLES", 1000)


def contents(memory: CrossPageStore) -> list[list[tuple[object, ...]]]:
    """All that matters of it: not the numbers that rows happen to have."""
    read = memory._database.fetch_all  # noqa: SLF001
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
    odd = sum(one.id_digests[0] in kept for one in traces[1::2])
    known = memory.get_line_stats(trace(99, "join the harbour forum"))
    assert (known.article_count, standing(known, "join the harbour forum")) == (10, odd)


@given(st.permutations(range(24)), st.integers(1, 30))
def test_no_order_makes_a_difference(order: Sequence[int], cap: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cross_page, "MAX_ARTICLES_PER_SITE", cap)
        straight, mixed = (learned(trace(n, "harbour forum"[: n % 14]) for n in some) for some in (range(24), order))
        assert contents(straight) == contents(mixed)
        assert straight.get_line_stats(trace(99, "harbour forum")) == mixed.get_line_stats(trace(99, "harbour forum"))


@pytest.mark.usefixtures("small")
def test_no_site_takes_more_than_its_share() -> None:
    memory = learned(trace(n, title=f"Berth number {n} is closed again today") for n in range(100))
    memory.add([trace(n, title=f"Berth number {n} is closed again today", site="b") for n in range(3)])
    counts = dict(
        memory._database.fetch_all(  # noqa: SLF001
            "SELECT name, count(*) FROM memory_head JOIN memory_site USING (site) GROUP BY name"
        )
    )
    assert 20 <= counts[SITE] <= 25
    assert counts["b"] == 3
    title = "Berth number {} is closed again today"
    assert memory.get_line_stats(trace(200, title.format(99))).headline_counts
    assert not memory.get_line_stats(trace(200, title.format(1))).headline_counts


@pytest.mark.usefixtures("small")
def test_old_articles_make_room_for_what_the_site_has_become(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_page, "MAX_NEWER_ARTICLES", 50)
    memory = learned(
        [*(trace(n, "the old forum") for n in range(50)), *(trace(n, "the new forum") for n in range(50, 120))]
    )
    known = memory.get_line_stats(trace(999, "the old forum", "the new forum"))
    assert (standing(known, "the old forum"), standing(known, "the new forum")) == (0, 10)


def test_an_article_of_any_length_takes_a_bounded_part() -> None:
    one = trace(1, *(f"Line number {n} of a very long list of results of the year." for n in range(30_000)))
    assert len(one.line_digests) <= 46
    memory = learned([one])
    assert memory.get_line_stats(one) == SiteLineStats(article_count=0)
    assert memory.get_line_stats(trace(2)).article_count == 1


def learn_some(folder: Path, start: int) -> None:
    """What a process does beside another."""
    with StateDatabase(folder) as database:
        memory = CrossPageStore(database)
        for number in range(start, start + 40):
            memory.add([trace(number, "join the harbour forum")])


def test_two_processes_learn_into_one_file(tmp_path: Path) -> None:
    processes = [multiprocessing.get_context("spawn").Process(target=learn_some, args=(tmp_path, n)) for n in (0, 30)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    with StateDatabase(tmp_path) as database:
        memory = CrossPageStore(database)
        known = memory.get_line_stats(trace(999, "join the harbour forum"))
        assert (known.article_count, standing(known, "join the harbour forum")) == (70, 70)
        assert contents(memory) == contents(learned(trace(n, "join the harbour forum") for n in range(70)))


def test_no_text_is_in_the_file(tmp_path: Path) -> None:
    with StateDatabase(tmp_path) as database:
        CrossPageStore(database).add([trace(1, "join the harbour forum", title="Ferry crews strike over night shifts")])
    content = (tmp_path / STATE_FILE_NAME).read_bytes().lower()
    assert SITE.encode() in content
    assert b"forum" not in content
    assert b"ferry" not in content
