"""The byline as a reader of the page sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.names.markup import PASSED_OVER, SKIPPED, Surroundings, is_account, is_marked
from newscrawl.core.names.stated import Candidate
from newscrawl.core.text import clean, fold

_LONGEST = 300
_SHORTEST_HEADLINE = 10
_MOST = 30
_CROWDED = 6
"""Lines in a byline of three authors with "by" and "and"; more are a tool bar or a box about the author."""
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_NAME = re.compile(r"[^\W\d_]{2,}\.? [^\W\d_]|[\u3005-\u9fff\uac00-\ud7ff]{2}")

_HEADINGS = frozenset({"h1", "h2", "h3"})
_RUNNING = frozenset({"b", "i", "em", "strong", "u", "small", "sup", "sub", "font", "mark", "abbr", "bdi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page's elements around its headline."""

    before: Sequence[HtmlElement]
    after: Sequence[HtmlElement]
    """All elements, where there is no headline."""
    around: Surroundings

    def is_own(self, element: HtmlElement) -> bool:
        """Whether a name in the element may be an author's: it is neither elsewhere nor the site's own account."""
        return not self.around.elsewhere(element) and not _is_of_account(element)


def read_layout(root: HtmlElement, title: str | None) -> Layout:
    """The page's elements, divided at the headline."""
    elements = _elements(root)
    at = _headline(elements, fold(title or ""))
    if at is None:
        return Layout(before=(), after=elements, around=Surroundings(set()))
    return Layout(
        before=elements[:at], after=elements[at + 1 :], around=Surroundings(set(elements[at].iterancestors()))
    )


def _elements(root: HtmlElement) -> list[HtmlElement]:
    """The elements that may hold a byline, in page order."""
    found: list[HtmlElement] = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.tag in PASSED_OVER:
            walk.skip_subtree()
        elif element.tag not in SKIPPED:
            found.append(element)
    return found


def _headline(elements: list[HtmlElement], title: str) -> int | None:
    first = None
    for at, element in enumerate(elements):
        if element.tag in _HEADINGS or element.get("role") == "heading":
            text = fold(element.text_content()) if title else ""
            if len(text) > _SHORTEST_HEADLINE and (text in title or title in text):
                return at
            if first is None and element.tag == "h1":
                first = at
    return first


def marked_bylines(layout: Layout) -> Iterator[Candidate]:
    """The lines that the page marks as its byline: those after the headline, then those before it, nearest first."""
    after, before = _marked(layout.after, layout), _marked(layout.before, layout)
    for group in _grouped([*after, *reversed(before)][:_MOST]):
        raw = "; ".join(dict.fromkeys(filter(None, map(_byline_of, group))))
        if raw:
            yield Candidate(raw=raw, source="visible:marked")


def _marked(elements: Sequence[HtmlElement], layout: Layout) -> list[HtmlElement]:
    """The outermost elements that say "byline" and belong to this article."""
    found: list[HtmlElement] = []
    inside: set[HtmlElement] = set()
    for element in elements:
        if is_marked(element) and element not in inside and not layout.around.elsewhere(element) and text_of(element):
            inside.update(element.iterdescendants())
            if not _is_of_account(element):
                found.append(element)
    return found


def _is_of_account(element: HtmlElement) -> bool:
    """Whether the element links to the profile of the account that publishes the site."""
    return any(is_account(link.get("href")) for link in element.iter("a"))


def _byline_of(element: HtmlElement) -> str:
    """The element's lines up to the date behind the names; of a crowded one the lines that are marked themselves."""
    lines = text_of(element).split("\n")
    dates = (at for at, line in enumerate(lines) if _DATE.search(line) and any(map(_NAME.search, lines[:at])))
    end = next(dates, len(lines))
    if end <= _CROWDED:
        return "\n".join(lines[: end + 1])
    inner = [text_of(one) for one in element.iterdescendants() if isinstance(one.tag, str) and is_marked(one)]
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
    for part in _parts(element):
        size += len(part.strip())
        if size > _LONGEST:
            return ""
        parts.append(part)
    return "\n".join(filter(None, (clean(line) for line in "".join(parts).split("\n"))))


def _parts(element: HtmlElement) -> Iterator[str]:
    """Text and line breaks in order, without scripts and buttons."""
    stack: list[tuple[HtmlElement, bool]] = [(element, False)]
    while stack:
        at, left = stack.pop()
        broken = "" if at.tag in _RUNNING else "\n"
        if left:
            yield broken + (at.tail or "").replace("\n", " ")
        elif isinstance(at.tag, str) and at.tag not in SKIPPED:
            yield broken + (at.text or "").replace("\n", " ")
            for child in reversed(at):
                stack += [(child, True), (child, False)]
