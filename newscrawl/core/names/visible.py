"""The byline as a reader of the page sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.names.layout import Layout
from newscrawl.core.names.markup import SKIPPED, is_account, sense
from newscrawl.core.names.stated import Candidate
from newscrawl.core.text import clean

_LONGEST = 300
_MOST_STEPS = 4000
"""Elements' beginnings and ends in the largest thing that is read as a line, so that one in another in another, each
with thousands of empty elements, does not take a time that grows with their product."""
_MOST = 30
_CROWDED = 6
"""Lines in a byline of three authors with "by" and "and"; more are a tool bar or a box about the author."""
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_NAME = re.compile(r"[^\W\d_]{2,}\.? [^\W\d_]|[\u3005-\u9fff\uac00-\ud7ff]{2}")

_RUNNING = frozenset({"b", "i", "em", "strong", "u", "small", "sup", "sub", "font", "mark", "abbr", "bdi"})


def marked_bylines(layout: Layout) -> Iterator[Candidate]:
    """The lines that the page marks as its byline: those after the headline, then those before it, nearest first."""
    after, before = _outermost(layout.marked_after), _outermost(layout.marked_before)
    texts = after | before
    for group in _grouped([*after, *reversed(before)][:_MOST]):
        raw = "; ".join(dict.fromkeys(filter(None, (_byline_of(element, texts[element]) for element in group))))
        if raw:
            yield Candidate(raw=raw, source="visible:marked")


def _outermost(marked: Sequence[HtmlElement]) -> dict[HtmlElement, str]:
    """Those in no other, with their text, but for the empty, the long, and the site's own account."""
    found: dict[HtmlElement, str] = {}
    inside: set[HtmlElement] = set()
    for element in marked:
        if element not in inside and (text := text_of(element)):
            inside.update(element.iterdescendants())
            if not is_of_account(element):
                found[element] = text
    return found


def is_of_account(element: HtmlElement) -> bool:
    """Whether the element links to the profile of the account that publishes the site."""
    return any(is_account(link.get("href")) for link in element.iter("a"))


def _byline_of(element: HtmlElement, text: str) -> str:
    """The element's lines up to the date behind the names; of a crowded one the lines that are marked themselves."""
    lines = text.split("\n")
    dates = (at for at, line in enumerate(lines) if _DATE.search(line) and any(map(_NAME.search, lines[:at])))
    end = next(dates, len(lines))
    if end <= _CROWDED:
        return "\n".join(lines[: end + 1])
    inner = [text_of(one) for one in element.iterdescendants() if isinstance(one.tag, str) and sense(one) == "byline"]
    names = [text for text in inner if text and "\n" not in text]
    return "\n".join(dict.fromkeys(names)) or "\n".join(lines)


def _grouped(elements: list[HtmlElement]) -> Iterator[list[HtmlElement]]:
    """The elements one by one; several with one class under one parent or grandparent are one byline."""
    done: set[HtmlElement] = set()
    for element in elements:
        if element not in done:
            group = [other for other in elements if other is element or _is_sibling(element, other)]
            done.update(group)
            yield group


def _is_sibling(one: HtmlElement, other: HtmlElement) -> bool:
    if one.tag != other.tag or one.get("class") != other.get("class"):
        return False
    parent, same = one.getparent(), other.getparent()
    if parent is same:
        return True
    return parent is not None and same is not None and len(parent) == 1 and parent.getparent() is same.getparent()


def text_of(element: HtmlElement) -> str:
    """The element's text, a line for each element in it that is no mere emphasis; empty when too long for a byline."""
    parts: list[str] = []
    size = 0
    for part in islice(_parts(element), _MOST_STEPS + 1):
        size += len(part.strip())
        if size > _LONGEST:
            return ""
        parts.append(part)
    if len(parts) > _MOST_STEPS:
        return ""
    return "\n".join(filter(None, (clean(line) for line in "".join(parts).split("\n"))))


def _parts(element: HtmlElement) -> Iterator[str]:
    """Text and line breaks in order, without scripts and buttons."""
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, at in walk:
        broken = "" if at.tag in _RUNNING else "\n"
        if event != "start":
            if at is not element:
                yield broken + (at.tail or "").replace("\n", " ")
        elif at.tag in SKIPPED:
            walk.skip_subtree()
        else:
            yield broken + (at.text or "").replace("\n", " ")
