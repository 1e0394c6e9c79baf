"""Dates as pages write them, made ISO 8601: nothing is added that was not stated, neither a time nor a zone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from newscrawl.core.remembering import remembered

EARLIEST_YEAR = 1990
"""No news page is older than the web; smaller years are empty fields and clocks that were never set."""
LATEST_YEAR = 2100

_LONGEST = 80
_DIGIT = re.compile(r"\d")
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:(?:[T\s,]|\s[-–|]\s){1,2}(?P<time>\d{1,2}[:.]?\d{2}.*))?"
)
_FULL = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)")
"""A moment and its zone as nearly every page states them: read as `_ISO` would be, at a quarter of the cost."""
_RUN_TOGETHER = re.compile(r"(?:19|20)\d{12}")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?P<mark>[./-])\s?(?P<month>\d{1,2})(?P=mark)\s?(?P<year>\d{4})(?P<rest>\D.*)?"
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.h]?(?P<minute>\d{2})(?:[:.]?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?\s?(?P<zone>Z|(?:UTC|GMT)?[+\-−]\d{1,2}(?::?\d{2})?|UTC|GMT)?\b",
    re.IGNORECASE,
)
_SCRIPT_DATE = re.compile(
    r"[A-Z][a-z]{2},? (?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}),? (?P<year>\d{4}),? (?P<time>\d{1,2}:\d{2}.*)"
)
_ENGLISH = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month2>[a-z]{3,9})\.?)"
    r",?\s+(?P<year>\d{4})(?:,|\s+at|\s*[-–|])?(?:\s+(?P<time>\d{1,2}:\d{2}.*))?",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNIX = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?")


@remembered(512)  # a page states its date in several places
def parse_date(text: str) -> str | None:
    """The stated moment in ISO 8601; a day without a time where only that is stated, None for anything else.

    The zone is the one stated, and left out where none is. A day that could be read in two ways
    (`05/06/2026`) is no date.

    >>> parse_date("2026-05-03T10:00+0200")
    '2026-05-03T10:00:00+02:00'
    >>> parse_date("3.5.2026")
    '2026-05-03'
    """
    text = _western_digits(text.strip())
    if len(text) > _LONGEST or not _DIGIT.search(text):  # such as the end of a title
        return None
    for read in _READERS:
        if found := read(text):
            return found
    return None


def moment(value: str) -> datetime:
    """An ISO date of `parse_date` as a moment to compare with; what states no zone is taken as UTC."""
    parsed = datetime.fromisoformat(value)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def has_time(value: str) -> bool:
    """Whether an ISO date states more than the day."""
    return len(value) > 10


def has_zone(value: str) -> bool:
    """Whether an ISO date states its zone."""
    return datetime.fromisoformat(value).tzinfo is not None


def _western_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(char)) if char.isdecimal() else char for char in unicodedata.normalize("NFKC", text)
    )


def _from_full(text: str) -> str | None:
    day = _joined(text[:4], text[5:7], text[8:10], None) if _FULL.fullmatch(text) else None
    return f"{day}{text[10:].replace('Z', '+00:00')}" if day else None


def _from_iso(text: str) -> str | None:
    found = _ISO.fullmatch(f"{text[:8]}T{text[8:]}" if _RUN_TOGETHER.fullmatch(text) else text)
    if found is None or (not found["mark"] and len(found["month"] + found["day"]) != 4):
        return None
    return _joined(found["year"], found["month"], found["day"], found["time"])


def _from_day_first(text: str) -> str | None:
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        return None
    day, month = found["day"], found["month"]
    if found["mark"] != "." and day != month:
        if int(day) <= 12 and int(month) <= 12:
            return None
        if int(month) > 12:
            day, month = month, day
    rest = re.search(r"\d{1,2}[:.h]\d{2}.*", found["rest"] or "")
    return _joined(found["year"], month, day, rest.group() if rest else None)


def _from_mail(text: str) -> str | None:
    """RFC 2822, of which `-0000` says that the zone is not known."""
    if "," not in text[:5] and not re.match(r"\d{1,2} [A-Z][a-z]{2} \d{4} \d", text):
        return None
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return _sane(parsed)


def _from_script(text: str) -> str | None:
    found = _SCRIPT_DATE.fullmatch(text)
    month = _month(found["month"]) if found else None
    return _joined(found["year"], month, found["day"], found["time"]) if found and month else None


def _from_english(text: str) -> str | None:
    found = _ENGLISH.fullmatch(text)
    month = _month(found["month"] or found["month2"]) if found else None
    return _joined(found["year"], month, found["day"] or found["day2"], found["time"]) if found and month else None


def _from_unix(text: str) -> str | None:
    found = _UNIX.fullmatch(text)
    return _sane(datetime.fromtimestamp(int(found.group(1)), UTC)) if found else None


_READERS: tuple[Callable[[str], str | None], ...] = (
    *(_from_full, _from_iso, _from_unix, _from_day_first),
    *(_from_mail, _from_script, _from_english),
)


def _month(name: str) -> str | None:
    short = name[:3].lower()
    return str(_MONTHS.index(short) + 1) if short in _MONTHS else None


def _joined(year: str, month: str, day: str, time: str | None) -> str | None:
    try:
        stated = date(int(year), int(month), int(day))
    except ValueError:
        return None
    if not EARLIEST_YEAR <= stated.year < LATEST_YEAR:
        return None
    clock = _clock(time) if time else None
    return f"{stated.isoformat()}T{clock}" if clock else stated.isoformat()


def _clock(text: str) -> str | None:
    found = _CLOCK.match(text)
    if found is None:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = f".{found['fraction'][:6]:0<6}" if found["fraction"] and int(found["fraction"][:6]) else ""
    return f"{hour:02}:{minute:02}:{second:02}{fraction}{_zone(found['zone'])}"


def _zone(stated: str | None) -> str:
    if not stated:
        return ""
    digits = re.sub(r"\D", "", stated)
    if not digits:
        return "+00:00"
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    if int(hours) > 14 or int(minutes) > 59:
        return ""
    return f"{'+' if '+' in stated else '-'}{int(hours):02}:{minutes}"


def _sane(parsed: datetime) -> str | None:
    return parsed.isoformat() if EARLIEST_YEAR <= parsed.year < LATEST_YEAR else None


def later_by(one: str, other: str) -> timedelta:
    """How much later the first of two ISO dates is; a day without a time counts as its beginning."""
    return moment(one) - moment(other)
