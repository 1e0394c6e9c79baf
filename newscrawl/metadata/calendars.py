"""Years and days of other calendars than the Gregorian one, as Gregorian days."""

from __future__ import annotations

from datetime import date, timedelta

_SOLAR_HIJRI_EPOCH = date(622, 3, 21)
"""The first day of the year 1 in the Iranian calendar."""
_LEAP_YEARS_OF_CYCLE = (1, 5, 9, 13, 17, 22, 26, 30)
"""The leap years in the cycle of 33 years, which agrees with the equinox from 1178 to 1633 (1799 to 2254)."""
_CYCLE_YEARS, _CYCLE_DAYS = 33, 12_053
_LONG_MONTHS = 6
"""The first six months have 31 days, the others 30, and the last one 29 but in leap years."""


def solar_hijri_to_date(year: int, month: int, day: int) -> date:
    """The Gregorian day of a day in the Iranian calendar, in years from 1178 to 1633.

    :raises ValueError: the day does not exist.

    >>> solar_hijri_to_date(1404, 12, 26)
    datetime.date(2026, 3, 17)
    """
    if not 1178 <= year <= 1633 or not 1 <= month <= 12 or not 1 <= day <= _days_in_month(year, month):
        raise ValueError(f"no day of the Iranian calendar: {year}-{month}-{day}")
    cycles, year_of_cycle = divmod(year - 1, _CYCLE_YEARS)
    leap_days = sum(leap_year <= year_of_cycle for leap_year in _LEAP_YEARS_OF_CYCLE)
    days = cycles * _CYCLE_DAYS + year_of_cycle * 365 + leap_days
    days += (month - 1) * 30 + min(month - 1, _LONG_MONTHS) + day - 1
    return _SOLAR_HIJRI_EPOCH + timedelta(days=days)


def _days_in_month(year: int, month: int) -> int:
    if month <= _LONG_MONTHS:
        return 31
    return 30 if month < 12 or year % _CYCLE_YEARS in _LEAP_YEARS_OF_CYCLE else 29
