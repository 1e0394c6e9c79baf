"""Page numbers in URLs, such as `?page=2`, `/page/2/`, `/tale/2` and `list_2.html`.

By them, two URLs are recognised as pages of the same list or of the same article.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from newscrawl.urls.normalize import normalize_url

_PAGE_PARAMS = frozenset(
    """page p pg paged pag pagina seite sayfa strona sida side sivu pageno page_no page_num pagenum pagenumber pn
    currentpage current_page curpage cp start offset skip from page_id pageindex page_index""".split()
)
_EXPLICIT_PAGE_PARAMS = _PAGE_PARAMS - {"p", "start", "offset", "skip", "from", "page_id", "cp", "pn"}
"""Without the parameters that also hold offsets or the ids of articles."""
_MAX_PARAMS = 50
_MAX_DIGITS = 4
_NAMED_PAGE_NUMBER = re.compile(
    r"/(?:page|seite|pagina|p[áa]gina|sayfa|strona|strana|sida|side|sivu|pag|pg|p|s)[/_-]?(\d{1,4})(?=/?$|\.\w{2,5}$)",
    re.IGNORECASE,
)
_PAGE_NUMBER_IN_FILE = re.compile(r"(?<=[a-z])[-_,](?:p|page|seite)?(\d{1,2})(?=\.\w{2,5}$)", re.IGNORECASE)
_TRAILING_PAGE_NUMBER = re.compile(r"(?<=[^/])/(\d{1,2})/?$")
_PATH_PATTERNS = ((_NAMED_PAGE_NUMBER, True), (_PAGE_NUMBER_IN_FILE, False), (_TRAILING_PAGE_NUMBER, False))
"""Patterns for the path, the most certain first, and whether they are explicit (`NumberedUrl.is_explicit`)."""
_INDEX_AND_EXTENSION = re.compile(r"(?:/index)?(?:\.(?:[sp]?html?|php|aspx?))?$", re.IGNORECASE)


class NumberedUrl(NamedTuple):
    """A URL that contains a page number."""

    first_page: str
    """The normalized URL without the number. It is equal for all pages of one list or article."""
    number: int
    is_explicit: bool
    """Whether the URL says that this is a page number, as in `?page=2`. In `/tale/2` it does not."""


def parse_page_number(url: str) -> NumberedUrl | None:
    """The page number in a URL, or None.

    >>> parse_page_number("https://example.com/islands/page/2/")
    NumberedUrl(first_page='https://example.com/islands', number=2, is_explicit=True)
    >>> parse_page_number("https://example.com/islands?page=3&sort=new").number
    3
    >>> parse_page_number("https://example.com/tale/2").is_explicit
    False
    >>> parse_page_number("https://example.com/2025/06/12/tale"), parse_page_number("https://example.com/tale-88214.html")
    (None, None)
    """
    parts = urlsplit(url)
    params = parse_qsl(parts.query, keep_blank_values=True) if parts.query.count("&") < _MAX_PARAMS else []
    for name, value in params:
        if name.lower() in _PAGE_PARAMS and value.isdecimal() and len(value) <= _MAX_DIGITS:
            remaining_query = urlencode([param for param in params if param != (name, value)])
            return NumberedUrl(
                normalize_first_page_url(parts._replace(query=remaining_query).geturl()),
                int(value),
                name.lower() in _EXPLICIT_PAGE_PARAMS,
            )
    for pattern, is_explicit in _PATH_PATTERNS:
        if match := pattern.search(parts.path):
            path = parts.path[: match.start()] + parts.path[match.end() :]
            return NumberedUrl(normalize_first_page_url(parts._replace(path=path).geturl()), int(match[1]), is_explicit)
    return None


def normalize_first_page_url(url: str) -> str:
    """The normalized URL of a first page: equal for `/islands`, `/islands/`, `/islands.html`, `/islands/index.html`."""
    parts = urlsplit(url)
    return normalize_url(parts._replace(path=_INDEX_AND_EXTENSION.sub("", parts.path, count=1), fragment="").geturl())


def is_next_page(url: str, current_url: str) -> bool:
    """Whether `url` is the page after `current_url`, as far as the two URLs show it.

    A number that is not explicit may be an offset: `?start=40` follows `?start=20`.

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
        # The current page is the first one. The next is 2, or 1 if the count starts at 0, or the first offset.
        return target.first_page == normalize_first_page_url(current_url) and (
            target.number in {1, 2} or (not target.is_explicit and target.number % 5 == 0)
        )
    return target.number == current.number + 1 or (
        not current.is_explicit and current.number < target.number <= 2 * max(current.number, 50)
    )
