"""The values of `-a`, read strictly: a mistake is one line that says what to write instead."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path

from newscrawl.core.printable import printable
from newscrawl.core.urls import absolute
from newscrawl.errors import BadArgument

_NEXT_ADDRESS = re.compile(r"[,\s]*,(?=\s*https?://)", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|\s)#.*", re.DOTALL)
"""From the `#` that begins a line or follows a space; one in an address belongs to it."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(?:[/?#]|$))", re.IGNORECASE)
"""`mailto:` and `file:`, but not the host and port of `localhost:8000`."""


def web_address(text: str) -> str:
    """The address as it can be asked for; `https://` is put before one without a scheme.

    :raises BadArgument: it is no http or https address.

    >>> web_address("example.com/feed")
    'https://example.com/feed'
    """
    text = text.strip()
    address = absolute(None, text if _SCHEME.match(text) else f"https://{text.removeprefix('//')}") if text else None
    if address is None:
        raise BadArgument(f"not a web address: {printable(text) or 'it is empty'}")
    return address


def web_addresses(text: str) -> list[str]:
    """The addresses in one `-a url=…`: several are separated by commas, and an address may hold commas itself.

    >>> web_addresses("https://example.com/a,1.html,https://example.com/b")
    ['https://example.com/a,1.html', 'https://example.com/b']
    """
    parts = _NEXT_ADDRESS.split(text.strip(", \t\n"))
    if not re.search(r"https?://", text, re.IGNORECASE):
        parts = text.split(",")
    return [web_address(part) for part in parts]


def whole_number(name: str, text: str, *, least: int = 1) -> int:
    """The value of an argument that counts something.

    :raises BadArgument: it is no whole number, or less than the least.

    >>> whole_number("pages", "3")
    3
    """
    if not text.strip().isdecimal() or int(text) < least:
        raise BadArgument(f"{name}={printable(text)}: must be a whole number, {least} or more")
    return int(text)


def check_list(path: str) -> None:
    """See that a list of addresses can be read; `-` is standard input.

    :raises BadArgument: there is no such file, or it cannot be read.
    """
    if path == "-":
        return
    try:
        with Path(path).open("rb") as file:
            file.read(1)
    except OSError as error:
        raise BadArgument(f"urls={printable(path)}: {error.strerror}") from None


def matching_files(name: str, pattern: str) -> list[Path]:
    """The files that a path or pattern names, in order; `**` stands for any folders.

    :raises BadArgument: there is none.
    """
    names = glob(str(Path(pattern).expanduser()), recursive=True)  # noqa: PTH207 - a Path takes no absolute pattern
    found = sorted(path for path in map(Path, names) if path.is_file())
    if not found:
        raise BadArgument(f"{name}={printable(pattern)}: no such file")
    return found


def list_lines(path: str) -> Iterator[str]:
    """The addresses in a list, one a line, without empty lines and `#` comments; `-` is standard input."""
    if path == "-":
        yield from _addresses(sys.stdin.buffer)
        return
    with Path(path).open("rb") as file:
        yield from _addresses(file)


def _addresses(lines: Iterable[bytes]) -> Iterator[str]:
    for line in lines:
        text = _COMMENT.sub("", line.decode("utf-8-sig", "replace")).strip()
        if text:
            yield text
