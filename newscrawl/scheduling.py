"""When a URL is requested again (`RevisitPolicy`), and when a site is crawled again (cron expressions).

A clock may have been wrong when a time was stored: a stored time in the future counts as now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

from newscrawl.exceptions import BadArgument

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

_CRON_FIELDS = {
    "minute": "0 to 59",
    "hour": "0 to 23",
    "day of the month": "1 to 31",
    "month": "1 to 12 or jan to dec",
    "weekday": "0 to 7 or sun to sat",
}
"""The fields of a cron expression, in their order, with their values. As a weekday, 0 and 7 are both Sunday."""
_RANGE_TO_SUNDAY = re.compile(r"-sun\b", re.IGNORECASE)
_ANY_LEAP_YEAR = datetime(2024, 1, 1, tzinfo=UTC)
"""A fixed time to test an expression from; 29 February comes soon after it."""


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
        return self.next_revisit(now, first_seen=first_seen) if reason in _SITE_POLICY_REASONS else None


def validate_cron(expression: str) -> None:
    """Check that a cron expression can be read and that it comes true at some time.

    :raises BadArgument: it does not; the message gives only the cause, in one line.
    """
    next_fire_time(expression, _ANY_LEAP_YEAR)


def next_fire_time(expression: str, after: datetime) -> datetime:
    """The first moment later than `after`, in UTC, at which a cron expression is true.

    As in cron, a day fits if the day of the month OR the weekday fits, except where one of them begins with `*`.

    :raises BadArgument: the expression cannot be read, or never comes true.

    >>> friday = datetime(2026, 11, 20, 6, 15, tzinfo=UTC)
    >>> next_fire_time("15 6 * * mon-fri", friday).isoformat(), next_fire_time("15 6 * * 1-5", friday).isoformat()
    ('2026-11-23T06:15:00+00:00', '2026-11-23T06:15:00+00:00')
    """
    fields = expression.split()
    if len(fields) != len(_CRON_FIELDS):
        raise BadArgument(f"Wrong number of fields; got {len(fields)}, expected {len(_CRON_FIELDS)}")
    try:
        fire_time = _first_fire_time(fields, after)
    except (CronSimError, ValueError):  # a ValueError for a number of thousands of digits
        raise BadArgument(_find_cron_error(fields)) from None
    if fire_time is None:
        raise BadArgument("it never comes true")
    return fire_time


def get_due_time(expression: str, last_run: datetime | None, now: datetime) -> datetime:
    """When the next run is due: now if there was no run yet, or if a due time has passed since the last run.

    A clock may have been wrong: a last run in the future counts as a run that happened now.

    >>> noon, later = datetime(2026, 11, 22, 12, tzinfo=UTC), datetime(2026, 11, 22, 18, tzinfo=UTC)
    >>> get_due_time("0 * * * *", noon, later) == later
    True
    >>> get_due_time("0 6 * * *", noon, later).isoformat()
    '2026-11-23T06:00:00+00:00'
    """
    return now if last_run is None else max(now, next_fire_time(expression, min(last_run, now)))


def _first_after(now: int, times: Sequence[int]) -> int | None:
    return min((time for time in times if time > now), default=None)


def _first_fire_time(fields: Sequence[str], after: datetime) -> datetime | None:
    """The first moment after `after`, in UTC; None if there is none within 50 years.

    A range may end with Sunday, as in `fri-sun`: CronSim counts Sunday as 0, so it gets the other number of Sunday, 7.
    """
    expression = " ".join((*fields[:4], _RANGE_TO_SUNDAY.sub("-7", fields[4])))
    return next(CronSim(expression, after.astimezone(UTC)), None)


def _find_cron_error(fields: Sequence[str]) -> str:
    """Which field of an expression is wrong; if each one is right by itself, the expression never comes true."""
    for position, (name, values) in enumerate(_CRON_FIELDS.items()):
        alone = ["*"] * len(_CRON_FIELDS)
        alone[position] = fields[position]
        try:
            _first_fire_time(alone, _ANY_LEAP_YEAR)
        except (CronSimError, ValueError):
            return f"{name} {fields[position]!r}: write *, or {values}, as numbers, lists, ranges or steps"
    return "it never comes true"
