"""Days of the Iranian calendar as Gregorian days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from newscrawl.metadata.calendars import solar_hijri_to_date

NEW_YEARS = {
    1370: 21,
    1375: 20,
    1376: 21,
    1380: 21,
    1387: 20,
    1388: 21,
    1399: 20,
    1400: 21,
    1404: 21,
    1405: 21,
    1408: 20,
}
"""The day of March on which each year began, from printed calendars."""


@pytest.mark.parametrize(("year", "day_of_march"), NEW_YEARS.items())
def test_the_year_begins_at_the_equinox(year: int, day_of_march: int) -> None:
    assert solar_hijri_to_date(year, 1, 1) == date(year + 621, 3, day_of_march)


def test_days_follow_each_other() -> None:
    days = []
    for year in range(1369, 1430):
        for month in range(1, 13):
            for day in range(1, 32):
                try:
                    days.append(solar_hijri_to_date(year, month, day))
                except ValueError:
                    continue
    assert days == [days[0] + timedelta(days=index) for index in range(len(days))]


@pytest.mark.parametrize(
    ("year", "month", "day"), [(1404, 12, 30), (1403, 7, 31), (1404, 13, 1), (1404, 0, 1), (900, 1, 1)]
)
def test_a_day_that_does_not_exist_is_an_error(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match="no day"):
        solar_hijri_to_date(year, month, day)
