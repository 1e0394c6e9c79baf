"""Ends and the lines that belong to them, recorded together: a page is done when its line is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from newscrawl.state.entries import End, Entry, PageEntry
from newscrawl.state.ledger import Ledger


class Output(Protocol):
    """Where lines go: `newscrawl.outputs.files.OutputFiles`."""

    def append(self, line: bytes, *, site: str = "") -> None:
        """Add a line."""

    def sync(self) -> Mapping[str, int]:
        """Bring all lines to the disk, and say how long each file is."""


class Commits:
    """Gathers ends into groups, each of which is one sync of the output and one transaction of the ledger.

    A line is handed over when it is made, and written with the end of its address: in one step, so that no group holds
    the one without the other. While a group is brought to the disk, which another thread may do, nothing is written:
    what comes then is held back for the next one.

    :param size: ends in a group.
    """

    def __init__(self, ledger: Ledger, *, size: int) -> None:
        self._ledger = ledger
        self._size = size
        self._output: Output | None = None
        self._lines: dict[int, tuple[bytes, str]] = {}
        self._group: dict[int, tuple[PageEntry, End]] = {}
        self._held: dict[int, tuple[PageEntry, End]] = {}
        self._loose: list[tuple[bytes, str]] = []
        """Lines of no address that are held back."""
        self._unrecorded = False
        self._syncing = False

    @property
    def is_full(self) -> bool:
        """Whether the group is as large as it may be."""
        return len(self._group) >= self._size

    def __contains__(self, entry: Entry) -> bool:
        return isinstance(entry, PageEntry) and (entry.number in self._group or entry.number in self._held)

    def write_to(self, output: Output) -> None:
        """Where lines go from now on."""
        self._output = output

    def write(self, line: bytes, *, site: str, entry: PageEntry | None) -> None:
        """Write a line with the end of an address, or at once where it is none of the ledger's.

        :raises OutputFailed: it could not be written.
        """
        if entry is not None:
            self._lines[entry.number] = line, site
        elif self._syncing:
            self._loose.append((line, site))
        else:
            self._append(line, site)

    def add(self, entry: PageEntry, end: End) -> None:
        """Take an end into the group, or into the next one.

        :raises OutputFailed: its line could not be written: it has no end.
        """
        if self._syncing:
            self._held[entry.number] = entry, end
            return
        line = self._lines.pop(entry.number, None)
        if line and end.state == "written":
            self._append(*line)
        self._group[entry.number] = entry, end

    def begin(self) -> Callable[[], Mapping[str, int]] | None:
        """What brings the group to the disk, to be called in any thread; None where there is nothing to bring.

        What it gives is for `finish`. Whatever becomes of it, `let_go` has to be called after it.
        """
        if self._syncing or not (self._group or self._unrecorded):
            return None
        self._syncing = True
        return self._output.sync if self._output and self._unrecorded else dict

    def finish(self, lengths: Mapping[str, int]) -> list[tuple[PageEntry, End]]:
        """Record the group, which is on the disk.

        :raises StateFailed: the ledger could not be written. Nothing of the group is recorded.
        """
        recorded = [*self._group.values()]
        self._ledger.commit(recorded, lengths)
        self._group.clear()
        self._unrecorded = False
        return recorded

    def let_go(self) -> None:
        """Take in what was held back.

        :raises OutputFailed: a line could not be written; it has no end, and those after it have none.
        """
        self._syncing = False
        loose, self._loose = self._loose, []
        held, self._held = self._held, {}
        for line in loose:
            self._append(*line)
        for entry, end in held.values():
            self.add(entry, end)

    def commit(self) -> list[tuple[PageEntry, End]]:
        """Record the group here and now.

        :raises OutputFailed: the disk does not take the lines.
        :raises StateFailed: the ledger could not be written. Either way nothing of the group is recorded.
        """
        sync = self.begin()
        if sync is None:
            return []
        try:
            return self.finish(sync())
        finally:
            self.let_go()

    def _append(self, line: bytes, site: str) -> None:
        if self._output is not None:
            self._output.append(line, site=site)
            self._unrecorded = True
