"""Commit batches of outcomes: write the output to the disk in a thread while the crawl continues."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from newscrawl.state.commits import CommitBatch
from newscrawl.state.frontier import Frontier
from newscrawl.state.models import Outcome, PageEntry


class CommitScheduler:
    """Decides when a batch is committed, and keeps the crawl running meanwhile.

    A disk may take 10 to 100 ms for a sync. Only the output is synced in the thread; the ledger is always written in
    the thread of the crawl.

    :param guarded: runs a function; if it fails, ends the crawl and returns None. After that it runs nothing more.
    :param on_recorded: is called with the outcomes that are in the ledger now.
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
        """Start to commit the batch, unless it is empty or a commit is running."""
        sync = self._guarded(self._batch.begin_commit)
        if sync is None:
            return
        loop = asyncio.get_running_loop()
        self._pending_sync = self._disk_executor.submit(sync)
        self._pending_sync.add_done_callback(lambda _: loop.call_soon_threadsafe(self._on_synced))

    def commit_if_full(self) -> None:
        """Start to commit if the batch is full, or if the frontier returns no URL until something is committed."""
        if self._batch.is_full or self._frontier.is_full:
            self.commit_async()

    def commit_sync(self) -> bool:
        """Commit everything, wait for it, and return whether there was anything to commit."""
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
        """Write the synced batch to the ledger, unless `commit_sync` has already done it."""
        sync_future = self._pending_sync
        if sync_future is None or not sync_future.done():
            return
        self._pending_sync = None
        try:
            self._on_recorded(self._guarded(lambda: self._batch.finish_commit(sync_future.result())) or [])
        finally:
            self._guarded(self._batch.release)
