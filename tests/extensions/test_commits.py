"""Groups that are synced in a thread: the crawl goes on meanwhile, and nothing is recorded before its time."""

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

END = Outcome(state="refused", reason="no_text")


class SlowDisk:
    """An output whose sync takes until it is let go."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.broken = False
        self.threads: list[str] = []

    def append(self, line: bytes, *, site: str = "") -> None:
        """Take the line."""

    def sync(self) -> dict[str, int]:
        """Wait, then say how long a file is."""
        self.threads.append(threading.current_thread().name)
        assert self.ready.wait(10)
        if self.broken:
            raise OutputFailed("cannot be synced")
        return {"out": 1}


class Crawl:
    """A crawl of three pages, as far as its ledger goes."""

    def __init__(self) -> None:
        self.ledger = Ledger(StateDatabase(None), crawl_name="job", schedule=RevisitPolicy())
        self.ledger.add([Link(url=f"https://harbourpost.example/{name}") for name in "abc"])
        self.frontier = Frontier(self.ledger, max_requested=9, max_requested_per_site=9, max_uncommitted=9)
        self.disk = SlowDisk()
        self.commits = CommitBatch(self.ledger, max_size=2)
        self.commits.set_output(self.disk)
        self.recorded: list[int] = []
        self.failures: list[OutputFailed] = []
        self.committing = CommitScheduler(
            self.commits, self.frontier, guarded=self._attempt, on_recorded=self._recorded
        )

    def next(self) -> PageEntry:
        """A page that has a line and an end."""
        entry = self.frontier.next_entry()
        assert isinstance(entry, PageEntry)
        self.commits.write(b"line", site="", entry=entry)
        self.commits.add(entry, Outcome(state="written", article_key=entry.url_key, content_hash="00" * 16))
        return entry

    def _attempt(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except OutputFailed as error:
            self.failures.append(error)
            return None

    def _recorded(self, ends: Iterable[tuple[PageEntry, Outcome]]) -> None:
        self.recorded += [entry.row_id for entry, _ in ends]


@pytest.fixture
def crawl() -> Iterator[Crawl]:
    crawl = Crawl()
    yield crawl
    crawl.disk.ready.set()
    crawl.committing.close()
    crawl.ledger.close("finished", is_finished=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - nothing tells when
            await asyncio.sleep(0.001)


@pytest.mark.asyncio
async def test_the_crawl_goes_on_while_the_disk_is_slow_and_records_what_came_meanwhile(crawl: Crawl) -> None:
    first, second = crawl.next(), crawl.next()
    crawl.committing.commit_if_full()
    third = crawl.next()
    assert crawl.recorded == []
    assert crawl.ledger.output_lengths == {}
    crawl.disk.ready.set()
    await until(lambda: crawl.recorded == [first.row_id, second.row_id])
    assert crawl.ledger.output_lengths == {"out": 1}
    crawl.committing.commit_async()
    await until(lambda: crawl.recorded[2:] == [third.row_id])
    assert all(name.startswith("newscrawl-disk") for name in crawl.disk.threads)


@pytest.mark.asyncio
async def test_a_group_that_is_not_whole_waits(crawl: Crawl) -> None:
    crawl.next()
    crawl.committing.commit_if_full()
    assert crawl.disk.threads == []


@pytest.mark.asyncio
async def test_a_commit_now_waits_for_the_one_under_way_and_takes_the_rest(crawl: Crawl) -> None:
    numbers = [crawl.next().row_id, crawl.next().row_id]
    crawl.committing.commit_async()
    numbers.append(crawl.next().row_id)
    threading.Timer(0.05, crawl.disk.ready.set).start()
    assert crawl.committing.commit_sync()
    assert crawl.recorded == numbers
    await asyncio.sleep(0.01)  # the thread's own word that it is done comes late, and changes nothing
    assert crawl.recorded == numbers
    assert not crawl.committing.commit_sync()


@pytest.mark.asyncio
async def test_nothing_is_recorded_that_the_disk_did_not_take(crawl: Crawl) -> None:
    crawl.next()
    crawl.disk.broken = True
    crawl.disk.ready.set()
    crawl.committing.commit_async()
    await until(lambda: bool(crawl.failures))
    assert (crawl.recorded, crawl.ledger.output_lengths) == ([], {})


@pytest.mark.asyncio
async def test_what_was_held_back_is_let_go_whatever_became_of_the_sync(crawl: Crawl) -> None:
    crawl.next()
    crawl.committing.commit_async()
    held = crawl.next()
    crawl.disk.broken = True
    crawl.disk.ready.set()
    await until(lambda: bool(crawl.failures))
    crawl.disk.broken = False
    assert crawl.committing.commit_sync()
    assert held.row_id in crawl.recorded
