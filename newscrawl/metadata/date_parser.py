"""Parse the date formats that pages, feeds and sitemaps use into ISO 8601.

Nothing is added to what the text says: a date without a time stays a day, a time without a zone stays without a zone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from newscrawl.items import MAX_YEAR, MIN_YEAR
from newscrawl.text import ENGLISH_MONTHS, lru_cache_short

_MAX_DATE_CHARS = 80
_DIGIT = re.compile(r"\d")
_FULL_ISO = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)")
"""A time with seconds and a zone, as nearly every page writes it. `_ISO_LIKE` gives the same at four times the cost."""
_ISO_LIKE = re.compile(
    r"(?P<year>\d{4})(?P<separator>[-/.]?)(?P<month>\d{1,2})(?P=separator)(?P<day>\d{1,2})"
    r"(?:(?:[T\s,]|\s[-–|]\s){1,2}(?P<time>\d{1,2}[:.]?\d{2}.*))?"
)
_COMPACT_TIMESTAMP = re.compile(r"(?:19|20)\d{12}")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?P<separator>[./-])\s?(?P<month>\d{1,2})(?P=separator)\s?(?P<year>\d{4})(?P<rest>\D.*)?"
)
_TIME_IN_REST = re.compile(r"\d{1,2}[:.h]\d{2}.*")
_JAVASCRIPT_DATE = re.compile(
    r"[A-Z][a-z]{2},? (?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}),? (?P<year>\d{4}),? (?P<time>\d{1,2}:\d{2}.*)"
)
_ENGLISH_DATE = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month2>[a-z]{3,9})\.?)"
    r",?\s+(?P<year>\d{4})(?:,|\s+at|\s*[-–|])?(?:\s+(?P<time>\d{1,2}:\d{2}.*))?",
    re.IGNORECASE,
)
_UNIX_TIMESTAMP = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")
_UNNAMED_WEEKDAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d")
_TIME_OF_DAY = re.compile(
    r"(?P<hour>\d{1,2})[:.h]?(?P<minute>\d{2})(?:[:.]?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<am_or_pm>[ap])\.?m\b\.?)?\s?(?P<zone>Z|(?:UTC|GMT)?[+\-−]\d{1,2}(?::?\d{2})?|UTC|GMT)?\b",
    re.IGNORECASE,
)


@lru_cache_short(512)  # a page states its date in several places
def parse_date(text: str) -> str | None:
    """Parse one date in any of the known formats.

    The known formats are ISO 8601 and its variants, day-first numbers, RFC 2822, JavaScript's `Date`, English month
    names and Unix timestamps. The result is ISO 8601 and as precise as the text: a day, a time, or a time with a zone.
    It is None for any other text, for a date that has two readings (`05/06/2026`), and for a year before `MIN_YEAR` or
    after `MAX_YEAR`.

    >>> parse_date("2026-05-03T10:00+0200")
    '2026-05-03T10:00:00+02:00'
    >>> parse_date("3.5.2026")
    '2026-05-03'
    """
    text = _to_ascii_digits(text.strip())
    if len(text) > _MAX_DATE_CHARS or not _DIGIT.search(text):  # for example the last words of a page's title
        return None
    for parser in _PARSERS:
        if iso_date := parser(text):
            return iso_date
    return None


def to_aware_datetime(iso_date: str) -> datetime:
    """A date of `parse_date` as a `datetime` that can be compared; a date without a zone counts as UTC."""
    parsed = datetime.fromisoformat(iso_date)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def to_timestamp(iso_date: str | None) -> int | None:
    """The seconds since 1970 of an ISO 8601 date; a date without a zone counts as UTC. None for anything else.

    >>> to_timestamp("1970-01-02")
    86400
    """
    try:
        return int(to_aware_datetime(iso_date or "").timestamp())
    except (ValueError, OverflowError):
        return None


def has_time(iso_date: str) -> bool:
    """Whether a date of `parse_date` states a time of day."""
    return len(iso_date) > 10


def has_zone(iso_date: str) -> bool:
    """Whether a date of `parse_date` states a time zone."""
    return datetime.fromisoformat(iso_date).tzinfo is not None


def date_difference(later: str, earlier: str) -> timedelta:
    """How much later the first date of `parse_date` is; a day without a time counts as its midnight."""
    return to_aware_datetime(later) - to_aware_datetime(earlier)


def _to_ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(char)) if char.isdecimal() else char for char in unicodedata.normalize("NFKC", text)
    )


def _parse_full_iso(text: str) -> str | None:
    day = _format_date(text[:4], text[5:7], text[8:10], None) if _FULL_ISO.fullmatch(text) else None
    return f"{day}{text[10:].replace('Z', '+00:00')}" if day else None


def _parse_iso_like(text: str) -> str | None:
    match = _ISO_LIKE.fullmatch(f"{text[:8]}T{text[8:]}" if _COMPACT_TIMESTAMP.fullmatch(text) else text)
    if match is None or (not match["separator"] and len(match["month"] + match["day"]) != 4):
        return None
    return _format_date(match["year"], match["month"], match["day"], match["time"])


def _parse_unix_timestamp(text: str) -> str | None:
    """Parse seconds or milliseconds since 1970."""
    match = _UNIX_TIMESTAMP.fullmatch(text)
    return _format_plausible(datetime.fromtimestamp(int(match.group(1)), UTC)) if match else None


def _parse_day_first(text: str) -> str | None:
    """Parse `3.5.2026`. With slashes or hyphens, one number must be above 12 to show which of the two is the day."""
    match = _DAY_FIRST.fullmatch(text)
    if match is None:
        return None
    day, month = match["day"], match["month"]
    if match["separator"] != "." and day != month:
        if int(day) <= 12 and int(month) <= 12:
            return None
        if int(month) > 12:
            day, month = month, day
    time_match = _TIME_IN_REST.search(match["rest"] or "")
    return _format_date(match["year"], month, day, time_match.group() if time_match else None)


def _parse_rfc2822(text: str) -> str | None:
    """Parse the date of an e-mail header; its zone `-0000` means that the zone is unknown."""
    if "," not in text[:5] and not _UNNAMED_WEEKDAY.match(text):
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return _format_plausible(parsed)


def _parse_javascript_date(text: str) -> str | None:
    match = _JAVASCRIPT_DATE.fullmatch(text)
    month = _month_number(match["month"]) if match else None
    return _format_date(match["year"], month, match["day"], match["time"]) if match and month else None


def _parse_english_date(text: str) -> str | None:
    match = _ENGLISH_DATE.fullmatch(text)
    month = _month_number(match["month"] or match["month2"]) if match else None
    return _format_date(match["year"], month, match["day"] or match["day2"], match["time"]) if match and month else None


_PARSERS: tuple[Callable[[str], str | None], ...] = (
    *(_parse_full_iso, _parse_iso_like, _parse_unix_timestamp, _parse_day_first),
    *(_parse_rfc2822, _parse_javascript_date, _parse_english_date),
)


def _month_number(name: str) -> str | None:
    short = name[:3].lower()
    return str(ENGLISH_MONTHS.index(short) + 1) if short in ENGLISH_MONTHS else None


def _format_date(year: str, month: str, day: str, time: str | None) -> str | None:
    """The parts as ISO 8601. A time that does not exist is dropped; a day that does not exist gives None."""
    try:
        parsed = date(int(year), int(month), int(day))
    except ValueError:
        return None
    if not MIN_YEAR <= parsed.year <= MAX_YEAR:
        return None
    time_of_day = _format_time(time) if time else None
    return f"{parsed.isoformat()}T{time_of_day}" if time_of_day else parsed.isoformat()


def _format_time(text: str) -> str | None:
    match = _TIME_OF_DAY.match(text)
    if match is None:
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["am_or_pm"]:
        hour = hour % 12 + (12 if match["am_or_pm"].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = f".{match['fraction'][:6]:0<6}" if match["fraction"] and int(match["fraction"][:6]) else ""
    return f"{hour:02}:{minute:02}:{second:02}{fraction}{_format_zone(match['zone'])}"


def _format_zone(zone: str | None) -> str:
    """The zone as `+02:00`; an empty string for no zone, and for an offset that does not exist."""
    if not zone:
        return ""
    digits = re.sub(r"\D", "", zone)
    if not digits:
        return "+00:00"
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    if int(hours) > 14 or int(minutes) > 59:
        return ""
    return f"{'+' if '+' in zone else '-'}{int(hours):02}:{minutes}"


def _format_plausible(parsed: datetime) -> str | None:
    return parsed.isoformat() if MIN_YEAR <= parsed.year <= MAX_YEAR else None
