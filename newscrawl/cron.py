"""Cron expressions: when a site is crawled again. All times are in UTC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

from newscrawl.exceptions import BadArgument

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
