"""The time that is asked for by `since` and `until`, and whether something can be of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from newscrawl.core.dates import has_time, has_zone, moment, parse_date
from newscrawl.core.printable import printable
from newscrawl.core.urldates import Days
from newscrawl.errors import BadArgument

_AGO = re.compile(r"(\d{1,5})\s*(min|h|d|w)", re.IGNORECASE)
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ZONES = timedelta(hours=14)
"""A day begins so much earlier or later elsewhere; a date without a zone is believed within this."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From one moment to another; None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        """Whether there is a limit at all."""
        return self.since is not None or self.until is not None

    def may_hold(self, *, published: str | None = None, modified: str | None = None, days: Days | None = None) -> bool:
        """Whether something with these dates can have been published in the period; what has none can.

        When it was changed only tells that it was not published later.

        :param published: an ISO date of `parse_date`.
        :param modified: the same.
        :param days: the days that its address names, which count where `published` is not stated.
        """
        if published:
            slack = timedelta() if has_zone(published) else _ZONES
            starts, ends = [moment(published) - slack], [_end_of(published) + slack]
        else:
            starts = [datetime.combine(days.first, time(), UTC) - _ZONES] if days else []
            ends = [datetime.combine(days.last, time.max, UTC) + _ZONES] if days else []
            ends += [_end_of(modified)] if modified else []
        first, last = max(starts, default=None), min(ends, default=None)
        too_old = self.since is not None and last is not None and last < self.since
        too_new = self.until is not None and first is not None and first > self.until
        return not (too_old or too_new)


def read_period(since: str, until: str, *, now: datetime) -> Period:
    """The period of two arguments: `2d`, `12h`, `1w` or `30min` before now, or a date; an empty one is open.

    A day given to `until` is in the period, to its end.

    :raises BadArgument: one of them is neither, or they are the wrong way round.
    """
    period = Period(since=_read("since", since, now, _AT_START), until=_read("until", until, now, _AT_END))
    if period.since and period.until and period.since > period.until:
        raise BadArgument(f"since={printable(since)} is later than until={printable(until)}")
    return period


_AT_START, _AT_END = timedelta(), _DAY - timedelta(microseconds=1)


def _read(name: str, text: str, now: datetime, day_end: timedelta) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2].lower()]: int(ago[1])})
    stated = parse_date(text)
    if stated is None:
        raise BadArgument(
            f"{name}={printable(text)}: not a time: write 2d, 12h or 1w for that long ago, or a date such as 2026-11-01"
        )
    return moment(stated) + (timedelta() if has_time(stated) else day_end)


def _end_of(stated: str) -> datetime:
    return moment(stated) + (timedelta() if has_time(stated) else _DAY)
