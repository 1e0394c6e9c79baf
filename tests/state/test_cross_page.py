"""What the cross-page memory of a site keeps and how much, and that the order of the pages does not matter."""

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


def fingerprint(number: int, *lines: str, site: str = SITE, title: str | None = None) -> ArticleFingerprint:
    text = "\n\n".join([f"Paragraph {n} of the article number {number} of this site." for n in range(9)] + [*lines])
    made = fingerprint_article(Article(id=f"{site}/{number}", site=site, title=title, text=text))
    assert made is not None
    return made


def store_with(fingerprints: Iterable[ArticleFingerprint], links: Iterable[LinkFingerprint] = ()) -> CrossPageStore:
    store = CrossPageStore(StateDatabase(None))
    for one in fingerprints:
        store.add([one])
    store.add([], links)
    return store


def count_of(known: SiteLineStats, line: str) -> int:
    return known.line_counts.get(digest_text("end", line), 0)


def test_a_line_is_counted_in_all_other_articles_of_its_site() -> None:
    store = store_with(
        [
            *(fingerprint(n, "join the harbour forum") for n in range(5)),
            fingerprint(7),
            fingerprint(8, "join the harbour forum", site="b"),
        ]
    )
    known = store.get_line_stats(fingerprint(0, "join the harbour forum"))
    assert (known.article_count, count_of(known, "join the harbour forum")) == (5, 4)
    assert store.get_line_stats(fingerprint(9, site="never.seen")) == SiteLineStats()


@pytest.mark.parametrize("stored", range(6))
def test_articles_that_are_not_committed_yet_count_like_those_that_are(stored: int) -> None:
    others = [
        fingerprint(n, "join the harbour forum", title=f"Berth number {n} was given to another boat") for n in range(5)
    ]
    asking = fingerprint(9, "Berth number 2 was given to another boat", "join the harbour forum")
    store = store_with(others[:stored])
    assert store.get_line_stats(asking, others[stored:]) == store_with(others).get_line_stats(asking)
    assert store.get_line_stats(others[0], [others[0]]) == store.get_line_stats(others[0])


def test_an_article_that_is_added_again_replaces_its_former_version() -> None:
    asked = fingerprint(9, "join the harbour forum", "read the harbour letter")
    store = store_with([fingerprint(1, "join the harbour forum"), fingerprint(1, "join the harbour forum")])
    assert count_of(store.get_line_stats(asked), "join the harbour forum") == 1
    store.add([fingerprint(1, "read the harbour letter")])
    known = store.get_line_stats(asked)
    assert (known.article_count, count_of(known, "join the harbour forum")) == (1, 0)
    assert count_of(known, "read the harbour letter") == 1


