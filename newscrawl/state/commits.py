"""Ends and the lines that belong to them, recorded together: a page is done when its line is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from newscrawl.state.ledger import Ledger
from newscrawl.state.models import LedgerEntry, Outcome, PageEntry


class Output(Protocol):
    """Where lines go: `newscrawl.outputs.jsonl_files.OutputFiles`."""

    def append(self, line: bytes, *, site: str = "") -> None:
        """Add a line."""

    def sync(self) -> Mapping[str, int]:
        """Bring all lines to the disk, and say how long each file is."""


class CommitBatch:
    """Gathers ends into groups, each of which is one sync of the output and one transaction of the ledger.

    A line is handed over when it is made, and written with the end of its address: in one step, so that no group holds
    the one without the other. While a group is brought to the disk, which another thread may do, nothing is written:
    what comes then is held back for the next one.

    :param size: ends in a group.
    """

    def __init__(self, ledger: Ledger, *, max_size: int) -> None:
        self._ledger = ledger
        self._max_size = max_size
        self._output: Output | None = None
        self._unwritten_lines: dict[int, tuple[bytes, str]] = {}
        self._batch: dict[int, tuple[PageEntry, Outcome]] = {}
        self._deferred_outcomes: dict[int, tuple[PageEntry, Outcome]] = {}
        self._deferred_lines: list[tuple[bytes, str]] = []
        """Lines of no address that are held back."""
        self._has_uncommitted_lines = False
        self._is_syncing = False

    @property
    def is_full(self) -> bool:
        """Whether the group is as large as it may be."""
        return len(self._batch) >= self._max_size

    def __contains__(self, entry: LedgerEntry) -> bool:
        return isinstance(entry, PageEntry) and (entry.row_id in self._batch or entry.row_id in self._deferred_outcomes)

    def set_output(self, output: Output) -> None:
        """Where lines go from now on."""
        self._output = output

    def write(self, line: bytes, *, site: str, entry: PageEntry | None) -> None:
        """Write a line with the end of an address, or at once where it is none of the ledger's.

        :raises OutputFailed: it could not be written.
        """
        if entry is not None:
            self._unwritten_lines[entry.row_id] = line, site
        elif self._is_syncing:
            self._deferred_lines.append((line, site))
        else:
            self._append(line, site)

    def add(self, entry: PageEntry, outcome: Outcome) -> None:
        """Take an end into the group, or into the next one.

        :raises OutputFailed: its line could not be written: it has no end.
        """
        if self._is_syncing:
            self._deferred_outcomes[entry.row_id] = entry, outcome
            return
        line = self._unwritten_lines.pop(entry.row_id, None)
        if line and outcome.state == "written":
            self._append(*line)
        self._batch[entry.row_id] = entry, outcome

    def begin_commit(self) -> Callable[[], Mapping[str, int]] | None:
        """What brings the group to the disk, to be called in any thread; None where there is nothing to bring.

        What it gives is for `finish_commit`. Whatever becomes of it, `release` has to be called after it.
        """
        if self._is_syncing or not (self._batch or self._has_uncommitted_lines):
            return None
        self._is_syncing = True
        return self._output.sync if self._output and self._has_uncommitted_lines else dict

    def finish_commit(self, output_lengths: Mapping[str, int]) -> list[tuple[PageEntry, Outcome]]:
        """Record the group, which is on the disk.

        :raises StateFailed: the ledger could not be written. Nothing of the group is recorded.
        """
        committed = [*self._batch.values()]
        self._ledger.commit(committed, output_lengths)
        self._batch.clear()
        self._has_uncommitted_lines = False
        return committed

    def release(self) -> None:
        """Take in what was held back.

        :raises OutputFailed: a line could not be written; it has no end, and those after it have none.
        """
        self._is_syncing = False
        deferred_lines, self._deferred_lines = self._deferred_lines, []
        deferred_outcomes, self._deferred_outcomes = self._deferred_outcomes, {}
        for line in deferred_lines:
            self._append(*line)
        for entry, outcome in deferred_outcomes.values():
            self.add(entry, outcome)

    def commit(self) -> list[tuple[PageEntry, Outcome]]:
        """Record the group here and now.

        :raises OutputFailed: the disk does not take the lines.
        :raises StateFailed: the ledger could not be written. Either way nothing of the group is recorded.
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
