"""The range of dates that the arguments `since` and `until` select, and whether an article can be from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from newscrawl.exceptions import BadArgument
from newscrawl.metadata.date_parser import has_time, has_zone, parse_date, to_aware_datetime
from newscrawl.text import escape_for_log
from newscrawl.urls.url_dates import UrlDateRange

_TIME_AGO = re.compile(r"(\d{1,5})\s*(min|h|d|w)", re.IGNORECASE)
_TIMEDELTA_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_MAX_UTC_OFFSET = timedelta(hours=14)
"""The largest distance between a local time and UTC: a date without a time zone may be wrong by so much."""
_DAY = timedelta(days=1)
_START_OF_DAY, _END_OF_DAY = timedelta(), _DAY - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """A range of time; a limit that is None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        """Whether the range has a limit at all."""
        return self.since is not None or self.until is not None

    def may_contain(
        self, *, published: str | None = None, modified: str | None = None, url_dates: UrlDateRange | None = None
    ) -> bool:
        """Whether an article with these dates can have been published in the range. Without any date, it can.

        :param published: ISO 8601, as `parse_date` returns it.
        :param modified: the same. It shows only that the article was not published later.
        :param url_dates: the days that the URL names. They count if `published` is None.
        """
        if published:
            zone_tolerance = timedelta() if has_zone(published) else _MAX_UTC_OFFSET
            earliest_bounds, latest_bounds = (
                [to_aware_datetime(published) - zone_tolerance],
                [_latest_time(published) + zone_tolerance],
            )
        else:
            earliest_bounds = [datetime.combine(url_dates.first, time(), UTC) - _MAX_UTC_OFFSET] if url_dates else []
            latest_bounds = [datetime.combine(url_dates.last, time.max, UTC) + _MAX_UTC_OFFSET] if url_dates else []
            latest_bounds += [_latest_time(modified)] if modified else []
        earliest, latest = max(earliest_bounds, default=None), min(latest_bounds, default=None)
        too_old = self.since is not None and latest is not None and latest < self.since
        too_new = self.until is not None and earliest is not None and earliest > self.until
        return not (too_old or too_new)


def parse_date_range(since: str, until: str, *, now: datetime) -> DateRange:
    """The range of two arguments: each is `2d`, `12h`, `1w` or `30min` for that long before `now`, or a date, or empty.

    If `until` is a day, the range includes all of that day.

    :raises BadArgument: an argument is not a time, or `since` is later than `until`.
    """
    date_range = DateRange(
        since=_parse_time("since", since, now, _START_OF_DAY), until=_parse_time("until", until, now, _END_OF_DAY)
    )
    if date_range.since and date_range.until and date_range.since > date_range.until:
        raise BadArgument(f"since={escape_for_log(since)} is later than until={escape_for_log(until)}")
    return date_range


def _parse_time(name: str, text: str, now: datetime, day_offset: timedelta) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    if match := _TIME_AGO.fullmatch(text):
        return now - timedelta(**{_TIMEDELTA_UNITS[match[2].lower()]: int(match[1])})
    iso_date = parse_date(text)
    if iso_date is None:
        raise BadArgument(
            f"{name}={escape_for_log(text)}: not a time: write 2d, 12h or 1w for that long ago, or a date such "
            f"as 2026-11-01"
        )
    return to_aware_datetime(iso_date) + (timedelta() if has_time(iso_date) else day_offset)


def _latest_time(iso_date: str) -> datetime:
    return to_aware_datetime(iso_date) + (timedelta() if has_time(iso_date) else _DAY)