def test_the_headlines_of_other_articles_are_counted_by_their_ids() -> None:
    title = "Ferry crews on strike over night shifts"
    store = store_with(
        [fingerprint(1, title=title), fingerprint(2, title=title)],
        [(SITE, b"link", digest_text("head", title.casefold()))],
    )
    key = digest_text("head", title.casefold())
    assert store.get_line_stats(fingerprint(3, title)).headline_counts == {key: 3}
    assert store.get_line_stats(fingerprint(2, title)).headline_counts == {key: 2}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is full soon."""
    monkeypatch.setattr(cross_page, "MAX_ARTICLES_PER_SITE", 10)
    monkeypatch.setattr(cross_page, "MAX_HEADLINES_PER_SITE", 20)
    monkeypatch.setattr(cross_page, "_MAX_EXCESS_HEADLINES", 5)
    monkeypatch.setattr(cross_page, "MAX_NEWER_ARTICLES", 1000)


def contents(store: CrossPageStore) -> list[list[tuple[object, ...]]]:
    """The stored articles and lines, without row numbers."""
    read = store._database.fetch_all  # noqa: SLF001
    return [
        sorted(
            read(
                "SELECT line, one.article FROM memory_line AS it JOIN memory_article AS one ON it.article = one.number"
            )
        ),
        sorted(read("SELECT article FROM memory_article")),
    ]


@pytest.mark.usefixtures("small")
def test_a_full_store_is_the_same_sample_in_any_order() -> None:
    fingerprints = [fingerprint(n, *(["join the harbour forum"] if n % 2 else [])) for n in range(60)]
    store = store_with(fingerprints)
    assert contents(store) == contents(store_with(reversed(fingerprints)))
    kept = {row[0] for row in contents(store)[1]}
    assert len(kept) == 10
    odd = sum(one.id_digests[0] in kept for one in fingerprints[1::2])
    known = store.get_line_stats(fingerprint(99, "join the harbour forum"))
    assert (known.article_count, count_of(known, "join the harbour forum")) == (10, odd)


@given(st.permutations(range(24)), st.integers(1, 30))
def test_the_order_of_the_articles_makes_no_difference(order: Sequence[int], cap: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cross_page, "MAX_ARTICLES_PER_SITE", cap)
        straight, mixed = (
            store_with(fingerprint(n, "harbour forum"[: n % 14]) for n in some) for some in (range(24), order)
        )
        assert contents(straight) == contents(mixed)
        assert straight.get_line_stats(fingerprint(99, "harbour forum")) == mixed.get_line_stats(
            fingerprint(99, "harbour forum")
        )


@pytest.mark.usefixtures("small")
def test_the_headlines_of_a_site_are_limited() -> None:
    store = store_with(fingerprint(n, title=f"Berth number {n} is closed again today") for n in range(100))
    store.add([fingerprint(n, title=f"Berth number {n} is closed again today", site="b") for n in range(3)])
    counts = dict(
        store._database.fetch_all(  # noqa: SLF001
            "SELECT name, count(*) FROM memory_head JOIN memory_site USING (site) GROUP BY name"
        )
    )
    assert 20 <= counts[SITE] <= 25
    assert counts["b"] == 3
    title = "Berth number {} is closed again today"
    assert store.get_line_stats(fingerprint(200, title.format(99))).headline_counts
    assert not store.get_line_stats(fingerprint(200, title.format(1))).headline_counts


@pytest.mark.usefixtures("small")
def test_old_articles_leave_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_page, "MAX_NEWER_ARTICLES", 50)
    store = store_with(
        [
            *(fingerprint(n, "the old forum") for n in range(50)),
            *(fingerprint(n, "the new forum") for n in range(50, 120)),
        ]
    )
    known = store.get_line_stats(fingerprint(999, "the old forum", "the new forum"))
    assert (count_of(known, "the old forum"), count_of(known, "the new forum")) == (0, 10)


def test_the_lines_of_an_article_are_limited() -> None:
    one = fingerprint(1, *(f"Line number {n} of a very long list of results of the year." for n in range(30_000)))
    assert len(one.line_digests) <= 46
    store = store_with([one])
    assert store.get_line_stats(one) == SiteLineStats(article_count=0)
    assert store.get_line_stats(fingerprint(2)).article_count == 1


def add_some(folder: Path, start: int) -> None:
    """What each of two processes does."""
    with StateDatabase(folder) as database:
        store = CrossPageStore(database)
        for number in range(start, start + 40):
            store.add([fingerprint(number, "join the harbour forum")])


def test_two_processes_add_to_one_file(tmp_path: Path) -> None:
    processes = [multiprocessing.get_context("spawn").Process(target=add_some, args=(tmp_path, n)) for n in (0, 30)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    with StateDatabase(tmp_path) as database:
        store = CrossPageStore(database)
        known = store.get_line_stats(fingerprint(999, "join the harbour forum"))
        assert (known.article_count, count_of(known, "join the harbour forum")) == (70, 70)
        assert contents(store) == contents(store_with(fingerprint(n, "join the harbour forum") for n in range(70)))


def test_no_text_is_in_the_file(tmp_path: Path) -> None:
    with StateDatabase(tmp_path) as database:
        CrossPageStore(database).add(
            [fingerprint(1, "join the harbour forum", title="Ferry crews strike over night shifts")]
        )
    content = (tmp_path / STATE_FILE_NAME).read_bytes().lower()
    assert SITE.encode() in content
    assert b"forum" not in content
    assert b"ferry" not in content
