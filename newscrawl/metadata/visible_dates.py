"""Find the dates that readers see: beside the headline, in the article's own header or footer, with or without a label.

A date counts only where a page writes its own: not in the boxes of other articles, of comments or of events, and not in
a sentence. Where nothing of the kind is on the page, there is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.metadata.date_lines import (
    HEADING_TAGS,
    MAX_LINE_CHARS,
    SKIPPED_TAGS,
    DateLine,
    get_class_words,
    iter_line_dates,
    iter_pieces,
    read_line,
    read_pieces,
    read_time_value,
)
from newscrawl.metadata.date_text import normalize_digits
from newscrawl.metadata.date_vocabulary import DateLabel, load_vocabulary, split_date_words
from newscrawl.rules.date_words import load_date_words
from newscrawl.text import fold

_MAY_BE_DATE = re.compile(r"\d{4}|\d[./-]\s?\d{1,2}[./-]\s?\d|年|\d\s?\W?\s?[^\W\d]{3,}\W{1,3}\d\d")
_MAIN_TAGS = ("article", "main")
_OTHER_TAGS = frozenset("aside nav figure figcaption blockquote form dialog".split())
"""Ancestors that the date of the article does not have."""
_MAX_BOX_CHARS = 500
"""How much text the box of another article has."""
_MAX_ANCESTORS = 12
_MIN_HEADLINE_CHARS = 8
_MAX_HEADINGS = 120
_MIN_LINK_WORDS = 4
_MIN_WIDE_CHARS = 10
"""A link with more words is the headline of another article, not a name, a section or a tag."""
_MAX_ELEMENTS_BEFORE, _MAX_CHARS_BEFORE, _MAX_LINKS_BEFORE = 40, 300, 6
"""How far before the headline its date may be."""
_MAX_ELEMENTS_AFTER, _MAX_CHARS_AFTER = 400, 2_500
"""How far after the headline its date may be: behind it, a picture and a standfirst may come first."""
_MAX_ELEMENTS_BESIDE = 60
"""The same where the page declares its date, and the visible one only completes it."""
_MIN_PROSE_CHARS = 80
_MAX_PROSE_BEFORE_DATE = 700
"""Behind more text than a standfirst has, only a date with a label or a class name counts."""
_MAX_ELEMENTS_OF_ARTICLE = 4_000
_MAX_ELEMENTS_OF_PAGE = 10_000
_MAX_DATES = 12
_DIGIT = re.compile(r"\d")


class DatePlace(IntEnum):
    """Where a date is, the most reliable place first."""

    LABELLED = 0
    """The page says that it is the time of publication, or of the last change."""
    AFTER_HEADLINE = 1
    BEFORE_HEADLINE = 2
    IN_ARTICLE = 3
    """At the end of the article, where a class name or a `<time>` shows that it is a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleDate:
    """A date in the visible text of a page."""

    iso_date: str
    place: DatePlace
    is_update: bool = False
    """Whether it is the time of the last change, not that of publication."""
    is_time_element: bool = False
    """Whether a `<time>` or an `<abbr>` states it."""


def find_visible_dates(
    root: HtmlElement, *, titles: Sequence[str], locale: str | None = None, is_thorough: bool = True
) -> list[VisibleDate]:
    """The dates of the page's own article that readers see, the most reliable place first.

    :param titles: the titles that the page declares: they tell which heading is the headline.
    :param locale: a BCP 47 tag: the language and country of the text.
    :param is_thorough: whether to search the whole article, and not only what comes directly after its headline.
    """
    headline = _find_headline(root, titles)
    search = _Search(headline, locale)
    if headline is not None:
        search.read_after(headline, _MAX_ELEMENTS_AFTER if is_thorough else _MAX_ELEMENTS_BESIDE)
        if is_thorough and not search.has_publication():
            search.read_before(headline)
    if is_thorough and not search.has_publication():
        search.read_article(root)
    return sorted(search.dates, key=lambda date: date.place)


