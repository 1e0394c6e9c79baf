"""What one site was asked, what it asked for in turn, and what it got: kept for a whole run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.core.urls import registrable_domain

if TYPE_CHECKING:
    from scrapy import Request


class SiteHeld(IgnoreRequest):
    """The site asked for a pause, so a request that waited goes back to the scheduler."""


@dataclass(slots=True)
class Site:
    """One site's wishes and its account. Times are seconds on a clock that only goes forward."""

    name: str
    delay: float = 0.0
    """The seconds that its robots.txt wants between two requests."""
    held_until: float = 0.0
    refusals_in_a_row: int = 0
    left_alone: bool = False
    """It refused too often: this run asks it for nothing more."""

    requests: int = 0
    bytes: int = 0
    """As they came: packed, without headers."""
    refusals: int = 0
    held: float = 0.0
    """The seconds for which it was not asked at its own wish."""
    least_gap: float | None = None
    """The shortest time between the beginnings of two requests."""
    _last_start: float | None = None
    _last_answer: float = 0.0

    def started(self, now: float) -> None:
        """A request is sent."""
        if self._last_start is not None:
            gap = now - self._last_start
            self.least_gap = gap if self.least_gap is None else min(self.least_gap, gap)
        self._last_start = now
        self.requests += 1

    def answered(self, now: float, size: int) -> None:
        """A whole answer came."""
        self._last_answer = now
        self.bytes += size

    def hold(self, now: float, seconds: float) -> None:
        """Ask for nothing before so many seconds are over."""
        until = max(self.held_until, now + seconds)
        self.held += until - max(self.held_until, now)
        self.held_until = until

    def not_before(self) -> float:
        """When the next request may be sent, as far as the site itself has a say in it.

        Its own delay counts from the last answer: by then the server has seen the request for sure, however long that
        took, so that it never sees two with less time between them.
        """
        last = max(self._last_start or 0.0, self._last_answer)
        return max(self.held_until, last + self.delay if self.delay else 0.0)


def site_name(request: Request) -> str:
    """The registrable domain of the request's address: `www.` and `m.` of one publisher are one site."""
    return _name(urlparse_cached(request).hostname or "")


@lru_cache(maxsize=10_000)
def _name(host: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return registrable_domain(f"http://{shown}/") or host
