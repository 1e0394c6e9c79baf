"""What is asked next, and how much at once: a crawl of a million addresses holds a handful of them in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from newscrawl.state.entries import Entry, PageEntry, SourceEntry
from newscrawl.state.ledger import Ledger


@dataclass(slots=True)
class _Site:
    asked: int = 0
    """Addresses that have no answer yet."""
    pages: set[int] = field(default_factory=set)
    """Addresses of articles that are taken and have no end in the ledger."""
    sources: set[int] = field(default_factory=set)
    sources_first: bool = True
    queued: bool = False


class Frontier:
    """Takes addresses out of the ledger, one site after the other, within bounds.

    An address is *asked* when it is taken, *answered* when its response or its failure is there, and leaves with its
    end in the ledger. What was answered and has not left would be fetched again if the crawl was killed now.

    :param most_asked: addresses without an answer, in all.
    :param most_asked_of_site: the same, of one site, so that a slow one does not take the places of all others.
    :param most_answered: addresses with an answer that are not in the ledger yet.
    """

    def __init__(self, ledger: Ledger, *, most_asked: int, most_asked_of_site: int, most_answered: int) -> None:
        self._ledger = ledger
        self._most_asked = most_asked
        self._most_asked_of_site = most_asked_of_site
        self._most_answered = most_answered
        self._sites: dict[int, _Site] = {}
        self._queue: deque[int] = deque()
        self._asked: dict[tuple[type[Entry], int], PageEntry | SourceEntry] = {}
        self._answered: dict[tuple[type[Entry], int], PageEntry | SourceEntry] = {}
        self.add_sites(ledger.sites())

    @property
    def is_full(self) -> bool:
        """Whether so much waits for the ledger that nothing more may be asked."""
        return len(self._answered) >= self._most_answered

    @property
    def sites(self) -> int:
        """How many sites are held in memory: those where something is under way or waits."""
        return len(self._sites)

    def add_sites(self, sites: Iterable[int]) -> None:
        """Something is to be asked there now."""
        for number in sites:
            self._enqueue(number, self._sites.setdefault(number, _Site()))

    def take(self) -> PageEntry | SourceEntry | None:
        """The next address to ask, None where there is none or no room for it now."""
        while self._queue and len(self._asked) < self._most_asked and not self.is_full:
            number = self._queue.popleft()
            site = self._sites[number]
            site.queued = False
            if site.asked >= self._most_asked_of_site:  # comes back with an answer
                continue
            entry = self._next(number, site)
            if entry is None:
                self._let_go(number, site)
                continue
            (site.pages if isinstance(entry, PageEntry) else site.sources).add(entry.number)
            site.asked += 1
            self._asked[_id(entry)] = entry
            self._enqueue(number, site)
            return entry
        return None

    def answered(self, entry: Entry) -> None:
        """The response to an address, or its failure, is there."""
        if _id(entry) in self._asked:
            self._answered[_id(entry)] = self._asked.pop(_id(entry))
            site = self._sites[entry.site]
            site.asked -= 1
            self._enqueue(entry.site, site)

    def left(self, entry: Entry) -> None:
        """An address has its end in the ledger, or stays as it was there."""
        self.answered(entry)
        self._answered.pop(_id(entry), None)
        site = self._sites.get(entry.site)
        if site:
            site.pages.discard(entry.number) if isinstance(entry, PageEntry) else site.sources.discard(entry.number)
            self._let_go(entry.site, site)

    def has(self, entry: Entry) -> bool:
        """Whether an address is under way."""
        return _id(entry) in self._asked or _id(entry) in self._answered

    @property
    def under_way(self) -> list[PageEntry | SourceEntry]:
        """What was taken and has not left."""
        return [*self._asked.values(), *self._answered.values()]

    def _next(self, number: int, site: _Site) -> PageEntry | SourceEntry | None:
        """A source and an article in turn: neither waits for the end of the others."""
        site.sources_first = not site.sources_first
        if site.sources_first:
            return self._ledger.page(number, site.pages) or self._ledger.source(number, site.sources)
        return self._ledger.source(number, site.sources) or self._ledger.page(number, site.pages)

    def _enqueue(self, number: int, site: _Site) -> None:
        if not site.queued:
            site.queued = True
            self._queue.append(number)

    def _let_go(self, number: int, site: _Site) -> None:
        """Forget a site of which nothing is under way or waiting."""
        if not (site.queued or site.asked or site.pages or site.sources):
            del self._sites[number]


def _id(entry: Entry) -> tuple[type[Entry], int]:
    return type(entry), entry.number
