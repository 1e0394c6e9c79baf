"""Captions and the credits in them: who took the picture, said in many languages, apart from what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from newscrawl.rules.word_lists import CreditFile, load_credit_file
from newscrawl.text import lru_cache_short, normalize_text

_MAX_CAPTION_CHARS = 4000
_MAX_CREDIT_CHARS = 120
_MAX_CREDIT_WORDS = 16
_CREDIT_AFTER_BAR = re.compile(r"[.!?…\"”»]\s*\|\s*(?P<credit>[^\W\d_][^.!?|]{2,50})$")
"""A name behind a bar, where the caption before it is a whole sentence."""
_CREDIT_STRIP_CHARS = " \t.,;:|–—-/"
_LABEL_MARKS = (":", "：", "=", "©", "ⓒ", "(c)")
"""What stands behind a label, or for one."""
_CAPTION_STRIP_CHARS = " \t,、;|–—-/([（"


class _CreditPatterns:
    """The packaged words as expressions."""

    def __init__(self, credit_file: CreditFile) -> None:
        labels = _build_alternation(label for language_words in credit_file.words for label in language_words.labels)
        by_phrases = _build_alternation(phrase for one in credit_file.words for phrase in one.by)
        agencies = _build_alternation([*credit_file.agencies, *(name.upper() for name in credit_file.agencies)])
        segment_start = r"(?:^|(?<=[.!?…\"”»)\]|])|(?<=\s[-–—|/]))\s*"
        marks = r"©|ⓒ|\(c\)"
        suffixes = _build_alternation(word for one in credit_file.words for word in one.after)
        self.agency_prefilter = re.compile(agencies)
        self.suffixes = tuple(word for one in credit_file.words for word in one.after)
        self.by_words = frozenset(phrase.lower().split()[0] for one in credit_file.words for phrase in one.by)
        self.name_before_suffix = re.compile(
            rf"(?:^|[。．、！？.\s])(?P<credit>[^。．、！？.\s\d]{{2,12}})\s?(?:{suffixes})[)）]?$"
        )
        self.inline_label = re.compile(
            rf"(?<![^\W\d_])(?:(?:{labels})\s?[:：=]|(?:{by_phrases})\s|{marks})\s?", re.IGNORECASE
        )
        self.leading_label = re.compile(
            rf"\W{{0,3}}(?:{labels})\s?(?:[:：=]|(?=©))\s?|(?:{by_phrases})\s|{marks}", re.IGNORECASE
        )
        self.trailing_bracket = re.compile(r"[(\[（]\s?(?P<credit>[^()\[\]（）]{2,120})\s?[)\]）]\W{0,3}$")
        self.agency = re.compile(rf"(?<![\w-])(?:{agencies})(?![\w-])")
        self.trailing_agency = re.compile(
            rf"{segment_start}(?P<credit>(?:{agencies})\s?/\s?[^.!?]{{2,60}}|(?:[^.!?|]{{2,60}}(?:\s?/\s?|\svia\s))?(?:{agencies}))\W{{0,2}}$"
        )

    def may_have_label(self, text: str) -> bool:
        """Whether the text can hold a label at all: a tenth of the time of looking for all of them."""
        lower = text.lower()
        return any(mark in lower for mark in _LABEL_MARKS) or any(word in lower for word in self.by_words)


@lru_cache_short(256)  # a caption stands in the page, and again in its JSON-LD
def split_credit(caption: str) -> tuple[str | None, str | None]:
    """A caption without its credit, and the credit without its label; None for the one that is not there.

    >>> split_credit("Rain over the old harbour.Credit: Reuters")
    ('Rain over the old harbour.', 'Reuters')
    """
    text = normalize_text(caption)
    if not text:
        return None, None
    if len(text) > _MAX_CAPTION_CHARS:
        return text, None
    for start, raw_credit in _iter_credit_candidates(text):
        credit = strip_credit_label(raw_credit)
        if credit and len(credit.split()) <= _MAX_CREDIT_WORDS:
            return text[:start].rstrip(_CAPTION_STRIP_CHARS) or None, credit
    return text, None


@lru_cache_short(256)
def strip_credit_label(text: str) -> str | None:
    """A credit without the label and brackets around it.

    >>> strip_credit_label("(Photo: Ana Lima/AFP)")
    'Ana Lima/AFP'
    """
    credit, patterns = normalize_text(text)[:400], _get_patterns()
    for _ in range(3):
        stripped = credit.strip(_CREDIT_STRIP_CHARS)
        if patterns.may_have_label(stripped):
            stripped = patterns.leading_label.sub("", stripped, count=1).strip(_CREDIT_STRIP_CHARS)
        if stripped[:1] in "([（" and stripped[-1:] in ")]）":
            stripped = stripped[1:-1]
        elif stripped[-1:] == ")" and "(" not in stripped:
            stripped = stripped[:-1]
        if stripped == credit:
            break
        credit = stripped
    return credit if 0 < len(credit) <= _MAX_CREDIT_CHARS else None


def _iter_credit_candidates(text: str) -> Iterator[tuple[int, str]]:
    """The ways in which the caption's end may be a credit, the surest first: where it begins, and its words."""
    patterns = _get_patterns()
    tail_start = max(0, len(text) - 2 * _MAX_CREDIT_CHARS)
    bracket_match = patterns.trailing_bracket.search(text, tail_start)
    if bracket_match and (
        patterns.leading_label.match(bracket_match["credit"]) or patterns.agency.search(bracket_match["credit"])
    ):
        yield bracket_match.start(), bracket_match["credit"]
    for label_match in (
        patterns.inline_label.finditer(text, tail_start) if patterns.may_have_label(text[tail_start:]) else ()
    ):
        if _starts_credit(text, label_match):
            yield label_match.start(), text[label_match.end() :]
    if patterns.agency_prefilter.search(text, tail_start) and (
        agency_match := patterns.trailing_agency.search(text, tail_start)
    ):
        yield agency_match.start("credit"), agency_match["credit"]
    if text.rstrip(")）").endswith(patterns.suffixes) and (
        suffix_match := patterns.name_before_suffix.search(text, tail_start)
    ):
        yield suffix_match.start("credit"), suffix_match["credit"]
    if bar_match := _CREDIT_AFTER_BAR.search(text, tail_start):
        yield bar_match.start("credit"), bar_match["credit"]


def _starts_credit(text: str, label_match: re.Match[str]) -> bool:
    """Whether a label begins something of its own: `… the source: a river` does not."""
    before, label_text = text[: label_match.start()].rstrip(), label_match.group().rstrip()
    if label_text[-1].isalpha() and text[label_match.end() : label_match.end() + 1].islower():
        return False  # "photo de famille": no name follows
    return not before or not before[-1].isalnum() or not label_text[0].islower()


def _build_alternation(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first, which tries every first letter once: ten times as fast."""
    return _build_trie_pattern(sorted(set(words), reverse=True))


def _build_trie_pattern(words: Sequence[str]) -> str:
    """The expression for words in descending order, so that a word's own beginning comes behind it."""
    if words == [""]:
        return ""
    branches = [
        _escape_letter(first) + _build_trie_pattern([word[1:] for word in group])
        for first, group in groupby((word for word in words if word), key=itemgetter(0))
    ]
    alternation = branches[0] if len(branches) == 1 and "" not in words else f"(?:{'|'.join(branches)})"
    return f"{alternation}?" if "" in words else alternation


def _escape_letter(letter: str) -> str:
    return r"\s" if letter == " " else re.escape(letter)


@cache
def _get_patterns() -> _CreditPatterns:
    return _CreditPatterns(load_credit_file())
