"""Date ranges: how the arguments are parsed, and which articles can be from a range."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from newscrawl.discovery.date_range import DateRange, parse_date_range
from newscrawl.exceptions import BadArgument
from newscrawl.urls.url_dates import UrlDateRange

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
NOVEMBER = DateRange(since=datetime(2026, 11, 1, tzinfo=UTC), until=datetime(2026, 11, 30, 23, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2d", NOW - timedelta(days=2), NOW - timedelta(days=2)),
        ("12 H", NOW - timedelta(hours=12), NOW - timedelta(hours=12)),
        ("1w", NOW - timedelta(weeks=1), NOW - timedelta(weeks=1)),
        ("30min", NOW - timedelta(minutes=30), NOW - timedelta(minutes=30)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2026-11-01T12:00Z", datetime(2026, 11, 1, 12, tzinfo=UTC), datetime(2026, 11, 1, 12, tzinfo=UTC)),
        ("1.11.2026", datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 1, 23, 59, 59, 999999, tzinfo=UTC)),
        ("", None, None),
    ],
)
def test_times_are_parsed(text: str, since: datetime | None, until: datetime | None) -> None:
    assert parse_date_range(text, "", now=NOW) == DateRange(since=since)
    assert parse_date_range("", text, now=NOW) == DateRange(until=until)


@pytest.mark.parametrize("text", ["soon", "2", "2 months", "-2d", "2026-13-01", "05/06/2026", "99999999d"])
def test_a_text_that_is_not_a_time_is_one_clear_line(text: str) -> None:
    with pytest.raises(BadArgument, match=f"since={text}: not a time: write 2d, 12h or 1w"):
        parse_date_range(text, "", now=NOW)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadArgument, match="since=1d is later than until=2d"):
        parse_date_range("1d", "2d", now=NOW)


@pytest.mark.parametrize(
    ("published", "modified", "url_dates", "expected"),
    [
        pytest.param(None, None, None, True, id="nothing is known"),
        pytest.param("2026-11-05T10:00:00+00:00", None, None, True, id="published in it"),
        pytest.param("2026-10-31T23:00:00+00:00", None, None, False, id="published before"),
        pytest.param("2026-10-31T23:00:00-02:00", None, None, True, id="published in it, by its zone"),
        pytest.param("2026-12-01T00:00:00+00:00", None, None, False, id="published after"),
        pytest.param("2026-10-31", None, None, True, id="the day before, somewhere the day itself"),
        pytest.param("2026-10-30", None, None, False, id="two days before"),
        pytest.param("2026-10-01T00:00:00Z", "2026-11-05", None, False, id="changed in it, published before"),
        pytest.param(None, "2026-10-20T00:00:00+00:00", None, False, id="changed before"),
        pytest.param(None, "2026-12-20T00:00:00+00:00", None, True, id="changed after, perhaps published in it"),
        pytest.param(None, None, UrlDateRange(date(2026, 11, 3), date(2026, 11, 3)), True, id="day in it"),
        pytest.param(None, None, UrlDateRange(date(2026, 1, 1), date(2026, 12, 31)), True, id="year around it"),
        pytest.param(None, None, UrlDateRange(date(2026, 12, 3), date(2026, 12, 3)), False, id="day after"),
        pytest.param(
            None, "2026-11-05", UrlDateRange(date(2026, 9, 3), date(2026, 9, 3)), False, id="day before, changed in it"
        ),
    ],
)
def test_what_can_be_from_a_range(
    published: str | None, modified: str | None, url_dates: UrlDateRange | None, expected: bool
) -> None:
    assert NOVEMBER.may_contain(published=published, modified=modified, url_dates=url_dates) is expected
    assert DateRange().may_contain(published=published, modified=modified, url_dates=url_dates)
