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


class SitePaused(IgnoreRequest):
    """The site asked for a pause, so a request that waited goes back to the scheduler."""


@dataclass(slots=True)
class SiteThrottle:
    """One site's wishes and its account. Times are seconds on a clock that only goes forward."""

    name: str
    min_delay: float = 0.0
    """The seconds that its robots.txt wants between two requests."""
    paused_until: float = 0.0
    throttled_in_a_row: int = 0
    is_blocked: bool = False
    """It refused too often: this run asks it for nothing more."""

    request_count: int = 0
    byte_count: int = 0
    """As they came: packed, without headers."""
    throttled_count: int = 0
    paused_seconds: float = 0.0
    """The seconds for which it was not asked at its own wish."""
    min_gap: float | None = None
    """The shortest time between the beginnings of two requests."""
    _last_start: float | None = None
    _last_response: float = 0.0

    def request_started(self, now: float) -> None:
        """A request is sent."""
        if self._last_start is not None:
            gap = now - self._last_start
            self.min_gap = gap if self.min_gap is None else min(self.min_gap, gap)
        self._last_start = now
        self.request_count += 1

    def response_received(self, now: float, size: int) -> None:
        """A whole answer came."""
        self._last_response = now
        self.byte_count += size

    def pause(self, now: float, seconds: float) -> None:
        """Ask for nothing before so many seconds are over."""
        paused_until = max(self.paused_until, now + seconds)
        self.paused_seconds += paused_until - max(self.paused_until, now)
        self.paused_until = paused_until

    def next_request_at(self) -> float:
        """When the next request may be sent, as far as the site itself has a say in it.

        Its own delay counts from the last answer: by then the server has seen the request for sure, however long that
        took, so that it never sees two with less time between them.
        """
        last = max(self._last_start or 0.0, self._last_response)
        return max(self.paused_until, last + self.min_delay if self.min_delay else 0.0)


def get_site_name(request: Request) -> str:
    """The registrable domain of the request's address: `www.` and `m.` of one publisher are one site."""
    return _site_of_host(urlparse_cached(request).hostname or "")


@lru_cache(maxsize=10_000)
def _site_of_host(host: str) -> str:
    url_host = f"[{host}]" if ":" in host else host
    return registrable_domain(f"http://{url_host}/") or host
