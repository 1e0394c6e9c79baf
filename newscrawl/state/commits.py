"""Commits outcomes together with their output lines: a URL has its outcome only when its line is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from newscrawl.state.ledger import Ledger
from newscrawl.state.models import LedgerEntry, Outcome, PageEntry


class Output(Protocol):
    """The output of a crawl, which `newscrawl.outputs.jsonl_files.OutputFiles` implements."""

    def append(self, line: bytes, *, site: str = "") -> None:
        """Append a line."""

    def sync(self) -> Mapping[str, int]:
        """Bring all lines to the disk, and return the length of each file that grew, by its key."""


class CommitBatch:
    """Collects outcomes in batches; each batch is one sync of the output and one transaction of the ledger.

    A line is given to `write` when it is made, and is appended to the output when `add` gets the outcome of its URL: so
    no batch has one without the other. While a batch is synced, which may happen in another thread, nothing is appended
    to the output: lines and outcomes that arrive then are deferred to the next batch.

    :param max_size: how many outcomes are in a batch.
    """

    def __init__(self, ledger: Ledger, *, max_size: int) -> None:
        self._ledger = ledger
        self._max_size = max_size
        self._output: Output | None = None
        self._unwritten_lines: dict[int, tuple[bytes, str]] = {}
        self._batch: dict[int, tuple[PageEntry, Outcome]] = {}
        self._deferred_outcomes: dict[int, tuple[PageEntry, Outcome]] = {}
        self._deferred_lines: list[tuple[bytes, str]] = []
        """Deferred lines that belong to no URL of the ledger."""
        self._has_uncommitted_lines = False
        self._is_syncing = False

    @property
    def is_full(self) -> bool:
        """Whether the batch has its largest size."""
        return len(self._batch) >= self._max_size

    def __contains__(self, entry: LedgerEntry) -> bool:
        return isinstance(entry, PageEntry) and (entry.row_id in self._batch or entry.row_id in self._deferred_outcomes)

    def set_output(self, output: Output) -> None:
        """Set the output to which lines are appended."""
        self._output = output

    def write(self, line: bytes, *, site: str, entry: PageEntry | None) -> None:
        """Keep a line until `add` gets the outcome of its URL; without an entry, append it now.

        :param entry: the URL in the ledger; None for an article that is not from the ledger.
        :raises OutputFailed: the line could not be appended.
        """
        if entry is not None:
            self._unwritten_lines[entry.row_id] = line, site
        elif self._is_syncing:
            self._deferred_lines.append((line, site))
        else:
            self._append(line, site)

    def add(self, entry: PageEntry, outcome: Outcome) -> None:
        """Add an outcome to the batch (or to the next one, while this one is synced), and append its line.

        :raises OutputFailed: the line could not be appended; then the outcome is not added.
        """
        if self._is_syncing:
            self._deferred_outcomes[entry.row_id] = entry, outcome
            return
        line = self._unwritten_lines.pop(entry.row_id, None)
        if line and outcome.state == "written":
            self._append(*line)
        self._batch[entry.row_id] = entry, outcome

    def begin_commit(self) -> Callable[[], Mapping[str, int]] | None:
        """Begin to commit the batch: returns the function that syncs the output, or None if there is nothing to commit.

        The function may run in any thread. Its result is for `finish_commit`. `release` must be called afterwards, also
        if it fails.
        """
        if self._is_syncing or not (self._batch or self._has_uncommitted_lines):
            return None
        self._is_syncing = True
        return self._output.sync if self._output and self._has_uncommitted_lines else dict

    def finish_commit(self, output_lengths: Mapping[str, int]) -> list[tuple[PageEntry, Outcome]]:
        """Record the batch, whose lines are on the disk, in the ledger.

        :param output_lengths: the result of the function that `begin_commit` returned.
        :returns: the outcomes of the batch.
        :raises CrawlStateFailed: the ledger could not be written, and nothing of the batch is recorded.
        """
        committed = [*self._batch.values()]
        self._ledger.commit(committed, output_lengths)
        self._batch.clear()
        self._has_uncommitted_lines = False
        return committed

    def release(self) -> None:
        """End the sync, and add what was deferred.

        :raises OutputFailed: a line could not be appended; its outcome and those after it are not added.
        """
        self._is_syncing = False
        deferred_lines, self._deferred_lines = self._deferred_lines, []
        deferred_outcomes, self._deferred_outcomes = self._deferred_outcomes, {}
        for line in deferred_lines:
            self._append(*line)
        for entry, outcome in deferred_outcomes.values():
            self.add(entry, outcome)

    def commit(self) -> list[tuple[PageEntry, Outcome]]:
        """Sync the output and record the batch, in this thread.

        :returns: the outcomes of the batch.
        :raises OutputFailed: the lines are not on the disk.
        :raises CrawlStateFailed: the ledger could not be written. In both cases nothing of the batch is recorded.
        """
        sync = self.begin_commit()
        if sync is None:
            return []
        try:
            return self.finish_commit(sync())
        finally:
            self.release()

    def _append(self, line: bytes, site: str) -> None:
        if self._output is not None:
            self._output.append(line, site=site)
            self._has_uncommitted_lines = True
