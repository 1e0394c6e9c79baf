"""Cron expressions: when a site is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from apscheduler.triggers.cron import CronTrigger

from newscrawl.errors import BadArgument


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
