"""When a URL is requested again: an article that may have changed, and a URL that failed or was refused.

A clock may have been wrong when a time was stored: a stored time in the future counts as now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HOUR, DAY = 3600, 86_400

_SITE_LEVEL_REASONS = frozenset({"not_resolved", "not_connected", "robots_unreachable", "rate_limited"})
"""Failures that say nothing about the URL: the site, or the crawler's own network, cannot be reached."""
_GIVE_UP_SECONDS = 7 * DAY
"""How long a URL is requested while its site cannot be reached. Outages and expired domains are repaired sooner."""
_GONE_STATUSES = (404, 410)
_MAX_GONE_TRIES = 2
"""A page may be linked a moment before it exists. If it is still missing an hour later, it is gone."""
_PERMANENT_REASONS = frozenset({"bad_address"})
_SITE_POLICY_REASONS = frozenset({"robots", "crawl_delay"})
"""Refusals by rules that the site may change. The URL was not requested."""
_TEMPORARY_REASONS = frozenset({"consent_page", "soft_404", "blocked", "login_page", "maintenance", "parked"})
"""Pages that a site served instead of the article: at another time it may serve the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitPolicy:
    """When the URL of an article, or a URL that failed or was refused, is requested again.

    All times are whole seconds since 1970, all pauses are seconds. No pause is longer than `max_delay`.

    >>> RevisitPolicy(revisit_ages=(3600,), retry_pauses=(900,)).max_delay
    604800
    """

    revisit_ages: tuple[int, ...] = (HOUR, 6 * HOUR, DAY, 3 * DAY)
    """The ages, in seconds, at which an article is requested again."""
    retry_pauses: tuple[int, ...] = (900, HOUR, 6 * HOUR, DAY)
    """The pauses, in seconds, after the first failure, the second and so on. With one more failure it is given up."""

    @property
    def max_delay(self) -> int:
        """The longest pause between two requests for a URL."""
        return max((*self.revisit_ages, *self.retry_pauses, _GIVE_UP_SECONDS))

    def next_revisit(self, now: int, *, first_seen: int, published: int | None = None) -> int | None:
        """When an article is requested again; None if it is old enough.

        :param first_seen: when its URL was first seen. The age counts from then if `published` is not known.
        """
        age_start = min(first_seen, now)
        if published is not None and published <= now:
            age_start = published
        return _first_after(now, [age_start + age for age in self.revisit_ages])

    def next_retry(
        self, now: int, *, first_seen: int, tries: int, reason: str, status: int | None = None
    ) -> tuple[int | None, int]:
        """When a URL that failed is requested again (None if it is given up), and the new number of tries.

        :param tries: the number of tries before this failure.
        :param status: the HTTP status of the response, if there was a response.
        """
        if reason in _PERMANENT_REASONS:
            return None, tries + 1
        if reason in _SITE_LEVEL_REASONS:
            return (now + HOUR if now - min(first_seen, now) < _GIVE_UP_SECONDS else None), tries
        if status in _GONE_STATUSES:
            return (now + HOUR if tries + 1 < _MAX_GONE_TRIES else None), tries + 1
        return (now + self.retry_pauses[tries] if tries < len(self.retry_pauses) else None), tries + 1

    def next_retry_of_refused(self, now: int, *, first_seen: int, reason: str) -> int | None:
        """When a URL that was refused is requested again; None if the refusal is final."""
        may_change = reason in _SITE_POLICY_REASONS or reason in _TEMPORARY_REASONS
        return self.next_revisit(now, first_seen=first_seen) if may_change else None


def _first_after(now: int, times: Sequence[int]) -> int | None:
    return min((time for time in times if time > now), default=None)
