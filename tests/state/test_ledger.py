"""What is known of every address: asked once, kept over kills, asked again when it is time."""

from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.items import FeedMetadata, Link, Seed
from newscrawl.scheduling import DAY, HOUR
from newscrawl.state import link_store
from newscrawl.state.database import StateDatabase
from newscrawl.state.models import Outcome, Validators
from tests.ledger_helpers import SITE, START, Clock, links, names, opened, pages, sources, written

YEAR = 365 * DAY


def test_what_is_found_is_asked_in_order_and_once() -> None:
    with opened(None) as ledger:
        found = ledger.add([*links("b", "a", "b"), Link(url="http://www.harbour.example/a/?utm_source=feed#top")])
        assert [link.url for link in found.new] == [f"{SITE}/b", f"{SITE}/a"]
        assert (found.known, found.waiting) == (0, 0)
        assert names(pages(ledger)) == ["b", "a"]


def test_what_has_its_end_is_known_and_counts_once_a_run(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        ledger.add(links("a"))
        ledger.commit(map(written, pages(ledger)), {})
        assert ledger.add(links("a")).known == 0
    with opened(tmp_path) as ledger:
        assert [ledger.add(links("a", "b")).known, ledger.add(links("a")).known] == [1, 0]
        assert names(pages(ledger)) == ["b"]


def test_hints_are_kept_until_the_address_is_done(tmp_path: Path) -> None:
    hints = FeedMetadata(title="Fähre", tags=("harbour",))
    with opened(tmp_path, finished=False) as ledger:
        ledger.add([Link(url=f"{SITE}/a", feed_metadata=hints)])
    with opened(tmp_path) as ledger:
        (entry,) = pages(ledger)
        assert entry.link == Link(url=f"{SITE}/a", feed_metadata=hints)


def test_a_round_that_was_broken_off_goes_on_and_one_that_ended_has_a_next(tmp_path: Path) -> None:
    asked = []
    for finished in (False, False, True, True):
        with opened(tmp_path, finished=finished) as ledger:
            ledger.add([Seed(url=f"{SITE}/feed")])
            asked.append(names(sources(ledger)))
            for source in sources(ledger):
                ledger.complete_seed(source, links("a"))
    assert asked == [["feed"], [], [], ["feed"]]


def test_a_source_is_asked_again_in_its_round_when_that_is_an_hour_old(tmp_path: Path) -> None:
    clock, asked = Clock(), []
    for hours in (0, 0.5, 2, 2.5, -YEAR / HOUR):
        clock.now = START + hours * HOUR
        with opened(tmp_path, clock, finished=False) as ledger:
            ledger.add([Seed(url=f"{SITE}/feed", kind="feed", depth=2)])
            asked.append(len(sources(ledger)))
            for source in sources(ledger):
                assert source.seed == Seed(url=f"{SITE}/feed", kind="feed", depth=2)
                ledger.complete_seed(source)
    assert asked == [1, 0, 1, 0, 1]


def test_sources_know_their_way_and_links_where_they_were_found() -> None:
    with opened(None) as ledger:
        ledger.add([Seed(url=f"{SITE}/index")])
        (index,) = sources(ledger)
        ledger.complete_seed(index, [Seed(url=f"{SITE}/part")])
        (part,) = sources(ledger)
        assert (part.hops, part.found_on) == (1, f"{SITE}/index")
        ledger.complete_seed(part, links("a"))
        (page,) = pages(ledger)
        assert (page.hops, page.found_on) == (2, f"{SITE}/part")
        ledger.add(links("given"))
        assert [(entry.hops, entry.found_on) for entry in pages(ledger)[1:]] == [(0, None)]


def test_the_length_of_the_output_is_recorded_with_the_ends(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        name = ledger.ledger_id
        ledger.add(links("a", "b"))
        ledger.commit([written(pages(ledger)[0])], {"articles.jsonl": 100})
        ledger.commit([], {"articles.jsonl": 150, "other.jsonl": 3})
    with opened(tmp_path) as ledger:
        assert ledger.ledger_id == name
        assert ledger.output_lengths == {"articles.jsonl": 150, "other.jsonl": 3}
        assert names(pages(ledger)) == ["b"]


def test_an_article_is_looked_at_again_with_what_is_known_of_it(tmp_path: Path) -> None:
    clock, validators = Clock(), Validators(etag='"7"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    with opened(tmp_path, clock) as ledger:
        ledger.add([Link(url=f"{SITE}/a", feed_metadata=FeedMetadata(title="A"))])
        (entry,) = pages(ledger)
        ledger.commit([(entry, replace(written(entry)[1], validators=validators, published=START - 60))], {})
        assert pages(ledger) == []
    clock.now += HOUR
    with opened(tmp_path, clock) as ledger:
        assert ledger.count_due() == 1
        (again,) = pages(ledger)
        assert (again.revision, again.validators, again.published) == (1, validators, START - 60)
        assert again.feed_metadata.title == "A"
        assert ledger.add(links("a")).known == 0  # it counts as what is asked
        ledger.commit([(again, Outcome(state="unchanged", reason="not_modified"))], {})
        assert pages(ledger) == []
    clock.now += 9 * DAY
    with opened(tmp_path, clock) as ledger:
        (last,) = pages(ledger)
        assert last.validators == validators  # a 304 need not repeat them
        ledger.commit([written(last, "b")], {})
    with opened(tmp_path, clock) as ledger:
        assert ledger.count_due() == 0


def test_what_failed_waits_and_comes_again(tmp_path: Path) -> None:
    clock, counts = Clock(), []
    with opened(tmp_path, clock) as ledger:
        ledger.add(links("a"))
        ledger.commit([(pages(ledger)[0], Outcome(state="failed", reason="worker_died"))], {})
    for wait in (600, 300, 3000, 600):
        clock.now += wait
        with opened(tmp_path, clock) as ledger:
            entries = pages(ledger)
            counts.append((len(entries), ledger.add(links("a")).waiting))
            ledger.commit([(entry, Outcome(state="failed", reason="worker_died")) for entry in entries], {})
    assert counts == [(0, 1), (1, 0), (0, 1), (1, 0)]


@pytest.mark.parametrize("jump", [-DAY, -10 * YEAR, 10 * YEAR], ids=["back a day", "back ten years", "on ten years"])
def test_a_clock_that_jumps_in_mid_crawl_leaves_the_schedules_sane(tmp_path: Path, jump: int) -> None:
    clock = Clock()
    with opened(tmp_path, clock) as ledger:
        ledger.add(links("a", "b"))
        first, second = pages(ledger)
        ledger.commit([written(first)], {})
        clock.now += jump
        ledger.commit([written(second)], {})
        assert pages(ledger) == []  # nothing comes twice in a run
    clock.now = START + HOUR
    for _ in range(2):  # the clock is right again: what it said meanwhile is not believed
        with opened(tmp_path, clock) as ledger:
            ledger.commit(map(written, pages(ledger)), {})
    clock.now += 8 * DAY + 10
    visits = 0
    while visits < 9:
        with opened(tmp_path, clock) as ledger:
            if not (due := pages(ledger)):
                break
            ledger.commit(map(written, due), {})
        visits += 1
        clock.now += 8 * DAY
    assert visits <= 1


def test_an_article_is_one_addresss_to_write(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        ledger.add(links("a", "amp", "again"))
        plain, amp, again = pages(ledger)
        assert ledger.claim(amp, plain.url_key)
        assert ledger.claim(amp, plain.url_key)
        assert not ledger.claim(plain, plain.url_key)
        ledger.commit([written(amp, article=plain.url_key), (plain, Outcome(state="refused", reason="duplicate"))], {})
        assert not ledger.claim(again, plain.url_key)
        assert not ledger.claim(again, amp.url_key)
    with opened(tmp_path, job="another") as ledger:
        ledger.add(links("third"))
        assert not ledger.claim(pages(ledger)[0], plain.url_key)


def test_what_a_killed_run_had_claimed_is_free_again(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path, finished=False) as ledger:
            ledger.add(links("a", "b"))
            first, second = pages(ledger)
            assert ledger.claim(second, first.url_key)
    with opened(tmp_path, finished=False) as ledger:
        assert ledger.claim(pages(ledger)[0], first.url_key)
        with opened(tmp_path, job="beside") as beside:
            beside.add(links("c"))
            assert not beside.claim(pages(beside)[0], first.url_key)  # this process is at it
    with opened(tmp_path, job="beside") as beside:
        assert beside.claim(pages(beside)[0], first.url_key)


def test_the_same_job_runs_once_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path, job="feed url=a"), opened(tmp_path, job="feed url=b"):
        with (
            pytest.raises(CrawlStateFailed, match="the same crawl is running already: feed url=a") as error,
            opened(tmp_path, job="feed url=a"),
        ):
            raise AssertionError
        assert error.value.reason == "already_running"
    with opened(tmp_path, job="feed url=a"):
        pass


def test_an_address_of_another_job_is_left_to_it_as_long_as_it_runs(tmp_path: Path) -> None:
    with opened(tmp_path, job="one", finished=False) as one:
        one.add(links("a"))
        with opened(tmp_path, job="two") as two:
            assert two.add(links("a")).known == 1
            assert pages(two) == []
    with opened(tmp_path, job="two") as two:
        assert len(two.add(links("a")).new) == 1
        assert names(pages(two)) == ["a"]
    with opened(tmp_path, job="one") as one:
        assert pages(one) == []


def test_who_takes_an_address_over_takes_what_it_was_found_with(tmp_path: Path) -> None:
    with opened(tmp_path, job="one", finished=False) as one:
        one.add(links("a"))
    found = Link(url=f"{SITE}/a", feed_metadata=FeedMetadata(title="Found elsewhere"))
    with opened(tmp_path, job="two") as two:
        two.add([found])
        assert [entry.feed_metadata for entry in pages(two)] == [found.feed_metadata]


def begin_and_die(folder: Path) -> None:
    """Record one end, begin a second, and be killed."""
    with opened(folder, job="one") as ledger:
        ledger.add([*links("a", "b"), Seed(url=f"{SITE}/feed")])
        ledger.commit([written(pages(ledger)[0])], {"out": 10})
        ledger.complete_seed(sources(ledger)[0], links("c"))
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_leaves_its_ends_its_links_and_no_lock(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=begin_and_die, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with opened(tmp_path, job="one") as ledger:
        assert ledger.run.is_resumed
        assert names(pages(ledger)) == ["b", "c"]
        assert sources(ledger) == []
        assert ledger.output_lengths == {"out": 10}
        assert ledger.count_due() == 2


@pytest.mark.parametrize("url", ["no address", "mailto:a@b.example", "https://x.example/\ud800", "https://[::1"])
def test_any_text_can_be_an_address(url: str) -> None:
    with opened(None) as ledger:
        assert len(ledger.add([Link(url=url), Seed(url=url)]).new) == 1
        assert len(pages(ledger)) == len(sources(ledger)) == 1


def test_every_question_is_answered_from_an_index(tmp_path: Path) -> None:
    with StateDatabase(tmp_path) as database:
        for query, values in (
            (link_store.SELECT_PENDING_PAGES, 3),
            (link_store.SELECT_DUE_PAGES, 9),
            (link_store.SELECT_SEEDS, 4),
        ):
            plan = [row[3] for row in database.fetch_all(f"EXPLAIN QUERY PLAN {query}", (1,) * values)]
            assert not [step for step in plan if step.startswith("SCAN") and "SUBQUERY" not in step.upper()], plan
