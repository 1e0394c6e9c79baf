"""Split the caption of an image into the caption itself and the credit of its photographer or agency.

The words that mark a credit come from `rules/credits.toml`, for many languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from newscrawl.rules.word_lists import CreditFile, load_credit_file
from newscrawl.text import lru_cache_short, normalize_text

MAX_CAPTION_CHARS = 4000
"""A longer text is not the caption of an image, and is not searched for a credit."""
MAX_RAW_CREDIT_CHARS = 400
"""How much of the text of a credit is read; its label is removed from that."""

_MAX_CREDIT_CHARS = 120
_MAX_CREDIT_WORDS = 16
_CREDIT_AFTER_BAR = re.compile(r"[.!?…\"”»]\s*\|\s*(?P<credit>[^\W\d_][^.!?|]{2,50})$")
"""A name after a vertical bar, if the caption before the bar ends as a sentence does."""
_CREDIT_STRIP_CHARS = " \t.,;:|–—-/"
_LABEL_MARKS = (":", "：", "=", "©", "ⓒ", "(c)")
"""Characters that follow a label, or replace it."""
_CAPTION_STRIP_CHARS = " \t,、;|–—-/([（"


@lru_cache_short(256)  # a caption is often in the page and in its JSON-LD
def split_credit(caption: str) -> tuple[str | None, str | None]:
    """The caption without its credit, and the credit without its label; None for a part that is missing.

    A credit is read only from the end of the caption.

    >>> split_credit("Rain over the old harbour.Credit: Reuters")
    ('Rain over the old harbour.', 'Reuters')
    """
    text = normalize_text(caption)
    if not text:
        return None, None
    if len(text) > MAX_CAPTION_CHARS:
        return text, None
    for start, raw_credit in _iter_credit_candidates(text):
        credit = strip_credit_label(raw_credit)
        if credit and len(credit.split()) <= _MAX_CREDIT_WORDS:
            return text[:start].rstrip(_CAPTION_STRIP_CHARS) or None, credit
    return text, None


def has_credit_label(text: str) -> bool:
    """Whether the end of a text names a source after a label: "Photo: Ana Lima", "photo by Ana Lima", not "© AFP".

    >>> [has_credit_label(text) for text in ("The quay. Photo: Ana Lima", "The quay. (AFP)", "All © AFP")]
    [True, False, False]
    """
    patterns, tail_start = _get_patterns(), max(0, len(text) - 2 * _MAX_CREDIT_CHARS)
    if not patterns.may_have_label(text[tail_start:]):
        return False
    labels = patterns.inline_label.finditer(text, tail_start)
    return any(label[0].strip()[0].isalpha() and _starts_credit(text, label) for label in labels)


@lru_cache_short(256)
def strip_credit_label(text: str) -> str | None:
    """A credit without the label before it and the brackets around it; None if nothing or too much text remains.

    >>> strip_credit_label("(Photo: Ana Lima/AFP)")
    'Ana Lima/AFP'
    """
    credit, patterns = normalize_text(text)[:MAX_RAW_CREDIT_CHARS], _get_patterns()
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
    """The ends of a caption that can be its credit, the most reliable first.

    Each is the position where the credit starts, with its label, and the text of the credit.
    """
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
    """Whether a label starts a credit.

    A label in lower case after a word does not (`Nobody knew the source: a river`), and neither does a phrase before a
    word in lower case (`Photo de famille`).
    """
    before, label_text = text[: label_match.start()].rstrip(), label_match.group().rstrip()
    if label_text[-1].isalpha() and text[label_match.end() : label_match.end() + 1].islower():
        return False
    return not before or not before[-1].isalnum() or not label_text[0].islower()


@cache
def _get_patterns() -> _CreditPatterns:
    return _CreditPatterns(load_credit_file())


class _CreditPatterns:
    """Regular expressions made from the packaged word list `rules/credits.toml`."""

    def __init__(self, credit_file: CreditFile) -> None:
        labels = _build_alternation(label for words in credit_file.words for label in words.labels)
        by_phrases = _build_alternation(phrase for words in credit_file.words for phrase in words.by)
        suffixes = _build_alternation(suffix for words in credit_file.words for suffix in words.after)
        agencies = _build_alternation([*credit_file.agencies, *(name.upper() for name in credit_file.agencies)])
        marks = r"©|ⓒ|\(c\)"
        segment_start = r"(?:^|(?<=[.!?…\"”»)\]|])|(?<=\s[-–—|/]))\s*"
        self.by_words = frozenset(phrase.lower().split()[0] for words in credit_file.words for phrase in words.by)
        # "Photo: ", "photo by " or "©" anywhere
        self.inline_label = re.compile(
            rf"(?<![^\W\d_])(?<!-)(?:(?:{labels})\s?[:：=]|(?:{by_phrases})\s|{marks})\s?", re.IGNORECASE
        )
        # the same at the start of a credit
        self.leading_label = re.compile(
            rf"\W{{0,3}}(?:{labels})\s?(?:[:：=]|(?=©))\s?|(?:{by_phrases})\s|{marks}", re.IGNORECASE
        )
        # "(Ana Lima/AFP)" at the end
        self.trailing_bracket = re.compile(r"[(\[（]\s?(?P<credit>[^()\[\]（）]{2,120})\s?[)\]）]\W{0,3}$")
        self.agency = re.compile(rf"(?<![\w-])(?:{agencies})(?![\w-])")
        # "AFP", "AFP/Ana Lima", "Ana Lima/AFP" or "Ana Lima via AFP" at the end, after a sentence or a separator
        self.trailing_agency = re.compile(
            rf"{segment_start}(?P<credit>(?:{agencies})\s?/\s?[^.!?]{{2,60}}|(?:[^.!?|]{{2,60}}(?:\s?/\s?|\svia\s))?(?:{agencies}))\W{{0,2}}$"
        )
        self.agency_prefilter = re.compile(agencies)
        # a name before a word such as "撮影", at the end
        self.name_before_suffix = re.compile(
            rf"(?:^|[。．、！？.\s])(?P<credit>[^。．、！？.\s\d]{{2,12}})\s?(?:{suffixes})[)）]?$"
        )
        self.suffixes = tuple(suffix for words in credit_file.words for suffix in words.after)

    def may_have_label(self, text: str) -> bool:
        """Whether the text can contain a label. This takes a tenth of the time of a search for all labels."""
        lower = text.lower()
        return any(mark in lower for mark in _LABEL_MARKS) or any(word in lower for word in self.by_words)


def _build_alternation(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, longer words first.

    Words with the same first letters share them in the pattern, which makes it ten times as fast as `a|b|c`.
    """
    return _build_trie_pattern(sorted(set(words), reverse=True))


def _build_trie_pattern(words: Sequence[str]) -> str:
    """The pattern for words in descending order: a word that is the start of another comes after it."""
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
