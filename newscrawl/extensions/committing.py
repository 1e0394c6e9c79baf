"""Groups of ends brought to the disk in a thread, while the crawl goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from newscrawl.state.commits import CommitBatch
from newscrawl.state.entries import Outcome, PageEntry
from newscrawl.state.frontier import Frontier


class CommitScheduler:
    """Commits soon or now: a disk may take 10 ms for a sync, or 100, in which nobody should have to wait.

    Only the output is synced in the thread. The ledger is written where all others write it, in this thread.

    :param attempt: makes a call, and ends the crawl where it fails, after which it makes none.
    :param recorded: told which ends are recorded.
    """

    def __init__(
        self,
        batch: CommitBatch,
        frontier: Frontier,
        *,
        guarded: Callable[[Callable[[], Any]], Any],
        on_recorded: Callable[[Iterable[tuple[PageEntry, Outcome]]], None],
    ) -> None:
        self._batch = batch
        self._guarded = guarded
        self._on_recorded = on_recorded
        self._frontier = frontier
        self._disk_executor = ThreadPoolExecutor(1, thread_name_prefix="newscrawl-disk")
        self._pending_sync: Future[Mapping[str, int]] | None = None

    def commit_async(self) -> None:
        """Commit what there is, if nothing is being committed."""
        sync = self._guarded(self._batch.begin_commit)
        if sync is None:
            return
        loop = asyncio.get_running_loop()
        self._pending_sync = self._disk_executor.submit(sync)
        self._pending_sync.add_done_callback(lambda _: loop.call_soon_threadsafe(self._on_synced))

    def commit_if_full(self) -> None:
        """The same where a group is whole, or nothing more may be asked for before."""
        if self._batch.is_full or self._frontier.is_full:
            self.commit_async()

    def commit_sync(self) -> bool:
        """Commit all there is, and wait for it; whether there was anything."""
        was_pending = self._pending_sync is not None
        if self._pending_sync is not None:
            wait([self._pending_sync])
            self._record_synced()
        outcomes = self._guarded(self._batch.commit) or []
        self._on_recorded(outcomes)
        return was_pending or bool(outcomes)

    def close(self) -> None:
        """End the thread."""
        self._disk_executor.shutdown()

    def _on_synced(self) -> None:
        self._record_synced()
        self.commit_if_full()

    def _record_synced(self) -> None:
        """Record what is on the disk by now, if `commit_sync` has not done so already."""
        sync_future = self._pending_sync
        if sync_future is None or not sync_future.done():
            return
        self._pending_sync = None
        try:
            self._on_recorded(self._guarded(lambda: self._batch.finish_commit(sync_future.result())) or [])
        finally:
            self._guarded(self._batch.release)
