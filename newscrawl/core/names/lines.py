"""Bylines that no mark-up names: lines that begin with "by", stand beside the date, or sign the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from newscrawl.core.names.layout import Layout
from newscrawl.core.names.stated import Candidate
from newscrawl.core.names.visible import is_of_account, text_of
from newscrawl.core.names.vocabulary import key, vocabulary
from newscrawl.core.text import clean

_LONGEST_LINE = 80
_LONGEST_LABEL = 24
_SHORTEST_LABEL = 5
_PARAGRAPH = 120
"""Characters of a paragraph of real text; two of them end the head of an article."""
_LINES = frozenset("p div span em strong b i small h2 h3 h4 h5 h6 li td dt font".split())
_EMPHASIS = frozenset({"strong", "b", "em", "i"})
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}\.? [^\W\d_]{3,10},? \d{4}|[^\W\d_]{3,10} \d{1,2}, \d{4}"
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")
_NEAR = 50
"""Elements of the head of an article that has no two such paragraphs."""


def head_of(layout: Layout) -> Sequence[HtmlElement]:
    """The elements between the headline and the second paragraph of real text."""
    paragraphs = 0
    for at, element in enumerate(layout.after):
        if element.tag == "p" and len(clean(element.text_content())) > _PARAGRAPH:
            paragraphs += 1
            if paragraphs > 1:
                return layout.after[:at]
    return layout.after[:_NEAR]


def plain_bylines(layout: Layout, head: Sequence[HtmlElement], language: str | None) -> Iterator[Candidate]:
    """Unmarked lines in the article's head that begin with the language's "by", and labels with a name anywhere."""
    labels: list[HtmlElement] = []
    for at, element in enumerate(layout.after):
        if element.tag not in _LINES or not (text := element.text):
            continue
        in_head, size = at < len(head), len(text.strip())
        short = _SHORTEST_LABEL <= size < _LONGEST_LABEL
        if not size or not (in_head or short) or not _may_lead(text):
            continue
        led, label = in_head and _begins_with_by(text, language), short and _is_label(text)
        if not (led or label) or is_of_account(element):
            continue
        if led:
            yield Candidate(raw=_line(element), source="visible:line")
        if label:
            labels.append(element)
    for element in labels:
        yield Candidate(raw=_line(element), source="visible:line")


def _may_lead(text: str) -> bool:
    """Whether the first word can lead up to a name: of nearly no line."""
    words = text[:_LONGEST_LINE].split(maxsplit=1)
    first = key(words[0]) if words else ""
    return vocabulary().begins_phrase(first) if first else bool(words)


def _line(element: HtmlElement) -> str:
    """The element's line; its own text where the rest is too long, its parent's where it says no more than "by"."""
    whole = text_of(element)
    own = clean(element.text or "")
    if _is_label(own) and whole.strip(":").strip() == own.strip(":").strip():
        parent = element.getparent()
        around = text_of(parent) if parent is not None else ""
        return around if len(around) <= _LONGEST_LINE else own
    return whole if _is_label(own) or 0 < len(whole) <= _LONGEST_LINE else own


def _is_label(text: str) -> bool:
    """Whether the text says "by" or "author" and no more."""
    keys = [word for word in map(key, text.split()) if word]
    found = vocabulary().at(keys, 0) if keys else None
    return found is not None and found.words == len(keys) and found.has("by", "by_soft")


def _begins_with_by(text: str, language: str | None) -> bool:
    keys = [key(word) or word for word in text[:_LONGEST_LINE].split()[:4]]
    found = vocabulary().at(keys, 0) if keys else None
    if found is None:
        return False
    if "by" in found.kinds:
        return len(keys[0]) > 1
    return "by_soft" in found.kinds and (language or "").split("-")[0] in found.kinds["by_soft"]


def shouted_name(layout: Layout, head: Sequence[HtmlElement]) -> Iterator[Candidate]:
    """A paragraph before the text that is nothing but a few words in capitals: some papers print their bylines so."""
    for element in head:
        if (
            element.tag == "p"
            and (text := clean(element.text_content()))
            and text.isupper()
            and _NAME.fullmatch(text)
            and not is_of_account(element)
        ):
            yield Candidate(raw=text, source="visible:capitals")


def dated_names(layout: Layout, head: Sequence[HtmlElement]) -> Iterator[Candidate]:
    """A few words by themselves right before the date."""
    for element in head:
        following = element.getnext()
        text = clean(element.text or "").strip(" |•·-–—")
        if (
            following is not None
            and not len(element)
            and _NAME.fullmatch(text)
            and _DATE.search(text_of(following))
            and not is_of_account(element)
        ):
            yield Candidate(raw=text, source="visible:dated")


def signed_lines(layout: Layout) -> Iterator[Candidate]:
    """A short paragraph at the text's end, all of it emphasised or divided by a slash: the article's signature."""
    paragraphs = _body(layout)
    long_after = 0
    for element in reversed(paragraphs):
        text = clean(element.text_content())
        if len(text) > _PARAGRAPH:
            long_after += 1
            if long_after > 1:
                return
        elif text and len(text) <= _LONGEST_LINE and (_is_emphasised(element) or " / " in text):
            yield Candidate(raw=text, source="visible:signed")


def _body(layout: Layout) -> list[HtmlElement]:
    """The paragraphs of the element that holds most of the long ones."""
    held: dict[HtmlElement, list[HtmlElement]] = {}
    size: dict[HtmlElement, int] = {}
    for element in layout.after:
        parent = element.getparent() if element.tag == "p" else None
        if parent is not None:
            held.setdefault(parent, []).append(element)
            size[parent] = size.get(parent, 0) + (len(element.text_content()) > _PARAGRAPH)
    best = max(size, key=lambda parent: size[parent], default=None)
    return held[best] if best is not None and size[best] else []


def _is_emphasised(element: HtmlElement) -> bool:
    """Whether all the text is bold, italic or set to the right."""
    if "right" in (element.get("style") or "") or "right" in (element.get("align") or ""):
        return True
    return (
        not clean(element.text or "")
        and len(element) > 0
        and all(child.tag in _EMPHASIS and not clean(child.tail or "") for child in element)
    )
