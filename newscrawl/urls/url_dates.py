"""Dates in URLs: `/2025/06/12/…`, `sitemap-2025-06.xml`, `?yyyy=2025&mm=06&dd=12`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from newscrawl.items import MAX_YEAR, MIN_YEAR
from newscrawl.text import ENGLISH_MONTHS

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_QUERY_KEY = r"&(?:amp;)?[a-z]{1,8}="
# A month or a day of one digit counts only after a slash or a query key: `archive-2025-3.xml` is a third part.
_MONTH = rf"(?:[._-]?(0[1-9]|1[0-2])|(?:/|{_QUERY_KEY})(0?[1-9]|1[0-2]))"
_DAY = rf"(?:[._-]?(0[1-9]|[12]\d|3[01])|(?:/|{_QUERY_KEY})(0?[1-9]|[12]\d|3[01]))"
_FULL_DATE = re.compile(rf"{_YEAR}{_MONTH}{_DAY}(?!\d)", re.IGNORECASE)
_YEAR_MONTH = re.compile(rf"{_YEAR}{_MONTH}(?!\d)", re.IGNORECASE)
_MONTH_NAME = re.compile(rf"(?<=/\d{{4}}/)({'|'.join(ENGLISH_MONTHS)})[a-z]{{0,6}}(?=/)", re.IGNORECASE)
_SEPARATED_YEAR_MONTH = re.compile(rf"{_YEAR}(?:[._-](0[1-9]|1[0-2])|/(0?[1-9]|1[0-2]))(?=[/_-])")
_YEAR_ONLY = re.compile(rf"{_YEAR}(?!\d)")
_DIGITS = re.compile(r"\d+")


class UrlDateRange(NamedTuple):
    """The days from the first to the last, both included."""

    first: date
    last: date


def parse_article_url_dates(url: str) -> UrlDateRange | None:
    """The day or the month in the URL of an article.

    A year alone says too little, and a number of six digits is more often the number of an article than a month.

    >>> parse_article_url_dates("https://example.com/2025/6/12/a-tale")
    UrlDateRange(first=datetime.date(2025, 6, 12), last=datetime.date(2025, 6, 12))
    >>> parse_article_url_dates("https://example.com/2025/02/a-tale").last.day
    28
    >>> parse_article_url_dates("https://example.com/news/202506"), parse_article_url_dates("https://example.com/vision-2030")
    (None, None)
    """
    return _parse_dates(url, _FULL_DATE) or _parse_dates(url, _SEPARATED_YEAR_MONTH)


def parse_sitemap_url_dates(urls: Sequence[str]) -> list[UrlDateRange | None]:
    """The dates in the URLs of the sitemaps of an index: one entry for each URL, in the same order.

    URLs that differ only in their numbers have dates only if all of them have: `part-2019.xml` does not name a year
    beside `part-2101.xml`, and `2025-11.xml` does not name a month beside `2025-13.xml`.

    >>> parse_sitemap_url_dates(["https://example.com/sitemap-2025-06.xml"])
    [UrlDateRange(first=datetime.date(2025, 6, 1), last=datetime.date(2025, 6, 30))]
    >>> parse_sitemap_url_dates([f"https://example.com/part-{number}.xml" for number in (2100, 2101, 2019)])
    [None, None, None]
    """
    urls_by_template: dict[str, list[str]] = {}
    for url in urls:
        urls_by_template.setdefault(_DIGITS.sub("#", url), []).append(url)
    ranges: dict[str, UrlDateRange | None] = {}
    for same_template in urls_by_template.values():
        for pattern in (_FULL_DATE, _YEAR_MONTH, _YEAR_ONLY):
            parsed = {url: _parse_dates(url, pattern) for url in same_template}
            if all(parsed.values()):
                ranges |= parsed
                break
    return [ranges.get(url) for url in urls]


def _parse_dates(url: str, pattern: re.Pattern[str]) -> UrlDateRange | None:
    parts = urlsplit(url)
    # The host is left out: `2024.example.com` says nothing about a page.
    path = _MONTH_NAME.sub(_get_month_number, parts.path)
    date_ranges = [*_iter_date_ranges(pattern.finditer(f"{path}?{parts.query}"))]
    return (
        UrlDateRange(min(first for first, _ in date_ranges), max(last for _, last in date_ranges))
        if date_ranges
        else None
    )


def _get_month_number(name: re.Match[str]) -> str:
    return f"{ENGLISH_MONTHS.index(name[1].lower()) + 1:02}"


def _iter_date_ranges(matches: Iterator[re.Match[str]]) -> Iterator[UrlDateRange]:
    for match in matches:
        year, month, day = (*(int(group) for group in match.groups() if group), 0, 0)[:3]
        if not MIN_YEAR <= year <= MAX_YEAR:
            continue
        try:
            yield _build_date_range(year, month, day)
        except ValueError:  # the 31st of June
            continue


def _build_date_range(year: int, month: int, day: int) -> UrlDateRange:
    """The year, the month or the day; a month or day that is not known is 0."""
    if not month:
        return UrlDateRange(date(year, 1, 1), date(year, 12, 31))
    if not day:
        return UrlDateRange(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return UrlDateRange(date(year, month, day), date(year, month, day))
