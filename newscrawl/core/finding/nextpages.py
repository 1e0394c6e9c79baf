"""The next page of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from newscrawl.core.finding.anchors import label_of
from newscrawl.core.finding.pagenumbers import is_following
from newscrawl.core.text import fold
from newscrawl.core.urls import absolute, normalise_url, registrable_domain
from newscrawl.rules.model import NavigationWords

_ARROWS = frozenset({">", "›", "»", "→", ">>", "❯", "▶", "⟩", "▸", "⇒"})
_ARROWS_AROUND = re.compile(r"^[\s<>‹›«»←→❮❯▶◀⟩▸⇒|]+|[\s<>‹›«»←→❮❯▶◀⟩▸⇒|]+$")
_CURSORS = frozenset(
    "before after cursor max_id older until last lastid last_id since start offset from next token".split()
)
_LONGEST_LABEL = 40


def next_list_page(root: HtmlElement, *, url: str, navigation: NavigationWords) -> str | None:
    """The address of the list's next page, as the page links it; None where it is the last, or no list.

    By `rel="next"`, by a label such as "Older posts" or an arrow, and by the next number; a label or a number counts
    only where the address is that of the same list.
    """
    base = absolute(url, root.xpath("string(//base/@href)")) or url
    for address in (*_declared(root, base), *_labelled(root, base, url, navigation), *_counted(root, base, url)):
        if address != url and normalise_url(address) != normalise_url(url) and _same_site(address, url):
            return address
    return None


def is_next_label(text: str, navigation: NavigationWords) -> bool:
    """Whether a label says "next", in any language.

    >>> from newscrawl.rules.navigationwords import navigation_words as words
    >>> [is_next_label(text, words()) for text in ("Next page »", "›", "Ältere Beiträge", "Next year's budget")]
    [True, True, True, False]
    """
    text = text.strip()
    if len(text) > _LONGEST_LABEL:
        return False
    return text in _ARROWS or fold(_ARROWS_AROUND.sub("", text)) in navigation.next


def _declared(root: HtmlElement, base: str) -> Iterator[str]:
    for link in root.iter("link", "a"):
        if "next" in (link.get("rel") or "").lower().split() and (address := absolute(base, link.get("href"))):
            yield address


def _labelled(root: HtmlElement, base: str, url: str, navigation: NavigationWords) -> Iterator[str]:
    for link in root.iter("a"):
        address = absolute(base, link.get("href"))
        stated = (label_of(link), link.get("aria-label") or "", link.get("title") or "")
        says_next = any(is_next_label(text, navigation) for text in stated if text)
        if address and says_next and (is_following(address, url) or _moves_cursor(address, url)):
            yield address


def _counted(root: HtmlElement, base: str, url: str) -> Iterator[str]:
    for link in root.iter("a"):
        address = absolute(base, link.get("href")) if label_of(link).isdecimal() else None
        if address and is_following(address, url):
            yield address


def _moves_cursor(address: str, url: str) -> bool:
    """Whether the address is that of the same list from another place on: `?before=88214`."""
    to, at = urlsplit(address), urlsplit(url)
    moved = set(parse_qsl(to.query)) - set(parse_qsl(at.query))
    return to.path.rstrip("/") == at.path.rstrip("/") and any(key.lower() in _CURSORS for key, _ in moved)


def _same_site(address: str, url: str) -> bool:
    return registrable_domain(address) == registrable_domain(url)
