"""Batches are synced in a thread: the crawl continues meanwhile, and nothing is recorded before the sync."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from newscrawl.exceptions import OutputFailed
from newscrawl.extensions.commit_scheduler import CommitScheduler
from newscrawl.items import Link
from newscrawl.revisit_policy import RevisitPolicy
from newscrawl.state.commits import CommitBatch
from newscrawl.state.database import StateDatabase
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import Outcome, PageEntry
from tests.crawling import MAX_WAIT_SECONDS, wait_until_async

pytestmark = pytest.mark.asyncio


class SlowDisk:
    """An output whose sync ends only when a test allows it."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.is_broken = False
        self.threads: list[str] = []

    def append(self, line: bytes, *, site: str = "") -> None:
        """Take the line."""

    def sync(self) -> dict[str, int]:
        """Wait, then return the length of a file."""
        self.threads.append(threading.current_thread().name)
        assert self.ready.wait(MAX_WAIT_SECONDS)
        if self.is_broken:
            raise OutputFailed("cannot be synced")
        return {"out": 1}


class Crawl:
    """A crawl of three pages, reduced to its ledger."""

    def __init__(self) -> None:
        self.ledger = Ledger(StateDatabase(None), crawl_name="crawl", revisit_policy=RevisitPolicy())
        self.ledger.add([Link(url=f"https://harbourpost.example/{name}") for name in "abc"])
        self.frontier = Frontier(self.ledger, max_requested=9, max_requested_per_site=9, max_uncommitted=9)
        self.disk = SlowDisk()
        self.batch = CommitBatch(self.ledger, max_size=2)
        self.batch.set_output(self.disk)
        self.recorded: list[int] = []
        self.failures: list[OutputFailed] = []
        self.scheduler = CommitScheduler(
            self.batch, self.frontier, guarded=self._guarded, on_recorded=self._on_recorded
        )

    def write_next(self) -> PageEntry:
        """A page that has a line and an outcome."""
        entry = self.frontier.next_entry()
        assert isinstance(entry, PageEntry)
        self.batch.write(b"line", site="", entry=entry)
        self.batch.add(entry, Outcome(state="written", article_key=entry.url_key, content_hash="00" * 16))
        return entry

    def _guarded(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except OutputFailed as error:
            self.failures.append(error)
            return None

    def _on_recorded(self, outcomes: Iterable[tuple[PageEntry, Outcome]]) -> None:
        self.recorded += [entry.row_id for entry, _ in outcomes]


@pytest.fixture
def crawl() -> Iterator[Crawl]:
    crawl = Crawl()
    yield crawl
    crawl.disk.ready.set()
    crawl.scheduler.close()
    crawl.ledger.close("finished", is_finished=True)


async def test_the_crawl_continues_while_the_disk_is_slow_and_records_later_outcomes_too(crawl: Crawl) -> None:
    first, second = crawl.write_next(), crawl.write_next()
    crawl.scheduler.commit_if_full()
    third = crawl.write_next()
    assert crawl.recorded == []
    assert crawl.ledger.output_lengths == {}
    crawl.disk.ready.set()
    await wait_until_async(lambda: crawl.recorded == [first.row_id, second.row_id])
    assert crawl.ledger.output_lengths == {"out": 1}
    crawl.scheduler.commit_async()
    await wait_until_async(lambda: crawl.recorded[2:] == [third.row_id])
    assert all(name.startswith("newscrawl-disk") for name in crawl.disk.threads)


async def test_a_batch_that_is_not_full_waits(crawl: Crawl) -> None:
    crawl.write_next()
    crawl.scheduler.commit_if_full()
    assert crawl.disk.threads == []


async def test_a_synchronous_commit_waits_for_the_running_one_and_takes_the_rest(crawl: Crawl) -> None:
    row_ids = [crawl.write_next().row_id, crawl.write_next().row_id]
    crawl.scheduler.commit_async()
    row_ids.append(crawl.write_next().row_id)
    threading.Timer(0.05, crawl.disk.ready.set).start()
    assert crawl.scheduler.commit_sync()
    assert crawl.recorded == row_ids
    await asyncio.sleep(0.01)  # the callback of the thread comes late and must change nothing
    assert crawl.recorded == row_ids
    assert not crawl.scheduler.commit_sync()


async def test_nothing_is_recorded_that_could_not_be_synced(crawl: Crawl) -> None:
    crawl.write_next()
    crawl.disk.is_broken = True
    crawl.disk.ready.set()
    crawl.scheduler.commit_async()
    await wait_until_async(lambda: crawl.failures)
    assert (crawl.recorded, crawl.ledger.output_lengths) == ([], {})


async def test_deferred_outcomes_are_released_even_if_the_sync_fails(crawl: Crawl) -> None:
    crawl.write_next()
    crawl.scheduler.commit_async()
    deferred = crawl.write_next()
    crawl.disk.is_broken = True
    crawl.disk.ready.set()
    await wait_until_async(lambda: crawl.failures)
    crawl.disk.is_broken = False
    assert crawl.scheduler.commit_sync()
    assert deferred.row_id in crawl.recorded
