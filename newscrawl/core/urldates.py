"""The days that an address names: `/2025/06/12/…`, `sitemap-2025-06.xml`, `?yyyy=2025&mm=06&dd=12`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from newscrawl.core.dates import EARLIEST_YEAR, LATEST_YEAR

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_KEY = r"&(?:amp;)?[a-z]{1,8}="
# A month or a day of one digit counts only where a slash or a key sets it apart: `archive-2025-3.xml` is a third part.
_MONTH = rf"(?:[._-]?(0[1-9]|1[0-2])|(?:/|{_KEY})(0?[1-9]|1[0-2]))"
_DAY = rf"(?:[._-]?(0[1-9]|[12]\d|3[01])|(?:/|{_KEY})(0?[1-9]|[12]\d|3[01]))"
_FULL = re.compile(rf"{_YEAR}{_MONTH}{_DAY}(?!\d)", re.IGNORECASE)
_YEAR_MONTH = re.compile(rf"{_YEAR}{_MONTH}(?!\d)", re.IGNORECASE)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_NAME = re.compile(rf"(?<=/\d{{4}}/)({'|'.join(_MONTH_NAMES)})[a-z]{{0,6}}(?=/)", re.IGNORECASE)
_APART = re.compile(rf"{_YEAR}(?:[._-](0[1-9]|1[0-2])|/(0?[1-9]|1[0-2]))(?=[/_-])")
_YEAR_ALONE = re.compile(rf"{_YEAR}(?!\d)")
_DIGITS = re.compile(r"\d+")


class Days(NamedTuple):
    """From one day to another, both among them."""

    first: date
    last: date


def days_of_article(url: str) -> Days | None:
    """The day, or the month, that an article's address names.

    A year alone says too little, and a number of six digits is more often an article's than a month.

    >>> days_of_article("https://example.com/2025/6/12/a-tale")
    Days(first=datetime.date(2025, 6, 12), last=datetime.date(2025, 6, 12))
    >>> days_of_article("https://example.com/2025/02/a-tale").last.day
    28
    >>> days_of_article("https://example.com/news/202506"), days_of_article("https://example.com/vision-2030")
    (None, None)
    """
    return _days(url, _FULL) or _days(url, _APART)


def days_of_children(urls: Sequence[str]) -> list[Days | None]:
    """The days that the names of an index's sitemaps stand for, one entry for each address, in their order.

    Names of one shape are dates only if all of them are: `part-2019.xml` is no year beside `part-2101.xml`, and
    `2025-11.xml` no month beside `2025-13.xml`.

    >>> days_of_children(["https://example.com/sitemap-2025-06.xml"])
    [Days(first=datetime.date(2025, 6, 1), last=datetime.date(2025, 6, 30))]
    >>> days_of_children([f"https://example.com/part-{number}.xml" for number in (2100, 2101, 2019)])
    [None, None, None]
    """
    shapes: dict[str, list[str]] = {}
    for url in urls:
        shapes.setdefault(_DIGITS.sub("#", url), []).append(url)
    known: dict[str, Days | None] = {}
    for group in shapes.values():
        for pattern in (_FULL, _YEAR_MONTH, _YEAR_ALONE):
            read = {url: _days(url, pattern) for url in group}
            if all(read.values()):
                known |= read
                break
    return [known.get(url) for url in urls]


def _days(url: str, pattern: re.Pattern[str]) -> Days | None:
    parts = urlsplit(url)
    # The query's first key counts as one, too; a host such as `2024.example.com` says nothing.
    path = _MONTH_NAME.sub(_month_number, parts.path)
    found = [*_spans(pattern.finditer(f"{path}?{parts.query}"))]
    return Days(min(first for first, _ in found), max(last for _, last in found)) if found else None


def _month_number(name: re.Match[str]) -> str:
    return f"{_MONTH_NAMES.index(name[1].lower()) + 1:02}"


def _spans(matches: Iterator[re.Match[str]]) -> Iterator[Days]:
    for match in matches:
        year, month, day = (*(int(group) for group in match.groups() if group), 0, 0)[:3]
        if not EARLIEST_YEAR <= year < LATEST_YEAR:
            continue
        try:
            yield _SPANS[bool(month) + bool(day)](year, month, day)
        except ValueError:  # the 31st of June
            continue


_SPANS: tuple[Callable[[int, int, int], Days], ...] = (
    lambda year, _month, _day: Days(date(year, 1, 1), date(year, 12, 31)),
    lambda year, month, _day: Days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])),
    lambda year, month, day: Days(date(year, month, day), date(year, month, day)),
)
