"""Bylines that nothing marks: lines that begin with "by", names in capitals, in bold or before a date, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from newscrawl.bylines.visible import (
    MIN_PARAGRAPH_CHARS,
    BylineCandidate,
    BylineRegions,
    extract_multiline_text,
    links_to_site_account,
)
from newscrawl.bylines.vocabulary import get_vocabulary, normalize_word, normalize_words
from newscrawl.text import normalize_text

_LINE_TAGS = frozenset("p div span em strong b i small h2 h3 h4 h5 h6 li td dt font".split())
_BOLD_TAGS = frozenset({"strong", "b", "br"})
_EMPHASIS_TAGS = frozenset({"strong", "b", "em", "i"})
_MAX_LINE_CHARS = 80
"""Characters of the longest unmarked line that is read as a byline."""
_MIN_LABEL_CHARS, _MAX_LABEL_CHARS = 5, 23
"""Characters of a label such as "Author:". A shorter one ("By") is believed only in the article's header."""
_FULL_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|\d{1,2}\.? [^\W\d_]{3,10},? \d{4}|[^\W\d_]{3,10} \d{1,2}, \d{4}"
)
_SHORT_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}")


_PART_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[–—-]\s+|,\s+")
_LIST_TAGS = frozenset({"ul", "ol", "dl", "table", "h2", "h3", "h4"})
_NAME_SEPARATOR = re.compile(r"\s*[/,|·•;&]\s*")


def find_unmarked_bylines(regions: BylineRegions, language: str | None) -> Iterator[BylineCandidate]:
    """Unmarked lines: those in the header that begin with "by", then labels such as "Author:" anywhere with their name.

    :param language: of the page, as BCP 47; it decides whether a word such as "von" is a "by".
    """
    labels: list[HtmlElement] = []
    for at, element in enumerate(regions.after_headline):
        if element.tag not in _LINE_TAGS or not (text := element.text):
            continue
        in_header, size = at < len(regions.header), len(text.strip())
        is_short = _MIN_LABEL_CHARS <= size <= _MAX_LABEL_CHARS
        if not size or not (in_header or is_short) or not _may_introduce_name(text):
            continue
        starts_with_by, is_label = in_header and _starts_with_by(text, language), is_short and _is_byline_label(text)
        if not (starts_with_by or is_label) or links_to_site_account(element):
            continue
        if starts_with_by:
            yield BylineCandidate(raw=_extract_line(element), provenance="visible:line")
        if is_label:
            labels.append(element)
    for element in labels:
        yield BylineCandidate(raw=_extract_line(element), provenance="visible:line")


def find_emphasized_names(regions: BylineRegions) -> Iterator[BylineCandidate]:
    """Paragraphs in the header that are only names, in capitals or bold: some newspapers print their bylines so.

    A name in capitals is two to four words. Bold names stand right above the text, are the only such line there, and
    have no known word, because subheadings ("Key Points") are printed so, too.
    """
    bold: list[str] = []
    for element in regions.header:
        if element.tag != "p":
            continue
        text = normalize_text(element.text_content())
        if not text or len(text) > _MAX_LINE_CHARS or links_to_site_account(element):
            continue
        if text.isupper() and _SHORT_NAME.fullmatch(text):
            yield BylineCandidate(raw=text, provenance="visible:capitals")
        elif _is_bold(element) and _is_above_text(element) and _is_list_of_names(text):
            bold.append(text)
    if len(bold) == 1:
        yield BylineCandidate(raw=bold[0], provenance="visible:bold")


def find_names_before_date(regions: BylineRegions) -> Iterator[BylineCandidate]:
    """Elements in the header that are two to four words, right before a date, in the next element or in their text."""
    for element in regions.header:
        next_element = element.getnext()
        text = normalize_text(element.text or "").strip(" |•·-–—")
        if not text or len(element) or len(text) > _MAX_LINE_CHARS or links_to_site_account(element):
            continue
        name, _, rest = map(str.strip, _PART_SEPARATOR.sub("|", text, count=1).partition("|"))
        if _SHORT_NAME.fullmatch(text):
            if next_element is not None and _FULL_DATE.search(extract_multiline_text(next_element)):
                yield BylineCandidate(raw=text, provenance="visible:dated")
        elif _FULL_DATE.search(rest) and is_plain_name(name.split()):
            yield BylineCandidate(raw=text, provenance="visible:dated")


def find_signature_lines(regions: BylineRegions) -> Iterator[BylineCandidate]:
    """Short paragraphs at the end of the text that are emphasized or divided by a slash, the last one first.

    The end begins after the second last long paragraph: a note of any length may follow the signature.
    """
    long_paragraphs = 0
    for element in reversed(_find_body_paragraphs(regions)):
        text = normalize_text(element.text_content())
        if len(text) >= MIN_PARAGRAPH_CHARS:
            long_paragraphs += 1
            if long_paragraphs > 1:
                return
        elif text and len(text) <= _MAX_LINE_CHARS and _is_signature(element, text):
            yield BylineCandidate(raw=text, provenance="visible:signed")


