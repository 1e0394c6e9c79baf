"""When an address is asked for again: an article while it is young, a failure with growing pauses.

All times are whole seconds since 1970. A clock may have been wrong when one was taken: what lies in the future is not
believed, and nothing is ever scheduled further away than the longest delay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

HOUR, DAY = 3600, 86_400

_OF_THE_SITE = frozenset({"not_resolved", "not_connected", "robots_unreachable", "rate_limited"})
"""Failures that say nothing of the address: its site, or the crawler's own network, cannot be reached."""
_LET_GO_AFTER = 7 * DAY
"""How long an address is asked for whose site cannot be reached: longer than outages and expired domains are mended."""
_GONE = (404, 410)
_MOST_TRIES_OF_GONE = 2
"""A page may be linked a moment before it is there; what is missing an hour later is gone."""
_NEVER_BETTER = frozenset({"bad_address"})
_SITE_RULES = frozenset({"robots", "crawl_delay"})
"""Refusals that are the site's word of today, for which nothing was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How long after what an address is asked for again.

    >>> Schedule(visits=(3600,), pauses=(900,)).longest
    604800
    """

    visits: tuple[int, ...] = (HOUR, 6 * HOUR, DAY, 3 * DAY)
    """The ages at which an article is looked at again."""
    pauses: tuple[int, ...] = (900, HOUR, 6 * HOUR, DAY)
    """The pause after the first failure, the second, and so on; one failure more is the last."""

    @property
    def longest(self) -> int:
        """No address waits for longer than this."""
        return max((*self.visits, *self.pauses, _LET_GO_AFTER))

    def next_visit(self, now: int, *, first_seen: int, published: int | None = None) -> int | None:
        """When a page is looked at again that gave its article; None where it is old enough.

        Its age counts from its publication, or from when it was first seen where that is not known.
        """
        born = min(first_seen, now)
        if published is not None and published <= now:
            born = published
        return _first_after(now, [born + age for age in self.visits])

    def next_try(
        self, now: int, *, first_seen: int, tries: int, reason: str, status: int | None = None
    ) -> tuple[int | None, int]:
        """When an address that failed is tried again, None where it is given up; and how many tries it has had then.

        :param tries: how many it had before this one.
        :param status: what the server answered, if it did.
        """
        if reason in _NEVER_BETTER:
            return None, tries + 1
        if reason in _OF_THE_SITE:
            return (now + HOUR if now - min(first_seen, now) < _LET_GO_AFTER else None), tries
        if status in _GONE:
            return (now + HOUR if tries + 1 < _MOST_TRIES_OF_GONE else None), tries + 1
        return (now + self.pauses[tries] if tries < len(self.pauses) else None), tries + 1

    def next_look(self, now: int, *, first_seen: int, reason: str) -> int | None:
        """When an address that was refused is tried again: only where the site may change its rules."""
        return self.next_visit(now, first_seen=first_seen) if reason in _SITE_RULES else None


def _first_after(now: int, times: Sequence[int]) -> int | None:
    return min((time for time in times if time > now), default=None)


def seconds_of(stated: str | None) -> int | None:
    """The seconds since 1970 of an ISO 8601 date, in UTC where it names no zone; None where it is none.

    >>> seconds_of("1970-01-02")
    86400
    """
    try:
        date = datetime.fromisoformat(stated or "")
        return int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
