"""Find dates in text: numbers, and days with the name of a month in any language, in four calendars."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from newscrawl.items import MAX_YEAR, MIN_YEAR
from newscrawl.metadata.calendars import solar_hijri_to_date
from newscrawl.metadata.date_locale import DateOrder, find_date_order, split_locale
from newscrawl.metadata.date_vocabulary import (
    find_first_month,
    find_last_month,
    find_month,
    find_solar_hijri_month,
    load_vocabulary,
    split_date_words,
)
from newscrawl.metadata.time_of_day import TimeOfDay, find_times
from newscrawl.rules.date_words import load_date_words

_NUMERIC_DATE = re.compile(
    r"(?<![\d./-])(?<!\d:)(?P<first>\d{1,4})\s?(?P<separator>[./-])\s?(?P<month>\d{1,2})\s?(?P=separator)\s?(?P<last>\d{1,4})(?![\d:/]|[.-]\d)"
)
_NUMBER = re.compile(r"\d+")
_CHINESE_NUMBER = re.compile(r"[〇零一二三四五六七八九十]{1,4}(?=\s?[年月日號号])|元(?=年)")
_CHINESE_DIGITS = {**{digit: number for number, digit in enumerate("〇一二三四五六七八九")}, "零": 0, "元": 1}
_MAX_GAP_CHARS = 40
_MAX_TIME_GAP_CHARS = 30
_BUDDHIST_YEARS = range(MIN_YEAR + 543, MAX_YEAR + 543)
_BUDDHIST_OFFSET = 543
_SOLAR_HIJRI_YEARS = range(1369, 1430)
"""1990 to 2050. Later years would be those of the lunar calendar: 1448 is 2026."""
_THAI = "th"
_THAI_LETTER = re.compile(r"[\u0e00-\u0e7f]")
_ENDS_DATE = re.compile(r"\s*(?:$|[,;|·•)\]/–—-])")
"""What follows a year of two digits: in `17 May 10 people`, 10 is no year."""


class TextDate(NamedTuple):
    """A date in a text."""

    iso_date: str
    """ISO 8601, as precise as the text."""
    start: int
    end: int
    """Where the day is in the text that `normalize_digits` returns."""
    time: TimeOfDay | None = None


class _Day(NamedTuple):
    day: date
    start: int
    end: int


def normalize_digits(text: str) -> str:
    """The text in NFKC with ASCII digits in place of those of other scripts, and of Chinese numbers in dates."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    if "年" in text or "月" in text:
        text = _CHINESE_NUMBER.sub(lambda match: _read_chinese_number(match[0]), text)
    return "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in text)


def find_dates(text: str, locale: str | None = None) -> list[TextDate]:
    """The dates in a text of `normalize_digits`, in order, each with the time of day beside it.

    A date that has two readings in the locale, such as `05/06/2026` in English, is left out, and so is a date without
    a year.

    :param locale: a BCP 47 tag: the language and country of the text.
    """
    language, _ = split_locale(locale)
    days = [*_find_numeric_days(text, locale)]
    rest = blank_spans(text, days)
    times = [*find_times(rest, language)]
    days += _find_word_days(blank_spans(rest, times), language)
    days.sort(key=lambda found: found.start)
    return [_with_time(text, days, index, times) for index in range(len(days))]


def blank_spans(text: str, spans: Iterable[_Day | TextDate | TimeOfDay]) -> str:
    """The text with spaces in place of the spans: positions stay."""
    for span in spans:
        text = f"{text[: span.start]}{' ' * (span.end - span.start)}{text[span.end :]}"
    return text


def _with_time(text: str, days: Sequence[_Day], index: int, times: Sequence[TimeOfDay]) -> TextDate:
    """The day with the time after it, else with the time before it; no other number may be between them."""
    found = days[index]
    previous_end = days[index - 1].end if index else 0
    next_start = days[index + 1].start if index + 1 < len(days) else len(text)
    after = (time for time in times if found.start < time.start < next_start and _is_near(text[found.end : time.start]))
    before = (
        time for time in times if previous_end <= time.start < found.start and _is_near(text[time.end : found.start])
    )
    time = next(after, None) or next(before, None)
    iso_day = found.day.isoformat()
    return TextDate(f"{iso_day}T{time.iso_time}" if time and time.iso_time else iso_day, found.start, found.end, time)


