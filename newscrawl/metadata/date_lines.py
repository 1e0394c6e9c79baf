"""The line of text that a date is in: what it says of the date, in words and in class names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.metadata.date_parser import has_time, parse_date
from newscrawl.metadata.date_text import TextDate, find_dates, normalize_digits
from newscrawl.metadata.date_vocabulary import DateLabel, load_vocabulary, split_date_words
from newscrawl.rules.date_words import load_date_words
from newscrawl.text import display_width

MAX_LINE_CHARS = 200
"""A longer text is a paragraph, not the line of a date."""
HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SKIPPED_TAGS = frozenset(
    "script style noscript template svg select option textarea title head figcaption iframe".split()
)
_INLINE_TAGS = frozenset("a abbr b bdi cite em font i img label mark small span strong sub sup time u wbr".split())
_INLINE_BREAK = "\v"
_MAX_OTHER_CHARS = 90
"""Text beside the date in its line: names, a place, the time to read."""
_MIN_SENTENCE_WORDS = 4
_SENTENCE_END = re.compile(r"[.!?。।؟！？]\s*$")
_MAX_LABEL_WORDS = 8
_MAX_WORDS_BEFORE = 6
"""Words of names and places before a date that nothing marks as one."""
_BOUNDARY = re.compile(r"[\n\v,|·•–—:;/()\[\]»«>‧・＞]|\s-\s")
_CLASS_LABELS = {
    **dict.fromkeys(("published", "publish", "pubdate", "publication", "posted", "issued"), DateLabel.PUBLISHED),
    **dict.fromkeys(("updated", "update", "modified", "lastmod", "edited", "revised"), DateLabel.UPDATED),
}
_CLASS_WORD = re.compile(r"[a-z]+")
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class DateLine:
    """The line that a date is in."""

    box: HtmlElement
    """The outermost element that has little text."""
    text: str
    """Its text, with a line feed or a tab at each tag, and with the value of a `<time>` in place of its text."""
    pieces: tuple[tuple[int, HtmlElement], ...]
    """Where in the text the text of each element begins."""

    def get_element(self, offset: int) -> HtmlElement:
        """The element whose text is at this place."""
        return next((element for start, element in reversed(self.pieces) if start <= offset), self.box)


@dataclass(frozen=True, slots=True)
class LineDate:
    """A date in a line."""

    iso_date: str
    label: DateLabel | None
    """What its words or class names say of it."""
    is_marked: bool
    """Whether a `<time>` or a class name says that it is a date."""
    is_time_element: bool


def read_line(
    element: HtmlElement, outside: set[HtmlElement], locale: str | None, wide: set[HtmlElement]
) -> DateLine | None:
    """The line that an element is in; None if the element is a heading, or has more text than a line.

    :param outside: elements that are not part of the line: those around the headline.
    :param wide: elements that are known to have more text than a line; those that are found are added. Most lines of a
        page have the same elements around them, and each is read once.
    """
    box, pieces = element, read_pieces(element, MAX_LINE_CHARS, locale)
    parent = element.getparent()
    while parent is not None and parent not in outside and parent not in wide and pieces is not None:
        outer = read_pieces(parent, MAX_LINE_CHARS, locale)
        if outer is None:
            wide.add(parent)
            break
        box, pieces, parent = parent, outer, parent.getparent()
    if pieces is None or box.tag in HEADING_TAGS:
        return None
    text, starts = "", []
    for piece, owner in pieces:
        starts.append((len(text), owner))
        text += normalize_digits(piece)
    return DateLine(box, text, tuple(starts))


def iter_line_dates(line: DateLine, locale: str | None) -> Iterator[LineDate]:
    """The dates of a line that are not part of a sentence."""
    dates = find_dates(line.text, locale)
    ends = [0, *(_end_of(date) for date in dates)]
    starts = [*(_start_of(date) for date in dates), len(line.text)]
    for index, date in enumerate(dates):
        element = line.get_element(date.start)
        before, after = line.text[ends[index] : starts[index]], line.text[ends[index + 1] : starts[index + 1]]
        label = _find_text_label(before, after, is_last=index + 1 == len(dates))
        is_prose = _is_prose(line.text, date)
        is_marked = _is_marked(element, line.box)
        if label is None and not is_prose and _is_bounded(before, after) and (is_marked or not _is_caption(before)):
            label = _find_class_label(element, line.box)
        elif label is None or (is_prose and label is not DateLabel.PUBLISHED):
            continue
        yield LineDate(date.iso_date, label, is_marked=is_marked, is_time_element=_is_time(element))


def read_time_value(element: HtmlElement, locale: str | None) -> str | None:
    """The value of `<time datetime>` or `<abbr title>`, unless its text says more."""
    attribute = {"time": "datetime", "abbr": "title"}.get(str(element.tag))
    value = element.get(attribute) if attribute else None
    if not value or len(value) > MAX_LINE_CHARS or not (iso_date := parse_date(value, locale)):
        return None
    text_date = None if has_time(iso_date) else parse_date(" ".join(element.itertext())[:MAX_LINE_CHARS], locale)
    return text_date if text_date and text_date.startswith(iso_date) else iso_date


def read_pieces(
    element: HtmlElement, max_chars: int, locale: str | None = None
) -> list[tuple[str, HtmlElement]] | None:
    """The pieces of `iter_pieces`; None if they are wider than a number of columns."""
    pieces: list[tuple[str, HtmlElement]] = []
    chars = 0
    for text, owner in iter_pieces(element, locale):
        chars += 0 if text.isspace() else display_width(text, max_chars)
        if chars > max_chars or len(pieces) > max_chars:
            return None
        pieces.append((text, owner))
    return pieces


def iter_pieces(element: HtmlElement, locale: str | None) -> Iterator[tuple[str, HtmlElement]]:
    """The texts in an element, each with the element it is in, and a line feed or a vertical tab for each tag."""
    if element.tag in SKIPPED_TAGS or not isinstance(element.tag, str):
        return
    if value := read_time_value(element, locale):
        yield value, element
        return
    if element.text and (text := " ".join(element.text.split())):
        yield text, element
    for child in element:
        separator = _INLINE_BREAK if child.tag in _INLINE_TAGS else "\n"
        yield separator, element
        yield from iter_pieces(child, locale)
        yield separator, element
        if child.tail and (text := " ".join(child.tail.split())):
            yield text, element


def _start_of(date: TextDate) -> int:
    return min(date.start, date.time.start) if date.time else date.start


def _end_of(date: TextDate) -> int:
    return max(date.end, date.time.end) if date.time else date.end


def _is_prose(text: str, date: TextDate) -> bool:
    """Whether a date is in a sentence, or beside far more text than what stands beside a date on its line."""
    start, end = _start_of(date), _end_of(date)
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    words = [word for word in split_date_words(f"{before} {after}") if not load_vocabulary().covers([word])]
    if sum(map(len, words)) > _MAX_OTHER_CHARS:
        return True
    return len(words) >= _MIN_SENTENCE_WORDS and _SENTENCE_END.search(after or before) is not None


def _is_caption(before: str) -> bool:
    """Whether so many words come before a date in its line that they describe a picture or an event."""
    return len(split_date_words(before.rpartition("\n")[2])) > _MAX_WORDS_BEFORE


def _find_text_label(before: str, after: str, *, is_last: bool) -> DateLabel | None:
    """What the words before a date say of it; else the first word behind the last date of a line.

    A name may be between `posted by` and the date; any other label is directly before it.
    """
    vocabulary = load_vocabulary()
    words = split_date_words(before)[-_MAX_LABEL_WORDS:]
    label = vocabulary.find_label(words)
    if label is not None and label is not DateLabel.PUBLISHED:
        covered = next(
            (count for count, word in enumerate(reversed(words)) if not vocabulary.covers([word])), len(words)
        )
        label = vocabulary.find_label(words[len(words) - covered :])
    if label is None and is_last and not before.strip() and after.strip():
        label = vocabulary.labels.get(" ".join(split_date_words(after.strip().splitlines()[0])[:1]))
    return label


def _is_bounded(before: str, after: str) -> bool:
    """Whether a date is not part of a phrase: only words of dates are between it and the next mark on both sides."""
    covers = load_vocabulary().covers
    return covers(split_date_words(_BOUNDARY.split(before)[-1])) and covers(split_date_words(_BOUNDARY.split(after)[0]))


def _iter_up_to(element: HtmlElement, box: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    while element is not box and (parent := element.getparent()) is not None:
        element = parent
        yield element


def _find_class_label(element: HtmlElement, box: HtmlElement) -> DateLabel | None:
    """What the class names around a date say of it, the nearest first; `published updated` is one date for both."""
    for ancestor in _iter_up_to(element, box):
        labels = {label for word in get_class_words(ancestor) if (label := _CLASS_LABELS.get(word))}
        if len(labels) == 1:
            return labels.pop()
        if labels and "modified" in (ancestor.get("itemprop") or "").lower():
            return DateLabel.UPDATED
    return None


def _is_marked(element: HtmlElement, box: HtmlElement) -> bool:
    """Whether a `<time>` or a class name says that a text is a date."""
    date_words = load_date_words().markup.date
    return _is_time(element) or any(
        not get_class_words(ancestor).isdisjoint(date_words) for ancestor in _iter_up_to(element, box)
    )


def _is_time(element: HtmlElement) -> bool:
    return element.tag in ("time", "abbr")


def get_class_words(element: HtmlElement) -> set[str]:
    """The words in the class names and ids of an element."""
    names = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "pubdate", "data-testid"))
    return set(_CLASS_WORD.findall(_CAMEL_CASE.sub(" ", names).lower())) if names.strip() else set()
