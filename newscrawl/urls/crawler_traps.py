"""URLs of crawler traps: calendars, session ids, paths that grow with every click.

Nothing here limits articles: an archive of a hundred thousand stories with one URL pattern (`/2026/11/22/a-story`,
`/news/123456`) is what a crawler is for. In a trap every page links to the next page of the same pattern, so a URL is
compared with the URL of the page on which it was found.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import SplitResult, urlsplit

_DIGITS = re.compile(r"\d+")
_LAST_WORD = re.compile(r"[^/\d]+(?=/?$)")
_GENERATED_ID = re.compile(
    r"(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{12,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE
)
"""A generated id: letters and digits mixed, at least twelve of them, or a UUID."""

_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*|/\([a-z]\([0-9a-z]{20,}\)\)", re.IGNORECASE)
"""A session id in the path, as Java (`;jsessionid=…`) and ASP.NET (`/(S(…))/`) write it."""
_SESSION_NAME = re.compile(
    r"php_?sess_?id|j_?session_?id|asp_?session_?id\w*|session_?id|session|sess|sid|zenid|oscsid|cftoken", re.IGNORECASE
)
_UNAMBIGUOUS_SESSION_NAME = re.compile(r"php|jsess|j_sess|asp|oscsid|zenid|cftoken", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z]{16,}", re.IGNORECASE)
"""A value of a session id. `sid=26/11/22/0915`, `sid=4711` and slugs must not match: some sites identify stories so."""

_CALENDAR_PATH = re.compile(r"/(?:19|20)\d\d(?:[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?)?/?$")
_CALENDAR_QUERY = re.compile(
    r"(?:^|&)(?:date|day|week|month|year|yr|mon|tribe-bar-date|ical|outlook-ical)=", re.IGNORECASE
)

_MAX_SEGMENTS = 20
"""The longest paths of real articles have about twelve segments."""
_MIN_SEGMENT_REPEATS = 5
"""A path in which one segment, not a number, is there so often grows."""
_MAX_SAME_PARAMETER = 10
"""A query with more parameters of one name grows."""
_MAX_LOOP_SEGMENTS = 4
"""The longest sequence of segments that is searched for three times in a row."""


def build_url_pattern(url: str) -> str:
    """The URL with its variable parts replaced: equal for all URLs that one page template has.

    Numbers become `0`, generated ids become `*`, session ids are removed, and parameters are sorted. Without a query,
    the last word of the path becomes `*` as well, so that all tag pages have one pattern; the words before it stay,
    because they name sections of the site.

    >>> build_url_pattern("https://www.example.com/events/2026/11/?view=7")
    'example.com/events/0/0?view=0'
    >>> build_url_pattern("https://example.com/tags/ferry") == build_url_pattern("https://example.com/tags/tram")
    True
    """
    parts = _split_url(strip_session_id(url))
    path = _DIGITS.sub("0", _GENERATED_ID.sub("*", parts.path.rstrip("/")))
    query = "&".join(sorted(_DIGITS.sub("0", _GENERATED_ID.sub("*", pair)) for pair in parts.query.split("&") if pair))
    if not query:
        path = _LAST_WORD.sub("*", path)
    return f"{(parts.hostname or '').removeprefix('www.')}{path}{'?' if query else ''}{query}"


def is_calendar_url(url: str) -> bool:
    """Whether the URL names a day, a month or a year, and not a story in it.

    >>> is_calendar_url("https://example.com/events/2026/11/22/"), is_calendar_url("https://example.com/2026/11/22/a-story")
    (True, False)
    """
    parts = _split_url(url)
    return bool(_CALENDAR_PATH.search(parts.path) or _CALENDAR_QUERY.search(parts.query))


def is_growing_url(url: str) -> bool:
    """Whether the URL looks as if each click had added to it: parts repeat, or there are more than real URLs have.

    Numbers may repeat: `/11/11/11/` is a date.

    >>> is_growing_url("https://example.com/news/local/news/local/news/local/"), is_growing_url("https://example.com/11/11/11/a-story")
    (True, False)
    """
    parts = _split_url(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    names = Counter(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    words = Counter(segment for segment in segments if not segment.isdecimal())
    return (
        len(segments) > _MAX_SEGMENTS
        or max(words.values(), default=0) >= _MIN_SEGMENT_REPEATS
        or max(names.values(), default=0) > _MAX_SAME_PARAMETER
        or any(_has_loop(segments, size) for size in range(1, _MAX_LOOP_SEGMENTS + 1))
    )


def strip_session_id(url: str) -> str:
    """The URL without session ids; unchanged if it has none.

    >>> strip_session_id("https://example.com/a;jsessionid=0A1B?id=7&PHPSESSID=abc")
    'https://example.com/a?id=7'
    """
    base, question_mark, query = _PATH_SESSION.sub("", url).partition("?")
    query, hash_sign, fragment = query.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not _is_session_id(*pair.partition("=")[::2]))
    return f"{base}{question_mark if kept or not query else ''}{kept}{hash_sign}{fragment}"


def _is_session_id(name: str, value: str) -> bool:
    if not _SESSION_NAME.fullmatch(name):
        return False
    return bool(_UNAMBIGUOUS_SESSION_NAME.match(name) or _SESSION_VALUE.fullmatch(value))


def _has_loop(segments: list[str], size: int) -> bool:
    """Whether a sequence of so many segments is there three times in a row; sequences of numbers do not count."""
    for start in range(len(segments) - 3 * size + 1):
        loop = segments[start : start + size]
        is_repeated = segments[start + size : start + 2 * size] == loop == segments[start + 2 * size : start + 3 * size]
        if is_repeated and not all(segment.isdecimal() for segment in loop):
            return True
    return False


def _split_url(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")
