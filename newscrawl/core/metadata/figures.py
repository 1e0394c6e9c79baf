"""Which figures of a page are its article's own, by where they stand and where they lead."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newscrawl.core.remembering import remembered
from newscrawl.core.text import clean

IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?/;!])", re.IGNORECASE)
"""An address that is a picture's."""
_ELSEWHERE = frozenset({"aside", "nav", "footer", "header", "li"})
_MAY_HOLD_CAPTIONS = frozenset({"header", "li"})
_PAGE_PARTS = frozenset({"article", "main", "body"})
_TEASER_SIGN = re.compile(r"teaser|related|recommend|promo|carousel-item|more-|most-|sidebar|author|avatar|newsletter")
_REAL_PARAGRAPH = 60
"""Characters before its first link or emphasis that a paragraph of the article has, and a card's label has not."""


def is_elsewhere(figure: HtmlElement) -> bool:
    """Whether a figure belongs to a teaser, the site's frame or an author's box."""
    caption = next(figure.iterdescendants("figcaption"), None)
    if caption is not None and _is_link(caption):
        return True
    for depth, outer in enumerate(figure.iterancestors()):
        tag = outer.tag
        if tag in _PAGE_PARTS or depth > 12:
            return False
        if tag in _ELSEWHERE and not (tag in _MAY_HOLD_CAPTIONS and caption is not None):
            return True
        if tag == "a" and _leads_away(outer):
            return True
        if (names := outer.get("class")) and _names_a_teaser(names):
            return True
    return False


@remembered(1024)  # the boxes round one figure are round the next, on this page and on the site's others
def _names_a_teaser(names: str) -> bool:
    return _TEASER_SIGN.search(names.lower()) is not None


def _leads_away(link: HtmlElement) -> bool:
    """Whether a link leads to another page, not to the picture in full."""
    href = (link.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "javascript:")) and not IMAGE_FILE.search(href)


def _is_link(caption: HtmlElement) -> bool:
    """Whether a caption is one link to another page, as a teaser's is."""
    link = next(caption.iter("a"), None)
    if link is None or not _leads_away(link):
        return False
    return clean("".join(link.itertext())) == clean("".join(caption.itertext()))


def is_among_paragraphs(figure: HtmlElement) -> bool:
    """Whether a figure without a caption stands between paragraphs, as a teaser's does not."""
    box: HtmlElement | None = figure.getparent()
    for _ in range(2):
        if box is None or box.tag == "a":
            return False
        if sum(len(child.text or "") >= _REAL_PARAGRAPH for child in box.iterchildren("p")) >= 2:
            return True
        box = box.getparent()
    return False
