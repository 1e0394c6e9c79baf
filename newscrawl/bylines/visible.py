"""Bylines that a reader sees on the page: elements marked as a byline, and lines that only read like one.

Marks are class names, ids, test ids, microdata, link relations and tags. Unmarked lines begin with "by", have a name in
capitals or before a date, or sign the article at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.html.blocks import MAX_CLASS_CHARS
from newscrawl.rules.word_lists import load_byline_file
from newscrawl.text import normalize_text

BylineRole = Literal["byline", "beside", "other", ""]
"""What the marks of an element say: it is a byline, it is part of one without names (a share button, a date), it has
names of others (a comment, a teaser, a caption), or nothing."""

NON_TEXT_TAGS = frozenset(
    "script style noscript template svg path g use rect circle button select option textarea iframe img picture source"
    " br hr input meta link title head html body video audio object embed".split()
)
"""Elements without text of their own, or with text that is not part of the article, such as a button's."""
MIN_PARAGRAPH_CHARS = 121
"""Characters of a paragraph of real text; a byline, a caption or a date is shorter."""

_OTHER_ROLE_TAGS = frozenset({"aside", "footer", "nav", "figure", "figcaption", "blockquote", "form", "dialog"})
_CLASS_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[a-zß-ÿ]+")
# "has-media", "withComments", "hasnt-bio": they say what a part of the page has or lacks, not what it is.
_FEATURE_FLAG = re.compile(
    r"(?<![\w-])(?:has|hasnt|hasnot|have|with|without|no|not|non|is|isnt|js|show|hide|hides|hidden|can|supports)(?=[-_A-Z])\S*"
)
_SITE_ACCOUNT_URL = re.compile(
    r"/(?:authors?|users?|autor|profile)/(?:admin|administrator|webmaster|root)/?$", re.IGNORECASE
)
_AUTHOR_ITEMPROPS = frozenset({"author", "creator"})
_CLASS, _ID, _TEST_ID, _REL, _ITEMPROP = b"class", b"id", b"data-testid", b"rel", b"itemprop"
"""Names of attributes as bytes: lxml would encode a str again for each element."""

