"""When an address is asked for again: an article while it is young, a failure with growing pauses.

All times are whole seconds since 1970. A clock may have been wrong when one was taken: what lies in the future is not
believed, and nothing is ever scheduled further away than the longest delay.

Cron expressions: when a site is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from apscheduler.triggers.cron import CronTrigger

from newscrawl.exceptions import BadArgument

HOUR, DAY = 3600, 86_400

_SITE_LEVEL_REASONS = frozenset({"not_resolved", "not_connected", "robots_unreachable", "rate_limited"})
"""Failures that say nothing of the address: its site, or the crawler's own network, cannot be reached."""
_GIVE_UP_SECONDS = 7 * DAY
"""How long an address is asked for whose site cannot be reached: longer than outages and expired domains are mended."""
_GONE_STATUSES = (404, 410)
_MAX_GONE_TRIES = 2
"""A page may be linked a moment before it is there; what is missing an hour later is gone."""
_PERMANENT_REASONS = frozenset({"bad_address"})
_SITE_POLICY_REASONS = frozenset({"robots", "crawl_delay"})
"""Refusals that are the site's word of today, for which nothing was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitPolicy:
    """How long after what an address is asked for again.

    >>> RevisitPolicy(revisit_ages=(3600,), retry_pauses=(900,)).max_delay
    604800
    """

    revisit_ages: tuple[int, ...] = (HOUR, 6 * HOUR, DAY, 3 * DAY)
    """The ages at which an article is looked at again."""
    retry_pauses: tuple[int, ...] = (900, HOUR, 6 * HOUR, DAY)
    """The pause after the first failure, the second, and so on; one failure more is the last."""

    @property
    def max_delay(self) -> int:
        """No address waits for longer than this."""
        return max((*self.revisit_ages, *self.retry_pauses, _GIVE_UP_SECONDS))

    def next_revisit(self, now: int, *, first_seen: int, published: int | None = None) -> int | None:
        """When a page is looked at again that gave its article; None where it is old enough.

        Its age counts from its publication, or from when it was first seen where that is not known.
        """
        age_start = min(first_seen, now)
        if published is not None and published <= now:
            age_start = published
        return _first_after(now, [age_start + age for age in self.revisit_ages])

    def next_retry(
        self, now: int, *, first_seen: int, tries: int, reason: str, status: int | None = None
    ) -> tuple[int | None, int]:
        """When an address that failed is tried again, None where it is given up; and how many tries it has had then.

        :param tries: how many it had before this one.
        :param status: what the server answered, if it did.
        """
        if reason in _PERMANENT_REASONS:
            return None, tries + 1
        if reason in _SITE_LEVEL_REASONS:
            return (now + HOUR if now - min(first_seen, now) < _GIVE_UP_SECONDS else None), tries
        if status in _GONE_STATUSES:
            return (now + HOUR if tries + 1 < _MAX_GONE_TRIES else None), tries + 1
        return (now + self.retry_pauses[tries] if tries < len(self.retry_pauses) else None), tries + 1

    def next_retry_of_refused(self, now: int, *, first_seen: int, reason: str) -> int | None:
        """When an address that was refused is tried again: only where the site may change its rules."""
        return self.next_revisit(now, first_seen=first_seen) if reason in _SITE_POLICY_REASONS else None


def _first_after(now: int, times: Sequence[int]) -> int | None:
    return min((time for time in times if time > now), default=None)


def validate_cron(expression: str) -> None:
    """See that an expression can be used, and ever comes true.

    :raises BadArgument: it cannot; the message is the cause alone.
    """
    if _parse_cron(expression).get_next_fire_time(None, datetime(2024, 1, 1, tzinfo=UTC)) is None:
        raise BadArgument("it never comes true")


def next_fire_time(expression: str, after: datetime) -> datetime:
    """The first moment later than `after` at which the expression holds, in UTC.

    :raises BadArgument: it cannot be used.

    >>> next_fire_time("15 6 * * mon-fri", datetime(2026, 11, 20, 6, 15, tzinfo=UTC)).isoformat()
    '2026-11-23T06:15:00+00:00'
    """
    fire_time = _parse_cron(expression).get_next_fire_time(None, after.astimezone(UTC) + timedelta(microseconds=1))
    if not isinstance(fire_time, datetime):
        raise BadArgument("it never comes true")
    return fire_time


def get_due_time(expression: str, last_run: datetime | None, now: datetime) -> datetime:
    """When something is due that was done at `last_run`: now, where it never was, or its time came and went meanwhile.

    A clock may have been wrong: what was done in the future is taken for done now.

    >>> noon, later = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 22, 18, tzinfo=UTC)
    >>> get_due_time("0 * * * *", noon, later) == later
    True
    >>> get_due_time("0 6 * * *", noon, later).isoformat()
    '2026-11-23T06:00:00+00:00'
    """
    return now if last_run is None else max(now, next_fire_time(expression, min(last_run, now)))


@lru_cache(maxsize=1024)
def _parse_cron(expression: str) -> CronTrigger:
    """The expression, understood.

    Numbers are not taken for weekdays: 0 is a Sunday to cron, and a Monday to APScheduler.
    """
    fields = expression.split()
    if len(fields) == 5 and any(character.isdigit() for character in fields[4].partition("/")[0]):
        raise BadArgument("weekdays are written by their names, as mon-fri or sat,sun")
    try:
        return CronTrigger.from_crontab(expression, timezone=UTC)
    except (ValueError, LookupError) as error:
        raise BadArgument(" ".join(str(error).split())) from None
