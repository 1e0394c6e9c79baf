"""The ledger: every URL is fetched once, survives a kill, and is fetched again when it is due."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.boilerplate.fingerprint import fingerprint_article
from newscrawl.exceptions import CrawlStateFailed
from newscrawl.items import Article, FeedMetadata, Link, Seed
from newscrawl.revisit_policy import DAY, HOUR
from newscrawl.state import link_store
from newscrawl.state.cross_page import CrossPageStore
from newscrawl.state.database import StateDatabase
from newscrawl.state.models import Outcome, Validators
from newscrawl.urls.normalize import registrable_domain
from tests.ledger_helpers import (
    SITE,
    START,
    Clock,
    due_pages,
    due_seeds,
    make_links,
    open_ledger,
    url_names,
    written_outcome,
)

YEAR = 365 * DAY


def test_discovered_links_are_due_once_in_the_order_of_discovery() -> None:
    with open_ledger(None) as ledger:
        found = ledger.add([*make_links("b", "a", "b"), Link(url="http://www.harbour.example/a/?utm_source=feed#top")])
        assert [link.url for link in found.new] == [f"{SITE}/b", f"{SITE}/a"]
        assert (found.known, found.waiting) == (0, 0)
        assert url_names(due_pages(ledger)) == ["b", "a"]


def test_a_url_with_an_outcome_is_known_and_counts_once_in_a_run(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.add(make_links("a"))
        ledger.commit(map(written_outcome, due_pages(ledger)), {})
        assert ledger.add(make_links("a")).known == 0
    with open_ledger(tmp_path) as ledger:
        assert [ledger.add(make_links("a", "b")).known, ledger.add(make_links("a")).known] == [1, 0]
        assert url_names(due_pages(ledger)) == ["b"]


def test_feed_metadata_is_kept_until_the_url_is_done(tmp_path: Path) -> None:
    feed_metadata = FeedMetadata(title="Fähre", tags=("harbour",))
    with open_ledger(tmp_path, is_finished=False) as ledger:
        ledger.add([Link(url=f"{SITE}/a", feed_metadata=feed_metadata)])
    with open_ledger(tmp_path) as ledger:
        (entry,) = due_pages(ledger)
        assert entry.link == Link(url=f"{SITE}/a", feed_metadata=feed_metadata)


def test_an_unfinished_pass_is_continued_and_a_finished_one_has_a_next(tmp_path: Path) -> None:
    due = []
    for is_finished in (False, False, True, True):
        with open_ledger(tmp_path, is_finished=is_finished) as ledger:
            ledger.add([Seed(url=f"{SITE}/feed")])
            due.append(url_names(due_seeds(ledger)))
            for seed in due_seeds(ledger):
                ledger.complete_seed(seed, make_links("a"))
    assert due == [["feed"], [], [], ["feed"]]


def test_a_continued_pass_reads_a_seed_again_after_an_hour(tmp_path: Path) -> None:
    clock, seed_counts = Clock(), []
    for hours in (0, 0.5, 2, 2.5, -YEAR / HOUR):
        clock.now = START + hours * HOUR
        with open_ledger(tmp_path, clock, is_finished=False) as ledger:
            ledger.add([Seed(url=f"{SITE}/feed", kind="feed", depth=2)])
            seed_counts.append(len(due_seeds(ledger)))
            for seed in due_seeds(ledger):
                assert seed.seed == Seed(url=f"{SITE}/feed", kind="feed", depth=2)
                ledger.complete_seed(seed)
    assert seed_counts == [1, 0, 1, 0, 1]


def test_entries_know_the_seed_that_linked_them_and_the_number_of_hops() -> None:
    with open_ledger(None) as ledger:
        ledger.add([Seed(url=f"{SITE}/index")])
        (index,) = due_seeds(ledger)
        ledger.complete_seed(index, [Seed(url=f"{SITE}/part")])
        (part,) = due_seeds(ledger)
        assert (part.hops, part.found_on) == (1, f"{SITE}/index")
        ledger.complete_seed(part, make_links("a"))
        (page,) = due_pages(ledger)
        assert (page.hops, page.found_on) == (2, f"{SITE}/part")
        ledger.add(make_links("given"))
        assert [(entry.hops, entry.found_on) for entry in due_pages(ledger)[1:]] == [(0, None)]


def test_output_lengths_are_recorded_with_the_outcomes(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        name = ledger.ledger_id
        ledger.add(make_links("a", "b"))
        ledger.commit([written_outcome(due_pages(ledger)[0])], {"articles.jsonl": 100})
        ledger.commit([], {"articles.jsonl": 150, "other.jsonl": 3})
    with open_ledger(tmp_path) as ledger:
        assert ledger.ledger_id == name
        assert ledger.output_lengths == {"articles.jsonl": 150, "other.jsonl": 3}
        assert url_names(due_pages(ledger)) == ["b"]


def test_the_memory_learns_from_links_and_articles_in_the_same_transactions(tmp_path: Path) -> None:
    title = "Berth number seven was given to another boat"
    site = registrable_domain(SITE)
    learned = fingerprint_article(Article(id="1", site=site, title="A", text="One line of the article, at its end."))
    asking = fingerprint_article(Article(id="2", site=site, title="B", text=f"One.\n\n{title}"))
    assert learned is not None
    assert asking is not None
    with open_ledger(tmp_path, has_memory=True) as ledger, StateDatabase(tmp_path) as database:
        store = CrossPageStore(database)
        ledger.add([Link(url=f"{SITE}/b", feed_metadata=FeedMetadata(title=title))])
        assert sum(store.get_line_stats(asking).headline_counts.values()) == 1
        assert not store.has_article(learned)
        entry, outcome = written_outcome(due_pages(ledger)[0])
        ledger.commit([(entry, replace(outcome, fingerprint=learned))], {})
        assert store.has_article(learned)


def test_an_article_is_fetched_again_with_everything_known_about_it(tmp_path: Path) -> None:
    clock, validators = Clock(), Validators(etag='"7"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    with open_ledger(tmp_path, clock) as ledger:
        ledger.add([Link(url=f"{SITE}/a", feed_metadata=FeedMetadata(title="A"))])
        (entry,) = due_pages(ledger)
        ledger.commit([(entry, replace(written_outcome(entry)[1], validators=validators, published=START - 60))], {})
        assert due_pages(ledger) == []
    clock.now += HOUR
    with open_ledger(tmp_path, clock) as ledger:
        assert ledger.count_due() == 1
        (again,) = due_pages(ledger)
        assert (again.revision, again.validators, again.published) == (1, validators, START - 60)
        assert again.feed_metadata.title == "A"
        assert ledger.add(make_links("a")).known == 0  # it counts as one to fetch
        ledger.commit([(again, Outcome(state="unchanged", reason="not_modified"))], {})
        assert due_pages(ledger) == []
    clock.now += 9 * DAY
    with open_ledger(tmp_path, clock) as ledger:
        (last,) = due_pages(ledger)
        assert last.validators == validators  # a 304 need not repeat them
        ledger.commit([written_outcome(last, "b")], {})
    with open_ledger(tmp_path, clock) as ledger:
        assert ledger.count_due() == 0


def test_a_failed_url_waits_and_is_due_again(tmp_path: Path) -> None:
    clock, counts = Clock(), []
    with open_ledger(tmp_path, clock) as ledger:
        ledger.add(make_links("a"))
        ledger.commit([(due_pages(ledger)[0], Outcome(state="failed", reason="worker_died"))], {})
    for wait in (600, 300, 3000, 600):
        clock.now += wait
        with open_ledger(tmp_path, clock) as ledger:
            entries = due_pages(ledger)
            counts.append((len(entries), ledger.add(make_links("a")).waiting))
            ledger.commit([(entry, Outcome(state="failed", reason="worker_died")) for entry in entries], {})
    assert counts == [(0, 1), (1, 0), (0, 1), (1, 0)]


@pytest.mark.parametrize("jump", [-DAY, -10 * YEAR, 10 * YEAR], ids=["back a day", "back ten years", "on ten years"])
def test_a_clock_that_jumps_during_a_crawl_does_not_spoil_the_schedule(tmp_path: Path, jump: int) -> None:
    clock = Clock()
    with open_ledger(tmp_path, clock) as ledger:
        ledger.add(make_links("a", "b"))
        first, second = due_pages(ledger)
        ledger.commit([written_outcome(first)], {})
        clock.now += jump
        ledger.commit([written_outcome(second)], {})
        assert due_pages(ledger) == []  # no URL is due twice in a run
    clock.now = START + HOUR
    for _ in range(2):  # the clock is right again: times that it gave meanwhile are ignored
        with open_ledger(tmp_path, clock) as ledger:
            ledger.commit(map(written_outcome, due_pages(ledger)), {})
    clock.now += 8 * DAY + 10
    visits = 0
    while visits < 9:
        with open_ledger(tmp_path, clock) as ledger:
            if not (due := due_pages(ledger)):
                break
            ledger.commit(map(written_outcome, due), {})
        visits += 1
        clock.now += 8 * DAY
    assert visits <= 1


def test_an_article_belongs_to_one_url(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.add(make_links("a", "amp", "again"))
        plain, amp, again = due_pages(ledger)
        assert ledger.claim(amp, plain.url_key)
        assert ledger.claim(amp, plain.url_key)
        assert not ledger.claim(plain, plain.url_key)
        ledger.commit(
            [written_outcome(amp, article_key=plain.url_key), (plain, Outcome(state="refused", reason="duplicate"))], {}
        )
        assert not ledger.claim(again, plain.url_key)
        assert not ledger.claim(again, amp.url_key)
    with open_ledger(tmp_path, crawl_name="another") as ledger:
        ledger.add(make_links("third"))
        assert not ledger.claim(due_pages(ledger)[0], plain.url_key)


def test_articles_that_a_killed_run_had_claimed_are_free_again(tmp_path: Path) -> None:
    for _ in range(2):
        with open_ledger(tmp_path, is_finished=False) as ledger:
            ledger.add(make_links("a", "b"))
            first, second = due_pages(ledger)
            assert ledger.claim(second, first.url_key)
    with open_ledger(tmp_path, is_finished=False) as ledger:
        assert ledger.claim(due_pages(ledger)[0], first.url_key)
        with open_ledger(tmp_path, crawl_name="other") as other:
            other.add(make_links("c"))
            assert not other.claim(due_pages(other)[0], first.url_key)  # the first crawl is still running
    with open_ledger(tmp_path, crawl_name="other") as other:
        assert other.claim(due_pages(other)[0], first.url_key)


def test_the_same_crawl_runs_once_at_a_time(tmp_path: Path) -> None:
    with open_ledger(tmp_path, crawl_name="feed url=a"), open_ledger(tmp_path, crawl_name="feed url=b"):
        with (
            pytest.raises(CrawlStateFailed, match="the same crawl is running already: feed url=a") as error,
            open_ledger(tmp_path, crawl_name="feed url=a"),
        ):
            raise AssertionError
        assert error.value.reason == "already_running"
    with open_ledger(tmp_path, crawl_name="feed url=a"):
        pass


def test_a_url_of_another_crawl_stays_its_own_while_that_crawl_runs(tmp_path: Path) -> None:
    with open_ledger(tmp_path, crawl_name="one", is_finished=False) as one:
        one.add(make_links("a"))
        with open_ledger(tmp_path, crawl_name="two") as two:
            assert two.add(make_links("a")).known == 1
            assert due_pages(two) == []
    with open_ledger(tmp_path, crawl_name="two") as two:
        assert len(two.add(make_links("a")).new) == 1
        assert url_names(due_pages(two)) == ["a"]
    with open_ledger(tmp_path, crawl_name="one") as one:
        assert due_pages(one) == []


def test_a_crawl_that_takes_over_a_url_uses_its_own_feed_metadata(tmp_path: Path) -> None:
    with open_ledger(tmp_path, crawl_name="one", is_finished=False) as one:
        one.add(make_links("a"))
    found = Link(url=f"{SITE}/a", feed_metadata=FeedMetadata(title="Found elsewhere"))
    with open_ledger(tmp_path, crawl_name="two") as two:
        two.add([found])
        assert [entry.feed_metadata for entry in due_pages(two)] == [found.feed_metadata]


def begin_and_die(folder: Path) -> None:
    """Record one outcome and the links of a seed, and be killed."""
    with open_ledger(folder, crawl_name="one") as ledger:
        ledger.add([*make_links("a", "b"), Seed(url=f"{SITE}/feed")])
        ledger.commit([written_outcome(due_pages(ledger)[0])], {"out": 10})
        ledger.complete_seed(due_seeds(ledger)[0], make_links("c"))
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_leaves_its_outcomes_and_links_and_no_lock(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=begin_and_die, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with open_ledger(tmp_path, crawl_name="one") as ledger:
        assert ledger.run.is_resumed
        assert url_names(due_pages(ledger)) == ["b", "c"]
        assert due_seeds(ledger) == []
        assert ledger.output_lengths == {"out": 10}
        assert ledger.count_due() == 2


@pytest.mark.parametrize("url", ["no URL", "mailto:a@b.example", "https://x.example/\ud800", "https://[::1"])
def test_any_text_can_be_stored_as_a_url(url: str) -> None:
    with open_ledger(None) as ledger:
        assert len(ledger.add([Link(url=url), Seed(url=url)]).new) == 1
        assert len(due_pages(ledger)) == len(due_seeds(ledger)) == 1


def test_queries_for_the_next_url_use_an_index(tmp_path: Path) -> None:
    with StateDatabase(tmp_path) as database:
        for query, values in (
            (link_store.SELECT_PENDING_PAGES, 3),
            (link_store.SELECT_DUE_PAGES, 9),
            (link_store.SELECT_SEEDS, 4),
        ):
            plan = [row[3] for row in database.fetch_all(f"EXPLAIN QUERY PLAN {query}", (1,) * values)]
            assert not [step for step in plan if step.startswith("SCAN") and "SUBQUERY" not in step.upper()], plan
