"""Which URL is fetched next, and how many at once. Few URLs of the ledger are in memory, also if it has millions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from newscrawl.state.ledger import Ledger
from newscrawl.state.models import LedgerEntry, PageEntry, SeedEntry


@dataclass(slots=True)
class _SiteState:
    requested: int = 0
    """How many URLs wait for their response."""
    page_ids: set[int] = field(default_factory=set)
    """Row ids of article URLs that are in flight."""
    seed_ids: set[int] = field(default_factory=set)
    """Row ids of seeds that are in flight."""
    seeds_first: bool = True
    """Whether the next turn of the site tries its seeds before its articles."""
    is_queued: bool = False

    def in_flight(self, entry: LedgerEntry) -> set[int]:
        """The row ids in flight of the entry's kind: articles or seeds."""
        return self.page_ids if isinstance(entry, PageEntry) else self.seed_ids


class Frontier:
    """Takes URLs out of the ledger, one site after the other, within limits.

    A URL is *requested* when it is taken, *uncommitted* from its response or failure on, and *done* when its outcome is
    in the ledger. Until then it is in flight. If the crawl is killed, the uncommitted URLs are fetched again.

    :param max_requested: how many URLs may wait for their response.
    :param max_requested_per_site: the same for one site, so that a slow site does not use up the limit of all.
    :param max_uncommitted: how many URLs may be uncommitted.
    """

    def __init__(
        self, ledger: Ledger, *, max_requested: int, max_requested_per_site: int, max_uncommitted: int
    ) -> None:
        self._ledger = ledger
        self._max_requested = max_requested
        self._max_requested_per_site = max_requested_per_site
        self._max_uncommitted = max_uncommitted
        self._site_states: dict[int, _SiteState] = {}
        self._queue: deque[int] = deque()
        self._requested: dict[tuple[type[LedgerEntry], int], PageEntry | SeedEntry] = {}
        self._uncommitted: dict[tuple[type[LedgerEntry], int], PageEntry | SeedEntry] = {}
        self.add_sites(ledger.due_site_ids())

    @property
    def is_full(self) -> bool:
        """Whether so many URLs are uncommitted that no other may be requested."""
        return len(self._uncommitted) >= self._max_uncommitted

    @property
    def site_count(self) -> int:
        """How many sites are in memory: those with URLs that are in flight or due."""
        return len(self._site_states)

    def add_sites(self, site_ids: Iterable[int]) -> None:
        """Add sites that have something to fetch."""
        for site_id in site_ids:
            self._enqueue(site_id, self._site_states.setdefault(site_id, _SiteState()))

    def next_entry(self) -> PageEntry | SeedEntry | None:
        """Take the next URL to request; None if there is none, or the limits allow none now."""
        while self._queue and len(self._requested) < self._max_requested and not self.is_full:
            site_id = self._queue.popleft()
            site_state = self._site_states[site_id]
            site_state.is_queued = False
            if site_state.requested >= self._max_requested_per_site:  # queued again by its next response
                continue
            entry = self._select_entry(site_id, site_state)
            if entry is None:
                self._drop_if_idle(site_id, site_state)
                continue
            site_state.in_flight(entry).add(entry.row_id)
            site_state.requested += 1
            self._requested[_entry_key(entry)] = entry
            self._enqueue(site_id, site_state)
            return entry
        return None

    def mark_responded(self, entry: LedgerEntry) -> None:
        """A URL has its response, or has failed."""
        if _entry_key(entry) in self._requested:
            self._uncommitted[_entry_key(entry)] = self._requested.pop(_entry_key(entry))
            site_state = self._site_states[entry.site_id]
            site_state.requested -= 1
            self._enqueue(entry.site_id, site_state)

    def mark_done(self, entry: LedgerEntry) -> None:
        """A URL has its outcome in the ledger, or keeps the one that it had."""
        self.mark_responded(entry)
        self._uncommitted.pop(_entry_key(entry), None)
        site_state = self._site_states.get(entry.site_id)
        if site_state:
            site_state.in_flight(entry).discard(entry.row_id)
            self._drop_if_idle(entry.site_id, site_state)

    def is_in_flight(self, entry: LedgerEntry) -> bool:
        """Whether a URL was taken and is not done."""
        return _entry_key(entry) in self._requested or _entry_key(entry) in self._uncommitted

    @property
    def in_flight(self) -> list[PageEntry | SeedEntry]:
        """The URLs that were taken and are not done."""
        return [*self._requested.values(), *self._uncommitted.values()]

    def _select_entry(self, site_id: int, site_state: _SiteState) -> PageEntry | SeedEntry | None:
        """Take a seed and an article in turn, so that neither waits until there are none of the other."""
        seeds_first, site_state.seeds_first = site_state.seeds_first, not site_state.seeds_first
        if seeds_first:
            return self._next_seed(site_id, site_state) or self._next_page(site_id, site_state)
        return self._next_page(site_id, site_state) or self._next_seed(site_id, site_state)

    def _next_page(self, site_id: int, site_state: _SiteState) -> PageEntry | None:
        return self._ledger.next_page_entry(site_id, site_state.page_ids)

    def _next_seed(self, site_id: int, site_state: _SiteState) -> SeedEntry | None:
        return self._ledger.next_seed_entry(site_id, site_state.seed_ids)

    def _enqueue(self, site_id: int, site_state: _SiteState) -> None:
        if not site_state.is_queued:
            site_state.is_queued = True
            self._queue.append(site_id)

    def _drop_if_idle(self, site_id: int, site_state: _SiteState) -> None:
        """Forget a site that has no URL in flight and is not queued."""
        if not (site_state.is_queued or site_state.requested or site_state.page_ids or site_state.seed_ids):
            del self._site_states[site_id]


def _entry_key(entry: LedgerEntry) -> tuple[type[LedgerEntry], int]:
    return type(entry), entry.row_id
