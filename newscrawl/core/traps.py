"""Addresses that never end: calendars, session ids, paths that grow with every click.

None of this limits articles as such: an archive of a hundred thousand stories under one pattern
(`/2026/11/22/a-story`, `/news/123456`) is what a crawler is there for. A trap is a machine whose every page leads to
the next page of the same kind, so what counts is the kind of a page *and* of the page that it was found on.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import SplitResult, urlsplit

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^/\d]+(?=/?$)")
_CODE = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{12,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""An id that a machine made: letters and digits mixed, at least twelve of them, or a UUID."""

_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\([a-z]\([0-9a-z]{20,}\)\)", re.IGNORECASE)
"""As Java (`;jsessionid=…`) and ASP.NET (`/(S(…))/`) put a session into the path."""
_SESSION_NAMES = re.compile(
    r"php_?sess_?id|j_?session_?id|asp_?session_?id\w*|session_?id|session|sess|sid|zenid|oscsid|cftoken", re.IGNORECASE
)
_SURE_SESSION = re.compile(r"php|jsess|j_sess|asp|oscsid|zenid|cftoken", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z]{16,}", re.IGNORECASE)
"""A value that no story has: some sites number theirs by `sid=26/11/22/0915`, `sid=4711` or by a slug."""

_CALENDAR_PATH = re.compile(r"/(?:19|20)\d\d(?:[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?)?/?$")
_CALENDAR_QUERY = re.compile(
    r"(?:^|&)(?:date|day|week|month|year|yr|mon|tribe-bar-date|ical|outlook-ical)=", re.IGNORECASE
)

_MOST_SEGMENTS = 20
"""The longest paths of real articles have a dozen."""
_MOST_SAME_SEGMENT = 5
_MOST_SAME_PARAMETER = 10
_LONGEST_LOOP = 4


def pattern_of(url: str) -> str:
    """What the addresses that one machine makes have in common: numbers are one, and so are ids and session ids.

    The last word of a path without a query is any word, so that all pages of tags are one pattern; words before it tell
    parts of a site apart. The order of parameters makes no difference.

    >>> pattern_of("https://www.example.com/events/2026/11/?view=7")
    'example.com/events/0/0?view=0'
    >>> pattern_of("https://example.com/tags/ferry") == pattern_of("https://example.com/tags/tram")
    True
    """
    parts = _split(without_session(url))
    path = _DIGITS.sub("0", _CODE.sub("*", parts.path.rstrip("/")))
    query = "&".join(sorted(_DIGITS.sub("0", _CODE.sub("*", pair)) for pair in parts.query.split("&") if pair))
    if not query:
        path = _WORD.sub("*", path)
    return f"{(parts.hostname or '').removeprefix('www.')}{path}{'?' if query else ''}{query}"


def is_calendar(url: str) -> bool:
    """Whether the address stands for a day, a month or a year, and for no story of it.

    >>> is_calendar("https://example.com/events/2026/11/22/"), is_calendar("https://example.com/2026/11/22/a-story")
    (True, False)
    """
    parts = _split(url)
    return bool(_CALENDAR_PATH.search(parts.path) or _CALENDAR_QUERY.search(parts.query))


def grows(url: str) -> bool:
    """Whether the address looks as if each click had added to it: the same again and again, or more than any real one.

    Numbers may repeat: `/11/11/11/` is a date.

    >>> grows("https://example.com/news/local/news/local/news/local/"), grows("https://example.com/11/11/11/a-story")
    (True, False)
    """
    parts = _split(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    names = Counter(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    words = Counter(segment for segment in segments if not segment.isdecimal())
    return (
        len(segments) > _MOST_SEGMENTS
        or max(words.values(), default=0) >= _MOST_SAME_SEGMENT
        or max(names.values(), default=0) > _MOST_SAME_PARAMETER
        or any(_loops(segments, size) for size in range(1, _LONGEST_LOOP + 1))
    )


def without_session(url: str) -> str:
    """The address without what only names a visit; as it is, where there is none.

    >>> without_session("https://example.com/a;jsessionid=0A1B?id=7&PHPSESSID=abc")
    'https://example.com/a?id=7'
    """
    address, mark, query = _PATH_SESSION.sub("", url).partition("?")
    query, fragment_mark, fragment = query.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not _is_session(*pair.partition("=")[::2]))
    return f"{address}{mark if kept or not query else ''}{kept}{fragment_mark}{fragment}"


def _is_session(name: str, value: str) -> bool:
    if not _SESSION_NAMES.fullmatch(name):
        return False
    return bool(_SURE_SESSION.match(name) or _SESSION_VALUE.fullmatch(value))


def _loops(segments: list[str], size: int) -> bool:
    """Whether so many segments stand three times in a row."""
    for at in range(len(segments) - 3 * size + 1):
        loop = segments[at : at + size]
        again = segments[at + size : at + 2 * size] == loop == segments[at + 2 * size : at + 3 * size]
        if again and not all(segment.isdecimal() for segment in loop):
            return True
    return False


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
