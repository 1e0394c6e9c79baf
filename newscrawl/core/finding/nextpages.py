"""The next page of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from newscrawl.core.finding.anchors import get_link_label
from newscrawl.core.finding.pagenumbers import is_next_page
from newscrawl.core.text import fold
from newscrawl.core.urls import normalize_url, registrable_domain, resolve_url
from newscrawl.rules.model import NavigationWords

_ARROWS = frozenset({">", "›", "»", "→", ">>", "❯", "▶", "⟩", "▸", "⇒"})
_SURROUNDING_ARROWS = re.compile(r"^[\s<>‹›«»←→❮❯▶◀⟩▸⇒|]+|[\s<>‹›«»←→❮❯▶◀⟩▸⇒|]+$")
_CURSOR_PARAMS = frozenset(
    "before after cursor max_id older until last lastid last_id since start offset from next token".split()
)
_MAX_NEXT_LABEL_CHARS = 40


def find_next_list_page(root: HtmlElement, *, url: str, navigation: NavigationWords) -> str | None:
    """The address of the list's next page, as the page links it; None where it is the last, or no list.

    By `rel="next"`, by a label such as "Older posts" or an arrow, and by the next number; a label or a number counts
    only where the address is that of the same list.
    """
    base_url = resolve_url(url, root.xpath("string(//base/@href)")) or url
    for candidate in (
        *_rel_next_urls(root, base_url),
        *_next_label_urls(root, base_url, url, navigation),
        *_page_number_urls(root, base_url, url),
    ):
        if candidate != url and normalize_url(candidate) != normalize_url(url) and _is_same_site(candidate, url):
            return candidate
    return None


def is_next_label(text: str, navigation: NavigationWords) -> bool:
    """Whether a label says "next", in any language.

    >>> from newscrawl.rules.navigationwords import load_navigation_words as words
    >>> [is_next_label(text, words()) for text in ("Next page »", "›", "Ältere Beiträge", "Next year's budget")]
    [True, True, True, False]
    """
    text = text.strip()
    if len(text) > _MAX_NEXT_LABEL_CHARS:
        return False
    return text in _ARROWS or fold(_SURROUNDING_ARROWS.sub("", text)) in navigation.next


def _rel_next_urls(root: HtmlElement, base_url: str) -> Iterator[str]:
    for link in root.iter("link", "a"):
        if "next" in (link.get("rel") or "").lower().split() and (link_url := resolve_url(base_url, link.get("href"))):
            yield link_url


def _next_label_urls(root: HtmlElement, base_url: str, url: str, navigation: NavigationWords) -> Iterator[str]:
    for link in root.iter("a"):
        link_url = resolve_url(base_url, link.get("href"))
        labels = (get_link_label(link), link.get("aria-label") or "", link.get("title") or "")
        has_next_label = any(is_next_label(text, navigation) for text in labels if text)
        if link_url and has_next_label and (is_next_page(link_url, url) or _has_moved_cursor(link_url, url)):
            yield link_url


def _page_number_urls(root: HtmlElement, base_url: str, url: str) -> Iterator[str]:
    for link in root.iter("a"):
        link_url = resolve_url(base_url, link.get("href")) if get_link_label(link).isdecimal() else None
        if link_url and is_next_page(link_url, url):
            yield link_url


def _has_moved_cursor(link_url: str, current_url: str) -> bool:
    """Whether the address is that of the same list from another place on: `?before=88214`."""
    target, current = urlsplit(link_url), urlsplit(current_url)
    changed_params = set(parse_qsl(target.query)) - set(parse_qsl(current.query))
    return target.path.rstrip("/") == current.path.rstrip("/") and any(
        name.lower() in _CURSOR_PARAMS for name, _ in changed_params
    )


def _is_same_site(link_url: str, page_url: str) -> bool:
    return registrable_domain(link_url) == registrable_domain(page_url)