def is_plain_name(words: list[str]) -> bool:
    """Whether the words are two to four with capitals or particles, and none of them begins a known phrase."""
    vocabulary = get_vocabulary()
    return _SHORT_NAME.fullmatch(" ".join(words)) is not None and all(
        word in vocabulary.particles or (word[:1].isupper() and not _has_other_meaning(word)) for word in words
    )


def _has_other_meaning(word: str) -> bool:
    """Whether the word is a role, a label or part of an organization's name; months are names as well."""
    vocabulary, normalized = get_vocabulary(), normalize_word(word)
    match = vocabulary.match_at([normalized], 0)
    if match is not None and match.kinds.keys() != {"month"}:
        return True
    return normalized in vocabulary.organization_words or vocabulary.begins_phrase(normalized)


def _is_bold(paragraph: HtmlElement) -> bool:
    """Whether all the text of the paragraph is in bold."""
    return (
        not normalize_text(paragraph.text or "")
        and len(paragraph) > 0
        and all(child.tag in _BOLD_TAGS and not normalize_text(child.tail or "") for child in paragraph)
    )


def _is_above_text(paragraph: HtmlElement) -> bool:
    following = paragraph.getnext()
    return following is not None and len(normalize_text(following.text_content())) >= MIN_PARAGRAPH_CHARS


def _is_list_of_names(text: str) -> bool:
    """Whether the text is names of two to four words, with slashes, commas or "and" between them."""
    conjunctions = get_vocabulary().conjunctions
    for part in _NAME_SEPARATOR.split(text):
        name: list[str] = []
        for word in [*part.split(), ""]:
            if word and word not in conjunctions:
                name.append(word)
            elif not is_plain_name(name):
                return False
            else:
                name = []
    return True


def _may_introduce_name(text: str) -> bool:
    """Whether the first word begins a known phrase: a quick test that almost no line passes."""
    words = text[:_MAX_LINE_CHARS].split(maxsplit=1)
    first_word = normalize_word(words[0]) if words else ""
    return get_vocabulary().begins_phrase(first_word) if first_word else bool(words)


def _starts_with_by(text: str, language: str | None) -> bool:
    normalized = normalize_words(text[:_MAX_LINE_CHARS].split()[:4])
    match = get_vocabulary().match_at(normalized, 0) if normalized else None
    if match is None:
        return False
    if "by" in match.kinds:
        return len(normalized[0]) > 1
    return "by_soft" in match.kinds and (language or "").split("-")[0] in match.kinds["by_soft"]


def _is_byline_label(text: str) -> bool:
    """Whether the text is "by" or "author" and nothing else."""
    match = get_vocabulary().match_whole_text(text)
    return match is not None and match.has_kind("by", "by_soft")


def _extract_line(element: HtmlElement) -> str:
    """The text of the element; its own text where the rest is too long, its parent's where it is only a "by"."""
    full_text = extract_multiline_text(element)
    own_text = normalize_text(element.text or "")
    if _is_byline_label(own_text) and full_text.strip(":").strip() == own_text.strip(":").strip():
        parent, following = element.getparent(), element.getnext()
        parent_text = extract_multiline_text(parent) if parent is not None else ""
        if len(parent_text) <= _MAX_LINE_CHARS:
            return parent_text
        name = extract_multiline_text(following) if following is not None else ""
        return f"{own_text}\n{name}" if 0 < len(name) <= _MAX_LINE_CHARS else own_text
    return full_text if _is_byline_label(own_text) or 0 < len(full_text) <= _MAX_LINE_CHARS else own_text


def _is_signature(paragraph: HtmlElement, text: str) -> bool:
    """Whether the line is emphasized or divided by a slash, and not the heading of what follows it."""
    following = paragraph.getnext()
    if text.endswith(":") or (following is not None and following.tag in _LIST_TAGS):
        return False
    return " / " in text or (_is_emphasized(paragraph) and not (_is_bold(paragraph) and _is_above_text(paragraph)))


def _find_body_paragraphs(regions: BylineRegions) -> list[HtmlElement]:
    """The paragraphs of the element that has most of the long ones."""
    paragraphs_by_parent: dict[HtmlElement, list[HtmlElement]] = {}
    long_count: dict[HtmlElement, int] = {}
    for element in regions.after_headline:
        parent = element.getparent() if element.tag == "p" else None
        if parent is not None:
            paragraphs_by_parent.setdefault(parent, []).append(element)
            long_count[parent] = long_count.get(parent, 0) + (len(element.text_content()) >= MIN_PARAGRAPH_CHARS)
    container = max(long_count, key=lambda parent: long_count[parent], default=None)
    return paragraphs_by_parent[container] if container is not None and long_count[container] else []


def _is_emphasized(element: HtmlElement) -> bool:
    """Whether all the text is bold or italic, or the element is aligned right."""
    if "right" in (element.get("style") or "") or "right" in (element.get("align") or ""):
        return True
    return (
        not normalize_text(element.text or "")
        and len(element) > 0
        and all(child.tag in _EMPHASIS_TAGS and not normalize_text(child.tail or "") for child in element)
    )
