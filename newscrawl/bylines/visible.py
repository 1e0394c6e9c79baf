"""The byline as a reader of the page sees it.

Bylines that no mark-up names: lines that begin with "by", stand beside the date, or sign the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.bylines.page_regions import NON_TEXT_TAGS, BylineRegions, get_byline_role, is_site_account_url
from newscrawl.bylines.structured import BylineCandidate
from newscrawl.bylines.vocabulary import get_vocabulary, normalize_word
from newscrawl.text import normalize_text

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


_MAX_LINE_CHARS = 80
_MAX_LABEL_CHARS = 24
_MIN_LABEL_CHARS = 5
_MIN_PARAGRAPH_CHARS = 120
"""Characters of a paragraph of real text; two of them end the head of an article."""
_LINE_TAGS = frozenset("p div span em strong b i small h2 h3 h4 h5 h6 li td dt font".split())
_EMPHASIS_TAGS = frozenset({"strong", "b", "em", "i"})
_FULL_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}\.? [^\W\d_]{3,10},? \d{4}|[^\W\d_]{3,10} \d{1,2}, \d{4}"
)
_SHORT_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")
_MAX_HEADER_ELEMENTS = 50
"""Elements of the head of an article that has no two such paragraphs."""


def find_article_header(regions: BylineRegions) -> Sequence[HtmlElement]:
    """The elements between the headline and the second paragraph of real text."""
    paragraphs = 0
    for at, element in enumerate(regions.after_headline):
        if element.tag == "p" and len(normalize_text(element.text_content())) > _MIN_PARAGRAPH_CHARS:
            paragraphs += 1
            if paragraphs > 1:
                return regions.after_headline[:at]
    return regions.after_headline[:_MAX_HEADER_ELEMENTS]


def find_unmarked_bylines(
    regions: BylineRegions, header: Sequence[HtmlElement], language: str | None
) -> Iterator[BylineCandidate]:
    """Unmarked lines in the article's head that begin with the language's "by", and labels with a name anywhere."""
    labels: list[HtmlElement] = []
    for at, element in enumerate(regions.after_headline):
        if element.tag not in _LINE_TAGS or not (text := element.text):
            continue
        in_header, size = at < len(header), len(text.strip())
        is_short = _MIN_LABEL_CHARS <= size < _MAX_LABEL_CHARS
        if not size or not (in_header or is_short) or not _may_introduce_name(text):
            continue
        starts_with_by, is_label = in_header and _starts_with_by(text, language), is_short and _is_byline_label(text)
        if not (starts_with_by or is_label) or _links_to_site_account(element):
            continue
        if starts_with_by:
            yield BylineCandidate(raw=_extract_line(element), provenance="visible:line")
        if is_label:
            labels.append(element)
    for element in labels:
        yield BylineCandidate(raw=_extract_line(element), provenance="visible:line")


def _may_introduce_name(text: str) -> bool:
    """Whether the first word can lead up to a name: of nearly no line."""
    words = text[:_MAX_LINE_CHARS].split(maxsplit=1)
    first_word = normalize_word(words[0]) if words else ""
    return get_vocabulary().begins_phrase(first_word) if first_word else bool(words)


def _extract_line(element: HtmlElement) -> str:
    """The element's line; its own text where the rest is too long, its parent's where it says no more than "by"."""
    full_text = extract_multiline_text(element)
    own_text = normalize_text(element.text or "")
    if _is_byline_label(own_text) and full_text.strip(":").strip() == own_text.strip(":").strip():
        parent = element.getparent()
        parent_text = extract_multiline_text(parent) if parent is not None else ""
        return parent_text if len(parent_text) <= _MAX_LINE_CHARS else own_text
    return full_text if _is_byline_label(own_text) or 0 < len(full_text) <= _MAX_LINE_CHARS else own_text


def _is_byline_label(text: str) -> bool:
    """Whether the text says "by" or "author" and no more."""
    normalized = [word for word in map(normalize_word, text.split()) if word]
    match = get_vocabulary().match_at(normalized, 0) if normalized else None
    return match is not None and match.word_count == len(normalized) and match.has_kind("by", "by_soft")


def _starts_with_by(text: str, language: str | None) -> bool:
    normalized = [normalize_word(word) or word for word in text[:_MAX_LINE_CHARS].split()[:4]]
    match = get_vocabulary().match_at(normalized, 0) if normalized else None
    if match is None:
        return False
    if "by" in match.kinds:
        return len(normalized[0]) > 1
    return "by_soft" in match.kinds and (language or "").split("-")[0] in match.kinds["by_soft"]


def find_all_caps_names(regions: BylineRegions, header: Sequence[HtmlElement]) -> Iterator[BylineCandidate]:
    """A paragraph before the text that is nothing but a few words in capitals: some papers print their bylines so."""
    for element in header:
        if (
            element.tag == "p"
            and (text := normalize_text(element.text_content()))
            and text.isupper()
            and _SHORT_NAME.fullmatch(text)
            and not _links_to_site_account(element)
        ):
            yield BylineCandidate(raw=text, provenance="visible:capitals")


def find_names_before_date(regions: BylineRegions, header: Sequence[HtmlElement]) -> Iterator[BylineCandidate]:
    """A few words by themselves right before the date."""
    for element in header:
        next_element = element.getnext()
        text = normalize_text(element.text or "").strip(" |•·-–—")
        if (
            next_element is not None
            and not len(element)
            and _SHORT_NAME.fullmatch(text)
            and _FULL_DATE.search(extract_multiline_text(next_element))
            and not _links_to_site_account(element)
        ):
            yield BylineCandidate(raw=text, provenance="visible:dated")


def find_signature_lines(regions: BylineRegions) -> Iterator[BylineCandidate]:
    """A short paragraph at the text's end, all of it emphasised or divided by a slash: the article's signature."""
    paragraphs = _find_body_paragraphs(regions)
    long_paragraphs = 0
    for element in reversed(paragraphs):
        text = normalize_text(element.text_content())
        if len(text) > _MIN_PARAGRAPH_CHARS:
            long_paragraphs += 1
            if long_paragraphs > 1:
                return
        elif text and len(text) <= _MAX_LINE_CHARS and (_is_emphasized(element) or " / " in text):
            yield BylineCandidate(raw=text, provenance="visible:signed")


def _find_body_paragraphs(regions: BylineRegions) -> list[HtmlElement]:
    """The paragraphs of the element that holds most of the long ones."""
    paragraphs_by_parent: dict[HtmlElement, list[HtmlElement]] = {}
    long_count: dict[HtmlElement, int] = {}
    for element in regions.after_headline:
        parent = element.getparent() if element.tag == "p" else None
        if parent is not None:
            paragraphs_by_parent.setdefault(parent, []).append(element)
            long_count[parent] = long_count.get(parent, 0) + (len(element.text_content()) > _MIN_PARAGRAPH_CHARS)
    container = max(long_count, key=lambda parent: long_count[parent], default=None)
    return paragraphs_by_parent[container] if container is not None and long_count[container] else []


def _is_emphasized(element: HtmlElement) -> bool:
    """Whether all the text is bold, italic or set to the right."""
    if "right" in (element.get("style") or "") or "right" in (element.get("align") or ""):
        return True
    return (
        not normalize_text(element.text or "")
        and len(element) > 0
        and all(child.tag in _EMPHASIS_TAGS and not normalize_text(child.tail or "") for child in element)
    )
