"""Times of day in text: `10:15`, `4.05 p.m. EST`, `10h15`, `오후 3시 5분`, `22:52:30+5:30`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newscrawl.metadata.date_vocabulary import load_vocabulary, split_date_words
from newscrawl.rules.date_words import load_date_words

_CLOCK = re.compile(
    r"(?<![\d./-])(?<!\d:)(?P<hour>\d{1,2})"
    r"(?:(?:[:.]|\s?h\s?)(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?(?![\d/])(?![.:]\d)"
    r"|\s?[時时点點시](?:\s?(?P<east_minute>\d{1,2})\s?[分분])?(?:\s?(?P<east_second>\d{1,2})\s?[秒초])?"
    r"|\s?h\b|(?=\s?(?:[ap]\.?\s?m\b|uhr\b)))",
    re.IGNORECASE,
)
_MARK_AFTER = re.compile(r"\s?(?:([ap])\.?\s?m\b\.?|([^\W\d_][^\s\d,;()|<>+−-]{0,15}(?:\s[^\W\d_]\.)?))", re.IGNORECASE)
_MARK_BEFORE = re.compile(r"([^\W\d_]\S{0,12})\s?$")
_ZONE = re.compile(
    r"\s?\(?(?:(?:UTC|GMT|Z|utc|gmt)?\s?(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)|(?P<name>[A-Z]{1,4})\b)\)?"
)
_MAX_OFFSET_HOURS = 14


class TimeOfDay(NamedTuple):
    """A time of day in a text."""

    iso_time: str
    """`10:15:00`, with a fraction and a zone where the text has them; empty for a time that does not exist."""
    start: int
    end: int
    """Where it is in the text, with its marks and its zone."""


def find_times(text: str, language: str | None = None) -> Iterator[TimeOfDay]:
    """The times of day in a text, in order; its digits are ASCII digits.

    :param language: the primary subtag of the text's language: it decides which marks of the halves of the day count.
    """
    for match in _CLOCK.finditer(text):
        yield _read_time(text, match, language)


def _read_time(text: str, match: re.Match[str], language: str | None) -> TimeOfDay:
    start, end = match.span()
    hour, minute = int(match["hour"]), int(match["minute"] or match["east_minute"] or 0)
    second = int(match["second"] or match["east_second"] or 0)
    half = _MARK_AFTER.match(text, end)
    is_pm = _is_pm(half[1] + "m" if half[1] else half[2], language) if half else None
    if half and is_pm is not None:
        end = half.end()
    elif (before := _MARK_BEFORE.search(text, max(0, start - 14), start)) is not None:
        is_pm = _is_pm(before[1], language)
        start = before.start() if is_pm is not None else start
    if is_pm is not None and hour <= 12:
        hour = hour % 12 + (12 if is_pm else 0)
    zone, end = _read_zone(text, end, language)
    if hour > 23 or minute > 59 or second > 59:
        return TimeOfDay("", start, end)
    fraction = f".{match['fraction'][:6]:0<6}" if match["fraction"] and int(match["fraction"][:6]) else ""
    return TimeOfDay(f"{hour:02}:{minute:02}:{second:02}{fraction}{zone}", start, end)


def _is_pm(mark: str, language: str | None) -> bool | None:
    return load_vocabulary().is_pm("".join(split_date_words(mark)), language)


def _read_zone(text: str, start: int, language: str | None) -> tuple[str, int]:
    """The zone at a position as `+02:00`, and where it ends; an empty string for none, or one that does not exist."""
    match = _ZONE.match(text, start)
    if match is None:
        return "", start
    if match["name"]:
        hours = load_date_words().zones.get(match["name"].upper())
        if hours is None or (match["name"].upper() == "CST" and language == "zh"):
            return "", start
        # "Z" and the like may be followed by an offset in brackets: the first statement counts.
        return format_offset(round(hours * 60)), match.end()
    minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
    if int(match["hours"]) > _MAX_OFFSET_HOURS or int(match["minutes"] or 0) > 59:
        return "", match.end()
    return format_offset(minutes if match["sign"] == "+" else -minutes), match.end()


def format_offset(minutes: int) -> str:
    """An offset from UTC as ISO 8601 has it.

    >>> format_offset(-330)
    '-05:30'
    """
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
