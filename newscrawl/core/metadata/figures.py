"""Which figures of a page are its article's own, by where they stand and where they lead."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newscrawl.core.remembering import lru_cache_short
from newscrawl.core.text import normalize_text

IMAGE_URL_PATTERN = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?/;!])", re.IGNORECASE)
"""An address that is a picture's."""
_OUTSIDE_ARTICLE_TAGS = frozenset({"aside", "nav", "footer", "header", "li"})
_TAGS_ALLOWED_WITH_CAPTION = frozenset({"header", "li"})
_CONTENT_ROOT_TAGS = frozenset({"article", "main", "body"})
_TEASER_CLASS = re.compile(r"teaser|related|recommend|promo|carousel-item|more-|most-|sidebar|author|avatar|newsletter")
_MIN_PARAGRAPH_CHARS = 60
"""Characters before its first link or emphasis that a paragraph of the article has, and a card's label has not."""


def is_outside_article(figure: HtmlElement) -> bool:
    """Whether a figure belongs to a teaser, the site's frame or an author's box."""
    caption = next(figure.iterdescendants("figcaption"), None)
    if caption is not None and _is_single_link(caption):
        return True
    for depth, ancestor in enumerate(figure.iterancestors()):
        tag = ancestor.tag
        if tag in _CONTENT_ROOT_TAGS or depth > 12:
            return False
        if tag in _OUTSIDE_ARTICLE_TAGS and not (tag in _TAGS_ALLOWED_WITH_CAPTION and caption is not None):
            return True
        if tag == "a" and _links_to_other_page(ancestor):
            return True
        if (class_names := ancestor.get("class")) and _is_teaser_class(class_names):
            return True
    return False


@lru_cache_short(1024)  # the boxes round one figure are round the next, on this page and on the site's others
def _is_teaser_class(class_names: str) -> bool:
    return _TEASER_CLASS.search(class_names.lower()) is not None


def _links_to_other_page(link: HtmlElement) -> bool:
    """Whether a link leads to another page, not to the picture in full."""
    href = (link.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "javascript:")) and not IMAGE_URL_PATTERN.search(href)


def _is_single_link(caption: HtmlElement) -> bool:
    """Whether a caption is one link to another page, as a teaser's is."""
    link = next(caption.iter("a"), None)
    if link is None or not _links_to_other_page(link):
        return False
    return normalize_text("".join(link.itertext())) == normalize_text("".join(caption.itertext()))


def is_among_paragraphs(figure: HtmlElement) -> bool:
    """Whether a figure without a caption stands between paragraphs, as a teaser's does not."""
    ancestor: HtmlElement | None = figure.getparent()
    for _ in range(2):
        if ancestor is None or ancestor.tag == "a":
            return False
        if sum(len(child.text or "") >= _MIN_PARAGRAPH_CHARS for child in ancestor.iterchildren("p")) >= 2:
            return True
        ancestor = ancestor.getparent()
    return False
