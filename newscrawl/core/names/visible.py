"""The byline as a reader of the page sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.names.layout import BylineRegions
from newscrawl.core.names.markup import NON_TEXT_TAGS, get_byline_role, is_site_account_url
from newscrawl.core.names.stated import BylineCandidate
from newscrawl.core.text import normalize_text

_MAX_TEXT_CHARS = 300
_MAX_WALK_EVENTS = 4000
"""Elements' beginnings and ends in the largest thing that is read as a line, so that one in another in another, each
with thousands of empty elements, does not take a time that grows with their product."""
_MAX_MARKED_ELEMENTS = 30
_MAX_BYLINE_LINES = 6
"""Lines in a byline of three authors with "by" and "and"; more are a tool bar or a box about the author."""
_YEAR_OR_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_NAME_LIKE = re.compile(r"[^\W\d_]{2,}\.? [^\W\d_]|[\u3005-\u9fff\uac00-\ud7ff]{2}")

_FORMATTING_TAGS = frozenset({"b", "i", "em", "strong", "u", "small", "sup", "sub", "font", "mark", "abbr", "bdi"})


def find_marked_bylines(regions: BylineRegions) -> Iterator[BylineCandidate]:
    """The lines that the page marks as its byline: those after the headline, then those before it, nearest first."""
    after, before = _select_outermost(regions.marked_after_headline), _select_outermost(regions.marked_before_headline)
    texts = after | before
    for group in _group_siblings([*after, *reversed(before)][:_MAX_MARKED_ELEMENTS]):
        raw = "; ".join(dict.fromkeys(filter(None, (_extract_byline(element, texts[element]) for element in group))))
        if raw:
            yield BylineCandidate(raw=raw, provenance="visible:marked")


def _select_outermost(marked: Sequence[HtmlElement]) -> dict[HtmlElement, str]:
    """Those in no other, with their text, but for the empty, the long, and the site's own account."""
    texts: dict[HtmlElement, str] = {}
    descendants: set[HtmlElement] = set()
    for element in marked:
        if element not in descendants and (text := extract_multiline_text(element)):
            descendants.update(element.iterdescendants())
            if not _links_to_site_account(element):
                texts[element] = text
    return texts


def _links_to_site_account(element: HtmlElement) -> bool:
    """Whether the element links to the profile of the account that publishes the site."""
    return any(is_site_account_url(link.get("href")) for link in element.iter("a"))


def _extract_byline(element: HtmlElement, text: str) -> str:
    """The element's lines up to the date behind the names; of a crowded one the lines that are marked themselves."""
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


def _group_siblings(elements: list[HtmlElement]) -> Iterator[list[HtmlElement]]:
    """The elements one by one; several with one class under one parent or grandparent are one byline."""
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


def extract_multiline_text(element: HtmlElement) -> str:
    """The element's text, a line for each element in it that is no mere emphasis; empty when too long for a byline."""
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
