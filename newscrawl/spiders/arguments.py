"""Parse the values of `-a NAME=VALUE`. A wrong value is a `BadArgument`: one line that says what to write instead."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from glob import glob
from pathlib import Path

from newscrawl.discovery.date_range import DateRange, parse_date_range
from newscrawl.exceptions import BadArgument
from newscrawl.text import escape_for_log
from newscrawl.urls.normalize import resolve_url

_URL_SEPARATOR = re.compile(r"[,\s]*,(?=\s*https?://)", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#.*", re.DOTALL)
"""A comment begins with a `#` at the start of a line or after a space. A `#` inside a URL belongs to the URL."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", re.IGNORECASE)
"""`mailto:` and `file:`, but not the host and the port of `localhost:8000`."""


def parse_url_argument(text: str) -> str:
    """A URL that can be requested; `https://` is added if the text has no scheme.

    :raises BadArgument: the text is not an http or https URL.

    >>> parse_url_argument("example.com/feed")
    'https://example.com/feed'
    """
    text = text.strip()
    url = resolve_url(None, text if _SCHEME.match(text) else f"https://{text.removeprefix('//')}") if text else None
    if url is None:
        raise BadArgument(f"not a web URL: {escape_for_log(text) or 'it is empty'}")
    return url


def parse_url_list(text: str) -> list[str]:
    """The URLs of `-a url=…`, which are separated by commas. A URL may contain commas, too.

    :raises BadArgument: a part is not an http or https URL.

    >>> parse_url_list("https://example.com/a,1.html,https://example.com/b")
    ['https://example.com/a,1.html', 'https://example.com/b']
    """
    parts = _URL_SEPARATOR.split(text.strip(", \t\n"))
    if not re.search(r"https?://", text, re.IGNORECASE):
        parts = text.split(",")
    return [parse_url_argument(part) for part in parts]


def parse_since_until(arguments: Mapping[str, str]) -> DateRange:
    """The date range of `-a since=…` and `-a until=…`, counted from now.

    :raises BadArgument: one of them is not a time, or they are in the wrong order.
    """
    return parse_date_range(arguments.get("since", ""), arguments.get("until", ""), now=datetime.now(UTC))


def parse_whole_number(name: str, text: str, *, minimum: int = 1) -> int:
    """The number in an argument.

    :raises BadArgument: the text is not a whole number, or the number is less than `minimum`.

    >>> parse_whole_number("pages", "3")
    3
    """
    if not text.strip().isdecimal() or int(text) < minimum:
        raise BadArgument(f"{name}={escape_for_log(text)}: must be a whole number, {minimum} or more")
    return int(text)


def check_url_file(path: str) -> None:
    """Check that a file of URLs can be read. `-` is standard input.

    :raises BadArgument: the file does not exist, or cannot be read.
    """
    if path == "-":
        return
    try:
        with Path(path).open("rb") as file:
            file.read(1)
    except OSError as error:
        raise BadArgument(f"urls={escape_for_log(path)}: {error.strerror}") from None


def find_matching_files(name: str, pattern: str) -> list[Path]:
    """The files that a path or a pattern matches, sorted. `**` matches any number of folders.

    :param name: the name of the argument, for the error message.
    :raises BadArgument: no file matches.
    """
    paths = glob(str(Path(pattern).expanduser()), recursive=True)  # noqa: PTH207 - Path.glob refuses absolute patterns
    files = sorted(path for path in map(Path, paths) if path.is_file())
    if not files:
        raise BadArgument(f"{name}={escape_for_log(pattern)}: no such file")
    return files


def iter_url_file(path: str) -> Iterator[str]:
    """The URLs in a file, which has one per line, without empty lines and `#` comments. `-` is standard input."""
    if path == "-":
        yield from _iter_url_lines(sys.stdin.buffer)
        return
    with Path(path).open("rb") as file:
        yield from _iter_url_lines(file)


def _iter_url_lines(lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        text = _COMMENT.sub("", line.decode("utf-8-sig", "replace")).strip()
        if text:
            yield text