def _is_near(gap: str) -> bool:
    return len(gap) <= _MAX_TIME_GAP_CHARS and not _NUMBER.search(gap)


def _find_numeric_days(text: str, locale: str | None) -> Iterator[_Day]:
    for match in _NUMERIC_DATE.finditer(text):
        day = _read_numeric_day(match["first"], match["month"], match["last"], match["separator"], locale)
        if day:
            yield _Day(day, *match.span())


def _read_numeric_day(first: str, middle: str, last: str, separator: str, locale: str | None) -> date | None:
    if len(first) >= 3:  # the year comes first; a year of the Republic of China has three digits
        return _build_day(_read_year(first, locale), int(middle), int(last)) if len(last) <= 2 else None
    order = find_date_order(locale)
    if len(last) <= 2 and order is DateOrder.YEAR_FIRST:
        return _build_day(_read_year(first, locale), int(middle), int(last))
    year = _read_year(last, locale)
    if len(last) < 2 or (len(last) == 2 and order is DateOrder.OPEN and separator != "."):
        return None
    if separator == "." or first == middle:
        return _build_day(year, int(middle), int(first))
    return _read_by_order(year, int(first), int(middle), order)


def _read_by_order(year: int | None, first: int, second: int, order: DateOrder) -> date | None:
    """The day where either of two numbers may be the month; a number above 12 is the day in any order."""
    if first > 12 or second > 12:
        return _build_day(year, min(first, second), max(first, second))
    if order is DateOrder.OPEN:
        return None
    return _build_day(year, first, second) if order is DateOrder.MONTH_FIRST else _build_day(year, second, first)


def _find_word_days(text: str, language: str | None) -> Iterator[_Day]:
    """The days with a month in words or with a unit after each number; no two of them share a number."""
    numbers = [*_NUMBER.finditer(text)]
    index = 0
    while index + 1 < len(numbers):
        found = _read_units(text, numbers[index : index + 3]) or _read_words(text, numbers, index, language)
        if found:
            yield found[0]
        index += found[1] if found else 1


def _read_units(text: str, numbers: Sequence[re.Match[str]]) -> tuple[_Day, int] | None:
    """`2026年3月17日`, `2026년 3월 17일`, `17 tháng 3 năm 2026`; and how many numbers it has."""
    if len(numbers) < 3:
        return None
    units = load_vocabulary().units
    gaps = [text[one.end() : other.start()] for one, other in pairwise(numbers)]
    if max(map(len, gaps)) > _MAX_GAP_CHARS:
        return None
    first_words, second_words = (" ".join(split_date_words(gap)) for gap in gaps)
    first, second, third = (int(number[0]) for number in numbers)
    if first_words in units["year"] and second_words in units["month"]:
        era = _find_era(text[: numbers[0].start()])
        year = first + era[0] if era else _read_year(numbers[0][0], None)
        day = _build_day(year, second, third)
        start = numbers[0].start() - (era[1] if era else 0)
    elif first_words in units["month_before"] and load_vocabulary().inside.issuperset(second_words.split()):
        day, start = _build_day(_read_year(numbers[2][0], None), second, first), numbers[0].start()
    else:
        return None
    return (_Day(day, start, numbers[2].end()), 3) if day else None


def _find_era(before: str) -> tuple[int, int] | None:
    """The era that a text ends with: what it adds to a year, and the length of its name."""
    stripped = before.rstrip()
    eras = load_vocabulary().eras.items()
    found = max(
        ((name, offset) for name, offset in eras if stripped.endswith(name)), key=lambda era: len(era[0]), default=None
    )
    return (found[1], len(found[0]) + len(before) - len(stripped)) if found else None


