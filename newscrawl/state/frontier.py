"""What is asked next, and how much at once: a crawl of a million addresses holds a handful of them in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from newscrawl.state.ledger import Ledger
from newscrawl.state.models import LedgerEntry, PageEntry, SeedEntry


@dataclass(slots=True)
class _SiteSlot:
    requested: int = 0
    """Addresses that have no answer yet."""
    page_ids: set[int] = field(default_factory=set)
    """Addresses of articles that are taken and have no end in the ledger."""
    seed_ids: set[int] = field(default_factory=set)
    seeds_first: bool = True
    is_queued: bool = False


class Frontier:
    """Takes addresses out of the ledger, one site after the other, within bounds.

    An address is *asked* when it is taken, *answered* when its response or its failure is there, and leaves with its
    end in the ledger. What was answered and has not left would be fetched again if the crawl was killed now.

    :param most_asked: addresses without an answer, in all.
    :param most_asked_of_site: the same, of one site, so that a slow one does not take the places of all others.
    :param most_answered: addresses with an answer that are not in the ledger yet.
    """

    def __init__(
        self, ledger: Ledger, *, max_requested: int, max_requested_per_site: int, max_uncommitted: int
    ) -> None:
        self._ledger = ledger
        self._max_requested = max_requested
        self._max_requested_per_site = max_requested_per_site
        self._max_uncommitted = max_uncommitted
        self._slots: dict[int, _SiteSlot] = {}
        self._queue: deque[int] = deque()
        self._requested: dict[tuple[type[LedgerEntry], int], PageEntry | SeedEntry] = {}
        self._uncommitted: dict[tuple[type[LedgerEntry], int], PageEntry | SeedEntry] = {}
        self.add_sites(ledger.due_site_ids())

    @property
    def is_full(self) -> bool:
        """Whether so much waits for the ledger that nothing more may be asked."""
        return len(self._uncommitted) >= self._max_uncommitted

    @property
    def site_count(self) -> int:
        """How many sites are held in memory: those where something is under way or waits."""
        return len(self._slots)

    def add_sites(self, site_ids: Iterable[int]) -> None:
        """Something is to be asked there now."""
        for site_id in site_ids:
            self._enqueue(site_id, self._slots.setdefault(site_id, _SiteSlot()))

    def next_entry(self) -> PageEntry | SeedEntry | None:
        """The next address to ask, None where there is none or no room for it now."""
        while self._queue and len(self._requested) < self._max_requested and not self.is_full:
            site_id = self._queue.popleft()
            slot = self._slots[site_id]
            slot.is_queued = False
            if slot.requested >= self._max_requested_per_site:  # comes back with an answer
                continue
            entry = self._select_entry(site_id, slot)
            if entry is None:
                self._drop_if_idle(site_id, slot)
                continue
            (slot.page_ids if isinstance(entry, PageEntry) else slot.seed_ids).add(entry.row_id)
            slot.requested += 1
            self._requested[_entry_key(entry)] = entry
            self._enqueue(site_id, slot)
            return entry
        return None

    def mark_responded(self, entry: LedgerEntry) -> None:
        """The response to an address, or its failure, is there."""
        if _entry_key(entry) in self._requested:
            self._uncommitted[_entry_key(entry)] = self._requested.pop(_entry_key(entry))
            slot = self._slots[entry.site_id]
            slot.requested -= 1
            self._enqueue(entry.site_id, slot)

    def mark_done(self, entry: LedgerEntry) -> None:
        """An address has its end in the ledger, or stays as it was there."""
        self.mark_responded(entry)
        self._uncommitted.pop(_entry_key(entry), None)
        slot = self._slots.get(entry.site_id)
        if slot:
            slot.page_ids.discard(entry.row_id) if isinstance(entry, PageEntry) else slot.seed_ids.discard(entry.row_id)
            self._drop_if_idle(entry.site_id, slot)

    def is_in_flight(self, entry: LedgerEntry) -> bool:
        """Whether an address is under way."""
        return _entry_key(entry) in self._requested or _entry_key(entry) in self._uncommitted

    @property
    def in_flight(self) -> list[PageEntry | SeedEntry]:
        """What was taken and has not left."""
        return [*self._requested.values(), *self._uncommitted.values()]

    def _select_entry(self, site_id: int, slot: _SiteSlot) -> PageEntry | SeedEntry | None:
        """A source and an article in turn: neither waits for the end of the others."""
        slot.seeds_first = not slot.seeds_first
        if slot.seeds_first:
            return self._ledger.next_page_entry(site_id, slot.page_ids) or self._ledger.next_seed_entry(
                site_id, slot.seed_ids
            )
        return self._ledger.next_seed_entry(site_id, slot.seed_ids) or self._ledger.next_page_entry(
            site_id, slot.page_ids
        )

    def _enqueue(self, site_id: int, slot: _SiteSlot) -> None:
        if not slot.is_queued:
            slot.is_queued = True
            self._queue.append(site_id)

    def _drop_if_idle(self, site_id: int, slot: _SiteSlot) -> None:
        """Forget a site of which nothing is under way or waiting."""
        if not (slot.is_queued or slot.requested or slot.page_ids or slot.seed_ids):
            del self._slots[site_id]


def _entry_key(entry: LedgerEntry) -> tuple[type[LedgerEntry], int]:
    return type(entry), entry.row_id