class _Search:
    """The search in one page, and what it has found."""

    def __init__(self, headline: HtmlElement | None, locale: str | None) -> None:
        self.dates: list[VisibleDate] = []
        self._headline = headline
        self._locale = locale
        self._around_headline = {headline, *headline.iterancestors()} if headline is not None else set[HtmlElement]()
        self._seen = set[HtmlElement]()
        self._wide = set[HtmlElement]()
        """Elements with more text than a line."""

    def has_publication(self) -> bool:
        return any(not date.is_update for date in self.dates)

    def read_after(self, headline: HtmlElement, max_elements: int) -> None:
        prose_chars = 0
        for element in islice(_iter_following(headline), max_elements):
            for text in (element.text, element.tail):
                prose_chars += len(text) if text and len(text) >= _MIN_PROSE_CHARS else 0
            place = DatePlace.AFTER_HEADLINE if prose_chars <= _MAX_PROSE_BEFORE_DATE else DatePlace.IN_ARTICLE
            self._read_element(element, place)
            is_enough = self.has_publication() and prose_chars > 0
            if is_enough or prose_chars > _MAX_CHARS_AFTER or len(self.dates) >= _MAX_DATES:
                break

    def read_before(self, headline: HtmlElement) -> None:
        chars = links = 0
        for element in islice(_iter_preceding(headline), _MAX_ELEMENTS_BEFORE):
            self._read_element(element, DatePlace.BEFORE_HEADLINE)
            chars += len((element.text or "").strip()) + len((element.tail or "").strip())
            links += element.tag == "a"
            if chars > _MAX_CHARS_BEFORE or links > _MAX_LINKS_BEFORE:
                break

    def read_article(self, root: HtmlElement) -> None:
        """Read the whole article: only what is labelled, or the one day of its `<time>` elements and date classes."""
        container = next(self._headline.iterancestors(*_MAIN_TAGS), None) if self._headline is not None else None
        elements = root.iter(etree.Element) if container is None else container.iter(etree.Element)
        found_before = len(self.dates)
        for element in islice(elements, _MAX_ELEMENTS_OF_PAGE if container is None else _MAX_ELEMENTS_OF_ARTICLE):
            self._read_element(element, DatePlace.IN_ARTICLE)
            if len(self.dates) >= _MAX_DATES:
                break
        unlabelled = {date.iso_date[:10] for date in self.dates if date.place is DatePlace.IN_ARTICLE}
        if (container is None and self._headline is not None) or len(unlabelled) > 1:
            labelled = [date for date in self.dates[found_before:] if date.place is DatePlace.LABELLED]
            self.dates[found_before:] = labelled

    def _read_element(self, element: HtmlElement, place: DatePlace) -> None:
        """Add the dates of the lines that an element's texts are in."""
        if element.tag not in SKIPPED_TAGS and (read_time_value(element, self._locale) or _may_be_date(element.text)):
            self._read_line(element, place, element.text if _begins_with_break(element) else None)
        parent = element.getparent()
        if parent is not None and _may_be_date(element.tail):
            self._read_line(parent, place, element.tail if element.tag == "br" else None)

    def _read_line(self, element: HtmlElement, place: DatePlace, broken_text: str | None) -> None:
        """Add the dates of an element's line.

        :param broken_text: one line of the text where line breaks divide it: what is read if the element has much text.
        """
        line = read_line(element, self._around_headline, self._locale, self._wide)
        if line is None and broken_text and len(broken_text) <= MAX_LINE_CHARS:
            line = DateLine(element, normalize_digits(broken_text), ((0, element),))
        elif line is not None and line.box in self._seen:
            return
        if line is None or self._is_of_other_content(line.box):
            return
        self._seen.add(line.box)
        for date in iter_line_dates(line, self._locale):
            is_placed = date.label is not None or place is not DatePlace.IN_ARTICLE or date.is_marked
            if date.label is not DateLabel.OTHER and is_placed:
                self.dates.append(
                    VisibleDate(
                        iso_date=date.iso_date,
                        place=DatePlace.LABELLED if date.label else place,
                        is_update=date.label is DateLabel.UPDATED,
                        is_time_element=date.is_time_element,
                    )
                )

    def _is_of_other_content(self, box: HtmlElement) -> bool:
        """Whether a box is, or is in, that of another article, an event, a comment, a caption or the like."""
        is_box, elsewhere = True, load_date_words().markup.elsewhere
        for element in (box, *islice(box.iterancestors(), _MAX_ANCESTORS)):
            if element in self._around_headline or element.tag in ("body", "html"):
                return False
            if element.tag in _OTHER_TAGS or not get_class_words(element).isdisjoint(elsewhere):
                return True
            is_box = is_box and read_pieces(element, _MAX_BOX_CHARS) is not None
            if is_box and _has_other_headline(element):
                return True
        return False


def _find_headline(root: HtmlElement, titles: Sequence[str]) -> HtmlElement | None:
    """The heading that has most of a declared title; else the first `h1`."""
    folded_titles = [fold(title) for title in titles if title] or [""]
    first_h1, best, best_chars = None, None, _MIN_HEADLINE_CHARS - 1
    for heading in islice(root.iter("h1", "h2", "h3"), _MAX_HEADINGS):
        first_h1 = heading if first_h1 is None and heading.tag == "h1" else first_h1
        text = fold(heading.text_content()[:_MAX_BOX_CHARS])
        if heading.tag == "h1" and text == folded_titles[0]:
            return heading
        chars = max(
            (min(len(text), len(title)) for title in folded_titles if text in title or title in text), default=0
        )
        if chars > best_chars:
            best, best_chars = heading, chars
    return first_h1 if best is None else best


def _iter_following(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements behind an element, in page order."""
    node: HtmlElement | None = element
    while node is not None:
        for sibling in node.itersiblings():
            yield from sibling.iter(etree.Element)
        node = node.getparent()


def _iter_preceding(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements before an element up to its `article`, `main` or `body`, the nearest of them first."""
    node = element
    while (parent := node.getparent()) is not None and node.tag not in _MAIN_TAGS and node.tag != "body":
        for sibling in node.itersiblings(preceding=True):
            yield from sibling.iter(etree.Element)
        node = parent
        if node.tag == "body":
            return


def _may_be_date(text: str | None) -> bool:
    return text is not None and _MAY_BE_DATE.search(text, 0, MAX_LINE_CHARS) is not None


def _begins_with_break(element: HtmlElement) -> bool:
    return len(element) > 0 and element[0].tag == "br"


def _has_other_headline(box: HtmlElement) -> bool:
    """Whether a box has a heading or a link that is as long as the headline of another article."""
    for element in box.iter("a", *HEADING_TAGS):
        text = "".join(piece for piece, _ in islice(iter_pieces(element, None), MAX_LINE_CHARS))
        words = [word for word in split_date_words(text) if not _DIGIT.search(word) and not _is_date_word(word)]
        if len(words) >= _MIN_LINK_WORDS or any(not word.isascii() and len(word) >= _MIN_WIDE_CHARS for word in words):
            return True
    return False


def _is_date_word(word: str) -> bool:
    vocabulary = load_vocabulary()
    return vocabulary.covers([word]) or vocabulary.get_month(word, None) is not None
