"""The values of `-a`, read strictly: a mistake is one line that says what to write instead."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path

from newscrawl.exceptions import BadArgument
from newscrawl.text import escape_for_log
from newscrawl.urls.normalize import resolve_url

_URL_SEPARATOR = re.compile(r"[,\s]*,(?=\s*https?://)", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#.*", re.DOTALL)
"""From the `#` that begins a line or follows a space; one in an address belongs to it."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", re.IGNORECASE)
"""`mailto:` and `file:`, but not the host and port of `localhost:8000`."""


def parse_url_argument(text: str) -> str:
    """The address as it can be asked for; `https://` is put before one without a scheme.

    :raises BadArgument: it is no http or https address.

    >>> parse_url_argument("example.com/feed")
    'https://example.com/feed'
    """
    text = text.strip()
    url = resolve_url(None, text if _SCHEME.match(text) else f"https://{text.removeprefix('//')}") if text else None
    if url is None:
        raise BadArgument(f"not a web address: {escape_for_log(text) or 'it is empty'}")
    return url


def parse_url_list(text: str) -> list[str]:
    """The addresses in one `-a url=…`: several are separated by commas, and an address may hold commas itself.

    >>> parse_url_list("https://example.com/a,1.html,https://example.com/b")
    ['https://example.com/a,1.html', 'https://example.com/b']
    """
    parts = _URL_SEPARATOR.split(text.strip(", \t\n"))
    if not re.search(r"https?://", text, re.IGNORECASE):
        parts = text.split(",")
    return [parse_url_argument(part) for part in parts]


def parse_whole_number(name: str, text: str, *, minimum: int = 1) -> int:
    """The value of an argument that counts something.

    :raises BadArgument: it is no whole number, or less than the least.

    >>> parse_whole_number("pages", "3")
    3
    """
    if not text.strip().isdecimal() or int(text) < minimum:
        raise BadArgument(f"{name}={escape_for_log(text)}: must be a whole number, {minimum} or more")
    return int(text)


def check_url_file(path: str) -> None:
    """See that a list of addresses can be read; `-` is standard input.

    :raises BadArgument: there is no such file, or it cannot be read.
    """
    if path == "-":
        return
    try:
        with Path(path).open("rb") as file:
            file.read(1)
    except OSError as error:
        raise BadArgument(f"urls={escape_for_log(path)}: {error.strerror}") from None


def find_matching_files(name: str, pattern: str) -> list[Path]:
    """The files that a path or pattern names, in order; `**` stands for any folders.

    :raises BadArgument: there is none.
    """
    paths = glob(str(Path(pattern).expanduser()), recursive=True)  # noqa: PTH207 - a Path takes no absolute pattern
    files = sorted(path for path in map(Path, paths) if path.is_file())
    if not files:
        raise BadArgument(f"{name}={escape_for_log(pattern)}: no such file")
    return files


def iter_url_file(path: str) -> Iterator[str]:
    """The addresses in a list, one a line, without empty lines and `#` comments; `-` is standard input."""
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
