"""Addresses that differ by the number of a page alone: `?page=2`, `/page/2/`, `/tale/2`, `list_2.html`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from newscrawl.core.urls import normalize_url

_PAGE_PARAMS = frozenset(
    """page p pg paged pag pagina seite sayfa strona sida side sivu pageno page_no page_num pagenum pagenumber pn
    currentpage current_page curpage cp start offset skip from page_id pageindex page_index""".split()
)
_EXPLICIT_PAGE_PARAMS = _PAGE_PARAMS - {"p", "start", "offset", "skip", "from", "page_id", "cp", "pn"}
_NAMED_PAGE_NUMBER = re.compile(
    r"/(?:page|seite|pagina|p[áa]gina|sayfa|strona|strana|sida|side|sivu|pag|pg|p|s)[/_-]?(\d{1,4})(?=/?$|\.\w{2,5}$)",
    re.IGNORECASE,
)
_TRAILING_PAGE_NUMBER = re.compile(r"(?<=[^/])/(\d{1,2})/?$")
_PAGE_NUMBER_IN_FILE = re.compile(r"(?<=[a-z])[-_,](?:p|page|seite)?(\d{1,2})(?=\.\w{2,5}$)", re.IGNORECASE)
_INDEX_AND_EXTENSION = re.compile(r"(?:/index)?(?:\.(?:[sp]?html?|php|aspx?))?$", re.IGNORECASE)


class NumberedUrl(NamedTuple):
    """An address with the number of its page."""

    first_page: str
    """The normalised address without it: equal for all pages of one list."""
    number: int
    is_explicit: bool
    """Whether the number is called a page's, and is not just one that stands at the end."""


def parse_page_number(url: str) -> NumberedUrl | None:
    """The number of the page in an address, if there is one.

    >>> parse_page_number("https://example.com/islands/page/2/")
    NumberedUrl(first_page='https://example.com/islands', number=2, is_explicit=True)
    >>> parse_page_number("https://example.com/islands?page=3&sort=new").number, parse_page_number("https://example.com/tale/2").is_explicit
    (3, False)
    >>> parse_page_number("https://example.com/2025/06/12/tale"), parse_page_number("https://example.com/tale-88214.html")
    (None, None)
    """
    parts = urlsplit(url)
    params = parse_qsl(parts.query, keep_blank_values=True) if parts.query.count("&") < 50 else []
    for name, value in params:
        if name.lower() in _PAGE_PARAMS and value.isdecimal() and len(value) <= 4:
            remaining_query = urlencode([param for param in params if param != (name, value)])
            return NumberedUrl(
                normalize_first_page_url(parts._replace(query=remaining_query).geturl()),
                int(value),
                name.lower() in _EXPLICIT_PAGE_PARAMS,
            )
    for pattern, is_explicit in (
        (_NAMED_PAGE_NUMBER, True),
        (_PAGE_NUMBER_IN_FILE, False),
        (_TRAILING_PAGE_NUMBER, False),
    ):
        if match := pattern.search(parts.path):
            path = parts.path[: match.start()] + parts.path[match.end() :]
            return NumberedUrl(normalize_first_page_url(parts._replace(path=path).geturl()), int(match[1]), is_explicit)
    return None


def normalize_first_page_url(url: str) -> str:
    """The key of a list's first page: `/islands/`, `/islands/index.html`, `/islands.html` and `/islands` are one."""
    parts = urlsplit(url)
    return normalize_url(parts._replace(path=_INDEX_AND_EXTENSION.sub("", parts.path, count=1), fragment="").geturl())


def is_next_page(url: str, current_url: str) -> bool:
    """Whether `url` is the page after `current_url`, by their addresses alone.

    >>> is_next_page("https://example.com/islands/page/2", "https://example.com/islands/")
    True
    >>> is_next_page("https://example.com/islands/page/2", "https://example.com/sport/")
    False
    """
    target = parse_page_number(url)
    if target is None:
        return False
    current = parse_page_number(current_url)
    if current is None or current.first_page != target.first_page:
        # Offsets, and pages that are numbered from nought.
        return target.first_page == normalize_first_page_url(current_url) and (
            target.number in {1, 2} or (not target.is_explicit and target.number % 5 == 0)
        )
    return target.number == current.number + 1 or (
        not current.is_explicit and current.number < target.number <= 2 * max(current.number, 50)
    )
