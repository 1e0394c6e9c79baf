"""Groups of ends brought to the disk in a thread, while the crawl goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from newscrawl.state.commits import Commits
from newscrawl.state.entries import End, PageEntry
from newscrawl.state.frontier import Frontier


class Committing:
    """Commits soon or now: a disk may take 10 ms for a sync, or 100, in which nobody should have to wait.

    Only the output is synced in the thread. The ledger is written where all others write it, in this thread.

    :param attempt: makes a call, and ends the crawl where it fails, after which it makes none.
    :param recorded: told which ends are recorded.
    """

    def __init__(
        self,
        commits: Commits,
        frontier: Frontier,
        *,
        attempt: Callable[[Callable[[], Any]], Any],
        recorded: Callable[[Iterable[tuple[PageEntry, End]]], None],
    ) -> None:
        self._commits = commits
        self._attempt = attempt
        self._recorded = recorded
        self._frontier = frontier
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="newscrawl-disk")
        self._under_way: Future[Mapping[str, int]] | None = None

    def soon(self) -> None:
        """Commit what there is, if nothing is being committed."""
        sync = self._attempt(self._commits.begin)
        if sync is None:
            return
        loop = asyncio.get_running_loop()
        self._under_way = self._disk.submit(sync)
        self._under_way.add_done_callback(lambda _: loop.call_soon_threadsafe(self._go_on))

    def if_full(self) -> None:
        """The same where a group is whole, or nothing more may be asked for before."""
        if self._commits.is_full or self._frontier.is_full:
            self.soon()

    def now(self) -> bool:
        """Commit all there is, and wait for it; whether there was anything."""
        waited = self._under_way is not None
        if self._under_way is not None:
            wait([self._under_way])
            self._finish()
        ends = self._attempt(self._commits.commit) or []
        self._recorded(ends)
        return waited or bool(ends)

    def close(self) -> None:
        """End the thread."""
        self._disk.shutdown()

    def _go_on(self) -> None:
        self._finish()
        self.if_full()

    def _finish(self) -> None:
        """Record what is on the disk by now, if `now` has not done so already."""
        done = self._under_way
        if done is None or not done.done():
            return
        self._under_way = None
        try:
            self._recorded(self._attempt(lambda: self._commits.finish(done.result())) or [])
        finally:
            self._attempt(self._commits.let_go)