_MAX_TEXT_CHARS = 300
"""Characters of the longest text that is read as a byline."""
_MAX_WALK_EVENTS = 4000
"""Starts and ends of elements that are read of one element. Without it, nested elements that each have thousands of
empty elements inside would take quadratic time."""
_MAX_MARKED_ELEMENTS = 30
_MAX_BYLINE_LINES = 6
"""Lines of a byline of three authors with "by" and "and"; more lines are a toolbar or a box about the author."""
_YEAR_OR_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_NAME_LIKE = re.compile(r"[^\W\d_]{2,}\.? [^\W\d_]|[\u3005-\u9fff\uac00-\ud7ff]{2}")
_FORMATTING_TAGS = frozenset({"b", "i", "em", "strong", "u", "small", "sup", "sub", "font", "mark", "abbr", "bdi"})
"""Elements that do not begin a line of their own in a byline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineCandidate:
    """A text that may be the byline, and where it was found."""

    raw: str
    provenance: str
    """`jsonld:…`, `meta:…` or `feed`, or one of `visible:marked`, `line`, `linked`, `pictured`, `capitals`, `bold`,
    `dated` and `signed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineRegions:
    """The elements of a page that may hold its byline: none of a comment, a caption, a menu or a teaser."""

    after_headline: list[HtmlElement] = field(default_factory=list)
    """All elements after the headline, in page order; all elements of the page where there is no headline."""
    header: Sequence[HtmlElement] = ()
    """Those of them before the text of the article."""
    marked_before_headline: list[HtmlElement] = field(default_factory=list)
    """The elements before the headline that are marked as a byline."""
    marked_after_headline: list[HtmlElement] = field(default_factory=list)
    """The elements after the headline that are marked as a byline."""


def get_byline_role(element: HtmlElement) -> BylineRole:
    """What the tag, class, id, test id, microdata and link relation of an element say."""
    tag, get = element.tag, element.get
    if tag in _OTHER_ROLE_TAGS:
        return "byline" if tag == "aside" and _is_marked_aside(element) else "other"
    attribute_count = len(element.attrib)
    class_names = get(_CLASS) if attribute_count else None
    class_role = classify_class_names(class_names[:MAX_CLASS_CHARS]) if class_names else ""
    if attribute_count == (class_names is not None) and tag != "address":  # three of four elements have no other mark
        return class_role
    element_id, test_id = get(_ID), get(_TEST_ID)
    id_role = classify_class_names(element_id[:MAX_CLASS_CHARS]) if element_id else ""
    test_id_role = classify_class_names(test_id[:MAX_CLASS_CHARS]) if test_id else id_role
    if class_role == "other" or id_role == "other" or test_id_role == "other":
        return "other"
    if tag == "address":
        return "" if any(map(str.isdigit, element.text_content())) else "byline"  # a street or a telephone number
    if tag == "a" and get(_REL) == "author":
        return "byline"
    if not class_role and (test_id_role == "byline" or get(_ITEMPROP) in _AUTHOR_ITEMPROPS):
        return "byline"
    return class_role


def _is_marked_aside(element: HtmlElement) -> bool:
    """Whether an aside is a byline by its class, and too short for a box about the author."""
    class_names = element.get(_CLASS)
    return (
        class_names is not None
        and classify_class_names(class_names[:MAX_CLASS_CHARS]) == "byline"
        and len(element.text_content()) < MIN_PARAGRAPH_CHARS
    )


@lru_cache(maxsize=2**16)  # a page has some hundred class names, and a site the same on every page
def classify_class_names(names: str) -> BylineRole:
    """What a class attribute or an id says.

    >>> (classify_class_names("ArticleHeader-byline__a1"), classify_class_names("comment-author"),
    ...  classify_class_names("author-follow"), classify_class_names("lede"))
    ('byline', 'other', 'beside', '')
    """
    byline_words, other_words, beside_words = _role_words()
    words = _split_class_names(names)
    if words.isdisjoint(byline_words) and words.isdisjoint(other_words):  # most names end here
        return ""
    words = _split_class_names(_FEATURE_FLAG.sub("", names))
    if words & other_words:
        return "other"
    if words & byline_words:
        return "beside" if words & beside_words else "byline"
    return ""


def is_site_account_url(url: object) -> bool:
    """Whether the URL is the profile of the account that publishes the site, such as "/author/admin/": not a person's.

    :param url: a value of any type, as JSON-LD may have it.
    """
    return isinstance(url, str) and _SITE_ACCOUNT_URL.search(url) is not None


def extract_multiline_text(element: HtmlElement) -> str:
    """The text of the element, with a line break at each element in it that does more than format.

    It is empty when it is too long for a byline.
    """
    pieces: list[str] = []
    size = 0
    for piece in islice(_iter_text_pieces(element), _MAX_WALK_EVENTS + 1):
        size += len(piece.strip())
        if size > _MAX_TEXT_CHARS:
            return ""
        pieces.append(piece)
    if len(pieces) > _MAX_WALK_EVENTS:
        return ""
    return "\n".join(filter(None, (normalize_text(line) for line in "".join(pieces).split("\n"))))


def find_marked_bylines(regions: BylineRegions) -> Iterator[BylineCandidate]:
    """The elements that are marked as a byline: those after the headline, then those before it, nearest first."""
    after, before = _select_outermost(regions.marked_after_headline), _select_outermost(regions.marked_before_headline)
    texts = after | before
    for group in _group_siblings([*after, *reversed(before)][:_MAX_MARKED_ELEMENTS]):
        raw = "; ".join(dict.fromkeys(filter(None, (_extract_byline(element, texts[element]) for element in group))))
        if raw:
            yield BylineCandidate(raw=raw, provenance="visible:marked")


@cache
def _role_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = load_byline_file().markup
    return frozenset(words.byline), frozenset(words.other), frozenset(words.beside)


def _split_class_names(names: str) -> set[str]:
    return {word.lower() for word in _CLASS_WORD.findall(names)}


def _iter_text_pieces(element: HtmlElement) -> Iterator[str]:
    """Text and line breaks in order, without scripts and buttons."""
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        line_break = "" if node.tag in _FORMATTING_TAGS else "\n"
        if event != "start":
            if node is not element:
                yield line_break + (node.tail or "").replace("\n", " ")
        elif node.tag in NON_TEXT_TAGS:
            walk.skip_subtree()
        else:
            yield line_break + (node.text or "").replace("\n", " ")


def links_to_site_account(element: HtmlElement) -> bool:
    """Whether a link in the element leads to the profile of the account that publishes the site."""
    return any(is_site_account_url(link.get("href")) for link in element.iter("a"))


def _select_outermost(marked: Sequence[HtmlElement]) -> dict[HtmlElement, str]:
    """The elements that are in none of the others, with their text.

    Those without text, with too much of it, and those of the site's own account are left out.
    """
    texts: dict[HtmlElement, str] = {}
    descendants: set[HtmlElement] = set()
    for element in marked:
        if element not in descendants and (text := extract_multiline_text(element)):
            descendants.update(element.iterdescendants())
            if not links_to_site_account(element):
                texts[element] = text
    return texts


def _group_siblings(elements: list[HtmlElement]) -> Iterator[list[HtmlElement]]:
    """The elements one by one; several of one class under one parent or grandparent are one byline."""
    grouped: set[HtmlElement] = set()
    for element in elements:
        if element not in grouped:
            group = [other for other in elements if other is element or _is_sibling(element, other)]
            grouped.update(group)
            yield group


def _is_sibling(element: HtmlElement, other: HtmlElement) -> bool:
    if element.tag != other.tag or element.get("class") != other.get("class"):
        return False
    parent, other_parent = element.getparent(), other.getparent()
    if parent is other_parent:
        return True
    return (
        parent is not None
        and other_parent is not None
        and len(parent) == 1
        and parent.getparent() is other_parent.getparent()
    )


def _extract_byline(element: HtmlElement, text: str) -> str:
    """The lines of the element up to the date after its names; of many lines, those that are marked themselves."""
    lines = text.split("\n")
    date_lines = (
        at for at, line in enumerate(lines) if _YEAR_OR_TIME.search(line) and any(map(_NAME_LIKE.search, lines[:at]))
    )
    date_line = next(date_lines, len(lines))
    if date_line <= _MAX_BYLINE_LINES:
        return "\n".join(lines[: date_line + 1])
    marked_texts = [
        extract_multiline_text(descendant)
        for descendant in element.iterdescendants()
        if isinstance(descendant.tag, str) and get_byline_role(descendant) == "byline"
    ]
    names = [text for text in marked_texts if text and "\n" not in text]
    return "\n".join(dict.fromkeys(names)) or "\n".join(lines)
