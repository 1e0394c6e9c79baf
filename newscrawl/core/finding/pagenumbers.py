"""Addresses that differ by the number of a page alone: `?page=2`, `/page/2/`, `/tale/2`, `list_2.html`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from newscrawl.core.urls import normalise_url

_KEYS = frozenset(
    """page p pg paged pag pagina seite sayfa strona sida side sivu pageno page_no page_num pagenum pagenumber pn
    currentpage current_page curpage cp start offset skip from page_id pageindex page_index""".split()
)
_SURE_KEYS = _KEYS - {"p", "start", "offset", "skip", "from", "page_id", "cp", "pn"}
_NAMED = re.compile(
    r"/(?:page|seite|pagina|p[áa]gina|sayfa|strona|strana|sida|side|sivu|pag|pg|p|s)[/_-]?(\d{1,4})(?=/?$|\.\w{2,5}$)",
    re.IGNORECASE,
)
_AT_END = re.compile(r"(?<=[^/])/(\d{1,2})/?$")
_IN_FILE = re.compile(r"(?<=[a-z])[-_,](?:p|page|seite)?(\d{1,2})(?=\.\w{2,5}$)", re.IGNORECASE)
_FILE_END = re.compile(r"(?:/index)?(?:\.(?:[sp]?html?|php|aspx?))?$", re.IGNORECASE)


class Numbered(NamedTuple):
    """An address with the number of its page."""

    base: str
    """The normalised address without it: equal for all pages of one list."""
    number: int
    sure: bool
    """Whether the number is called a page's, and is not just one that stands at the end."""


def numbered(url: str) -> Numbered | None:
    """The number of the page in an address, if there is one.

    >>> numbered("https://example.com/islands/page/2/")
    Numbered(base='https://example.com/islands', number=2, sure=True)
    >>> numbered("https://example.com/islands?page=3&sort=new").number, numbered("https://example.com/tale/2").sure
    (3, False)
    >>> numbered("https://example.com/2025/06/12/tale"), numbered("https://example.com/tale-88214.html")
    (None, None)
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True) if parts.query.count("&") < 50 else []
    for key, value in pairs:
        if key.lower() in _KEYS and value.isdecimal() and len(value) <= 4:
            rest = urlencode([pair for pair in pairs if pair != (key, value)])
            return Numbered(base_of(parts._replace(query=rest).geturl()), int(value), key.lower() in _SURE_KEYS)
    for pattern, sure in ((_NAMED, True), (_IN_FILE, False), (_AT_END, False)):
        if found := pattern.search(parts.path):
            path = parts.path[: found.start()] + parts.path[found.end() :]
            return Numbered(base_of(parts._replace(path=path).geturl()), int(found[1]), sure)
    return None


def base_of(url: str) -> str:
    """The key of a list's first page: `/islands/`, `/islands/index.html`, `/islands.html` and `/islands` are one."""
    parts = urlsplit(url)
    return normalise_url(parts._replace(path=_FILE_END.sub("", parts.path, count=1), fragment="").geturl())


def is_following(url: str, page: str) -> bool:
    """Whether `url` is the page after `page`, by their addresses alone.

    >>> is_following("https://example.com/islands/page/2", "https://example.com/islands/")
    True
    >>> is_following("https://example.com/islands/page/2", "https://example.com/sport/")
    False
    """
    to = numbered(url)
    if to is None:
        return False
    at = numbered(page)
    if at is None or at.base != to.base:
        # Offsets, and pages that are numbered from nought.
        return to.base == base_of(page) and (to.number in {1, 2} or (not to.sure and to.number % 5 == 0))
    return to.number == at.number + 1 or (not at.sure and at.number < to.number <= 2 * max(at.number, 50))