def _read_words(
    text: str, numbers: Sequence[re.Match[str]], index: int, language: str | None
) -> tuple[_Day, int] | None:
    """A day whose month has a name, from this number on; and how many numbers it has."""
    one, other = numbers[index], numbers[index + 1]
    gap = text[one.end() : other.start()]
    if len(gap) > _MAX_GAP_CHARS or max(len(one[0]), len(other[0])) > 4:
        return None
    words = split_date_words(gap)
    is_year_first = len(one[0]) == 4
    year_text, day_text = (one[0], other[0]) if is_year_first else (other[0], one[0])
    if len(day_text) > 2 or not 1 <= int(day_text) <= 31:
        return None
    start, end = one.start(), other.end()
    month, is_solar = find_month(words, language), False
    if month is None and (solar_month := find_solar_hijri_month(words)) and _is_solar_hijri_year(year_text):
        month, is_solar = solar_month, True
    if month is None and load_vocabulary().inside.issuperset(words):
        month, start, end = _find_month_outside(text, numbers, index, language, is_year_first=is_year_first)
        if len(year_text) == 2 and "'" not in gap and "’" not in gap:
            return None  # "May 3, 10 min read"
    if month is None:
        return None
    if len(year_text) == 2 and not _ENDS_DATE.match(text, end):
        return None
    year = _read_year(year_text, _THAI if _THAI_LETTER.search(text, start, end) else language, is_solar=is_solar)
    day = _build_day(year, month, int(day_text), is_solar=is_solar)
    return (_Day(day, start, end), 2) if day else None


def _find_month_outside(
    text: str, numbers: Sequence[re.Match[str]], index: int, language: str | None, *, is_year_first: bool
) -> tuple[int | None, int, int]:
    """The month before `3, 2026` or after `2026. gada 17.`, and where the date begins and ends."""
    start, end = numbers[index].start(), numbers[index + 1].end()
    if is_year_first:
        limit = numbers[index + 2].start() if index + 2 < len(numbers) else len(text)
        found = find_first_month(text[end : min(limit, end + _MAX_GAP_CHARS)], language)
        return (found[0], start, end + found[1]) if found else (None, start, end)
    limit = max(numbers[index - 1].end() if index else 0, start - _MAX_GAP_CHARS)
    found = find_last_month(text[limit:start], language)
    return (found[0], limit + found[1], end) if found else (None, start, end)


def _is_solar_hijri_year(text: str) -> bool:
    return int(text) in _SOLAR_HIJRI_YEARS


def _read_year(text: str, locale: str | None, *, is_solar: bool = False) -> int | None:
    """The year as a number of the Gregorian calendar, or of the Iranian one."""
    year, (language, country) = int(text), split_locale(locale)
    if is_solar or MIN_YEAR <= year <= MAX_YEAR:
        return year
    if language == _THAI and len(text) == 2 and year >= MIN_YEAR + _BUDDHIST_OFFSET - 2500:
        year += 2500
    if language == _THAI and year in _BUDDHIST_YEARS:
        return year - _BUDDHIST_OFFSET
    if len(text) == 3 and country == "TW":
        return year + load_date_words().eras["民國"]
    if len(text) == 2:
        year += 2000 if year < 50 else 1900
    elif language in load_date_words().solar_hijri.languages and year in _SOLAR_HIJRI_YEARS:
        return year
    return year if MIN_YEAR <= year <= MAX_YEAR else None


def _build_day(year: int | None, month: int, day: int, *, is_solar: bool = False) -> date | None:
    """The day, or None if it does not exist."""
    if year is None:
        return None
    try:
        if is_solar or year in _SOLAR_HIJRI_YEARS:
            return solar_hijri_to_date(year, month, day)
        found = date(year, month, day)
    except ValueError:
        return None
    return found if MIN_YEAR <= year <= MAX_YEAR else None


def _read_chinese_number(text: str) -> str:
    """`二〇二六` as 2026, `十七` as 17, `三十` as 30."""
    if "十" not in text:
        return "".join(str(_CHINESE_DIGITS[char]) for char in text)
    tens, _, ones = text.partition("十")
    return f"{_CHINESE_DIGITS.get(tens, 1)}{_CHINESE_DIGITS.get(ones, 0)}"
