"""Captions and the credits in them: who took the picture, said in many languages, apart from what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter

from newscrawl.core.remembering import remembered
from newscrawl.core.text import clean
from newscrawl.rules.creditwords import CreditFile, credit_words

_LONGEST_CAPTION = 4000
_LONGEST_CREDIT = 120
_MOST_WORDS = 16
_BARRED = re.compile(r"[.!?…\"”»]\s*\|\s*(?P<credit>[^\W\d_][^.!?|]{2,50})$")
"""A name behind a bar, where the caption before it is a whole sentence."""
_EDGES = " \t.,;:|–—-/"
_MARKS = (":", "：", "=", "©", "ⓒ", "(c)")
"""What stands behind a label, or for one."""
_BEFORE_CREDIT = " \t,、;|–—-/([（"


class _Patterns:
    """The packaged words as expressions."""

    def __init__(self, words: CreditFile) -> None:
        labels = _alternatives(label for one in words.words for label in one.labels)
        by = _alternatives(phrase for one in words.words for phrase in one.by)
        names = _alternatives([*words.agencies, *(name.upper() for name in words.agencies)])
        begin = r"(?:^|(?<=[.!?…\"”»)\]|])|(?<=\s[-–—|/]))\s*"
        marks = r"©|ⓒ|\(c\)"
        after = _alternatives(word for one in words.words for word in one.after)
        self.name = re.compile(names)
        self.after = tuple(word for one in words.words for word in one.after)
        self.by = frozenset(phrase.lower().split()[0] for one in words.words for phrase in one.by)
        self.followed = re.compile(rf"(?:^|[。．、！？.\s])(?P<credit>[^。．、！？.\s\d]{{2,12}})\s?(?:{after})[)）]?$")
        self.introduced = re.compile(rf"(?<![^\W\d_])(?:(?:{labels})\s?[:：=]|(?:{by})\s|{marks})\s?", re.IGNORECASE)
        self.label = re.compile(rf"\W{{0,3}}(?:{labels})\s?(?:[:：=]|(?=©))\s?|(?:{by})\s|{marks}", re.IGNORECASE)
        self.bracket = re.compile(r"[(\[（]\s?(?P<credit>[^()\[\]（）]{2,120})\s?[)\]）]\W{0,3}$")
        self.agency = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")
        self.signed = re.compile(
            rf"{begin}(?P<credit>(?:{names})\s?/\s?[^.!?]{{2,60}}|(?:[^.!?|]{{2,60}}(?:\s?/\s?|\svia\s))?(?:{names}))\W{{0,2}}$"
        )

    def may_label(self, text: str) -> bool:
        """Whether the text can hold a label at all: a tenth of the time of looking for all of them."""
        lower = text.lower()
        return any(mark in lower for mark in _MARKS) or any(word in lower for word in self.by)


@remembered(256)  # a caption stands in the page, and again in its JSON-LD
def split_credit(caption: str) -> tuple[str | None, str | None]:
    """A caption without its credit, and the credit without its label; None for the one that is not there.

    >>> split_credit("Rain over the old harbour.Credit: Reuters")
    ('Rain over the old harbour.', 'Reuters')
    """
    text = clean(caption)
    if not text:
        return None, None
    if len(text) > _LONGEST_CAPTION:
        return text, None
    for start, stated in _endings(text):
        credit = bare_credit(stated)
        if credit and len(credit.split()) <= _MOST_WORDS:
            return text[:start].rstrip(_BEFORE_CREDIT) or None, credit
    return text, None


@remembered(256)
def bare_credit(text: str) -> str | None:
    """A credit without the label and brackets around it.

    >>> bare_credit("(Photo: Ana Lima/AFP)")
    'Ana Lima/AFP'
    """
    credit, patterns = clean(text)[:400], _patterns()
    for _ in range(3):
        shorter = credit.strip(_EDGES)
        if patterns.may_label(shorter):
            shorter = patterns.label.sub("", shorter, count=1).strip(_EDGES)
        if shorter[:1] in "([（" and shorter[-1:] in ")]）":
            shorter = shorter[1:-1]
        elif shorter[-1:] == ")" and "(" not in shorter:
            shorter = shorter[:-1]
        if shorter == credit:
            break
        credit = shorter
    return credit if 0 < len(credit) <= _LONGEST_CREDIT else None


def _endings(text: str) -> Iterator[tuple[int, str]]:
    """The ways in which the caption's end may be a credit, the surest first: where it begins, and its words."""
    patterns = _patterns()
    tail = max(0, len(text) - 2 * _LONGEST_CREDIT)
    bracket = patterns.bracket.search(text, tail)
    if bracket and (patterns.label.match(bracket["credit"]) or patterns.agency.search(bracket["credit"])):
        yield bracket.start(), bracket["credit"]
    for label in patterns.introduced.finditer(text, tail) if patterns.may_label(text[tail:]) else ():
        if _begins(text, label):
            yield label.start(), text[label.end() :]
    if patterns.name.search(text, tail) and (signed := patterns.signed.search(text, tail)):
        yield signed.start("credit"), signed["credit"]
    if text.rstrip(")）").endswith(patterns.after) and (followed := patterns.followed.search(text, tail)):
        yield followed.start("credit"), followed["credit"]
    if barred := _BARRED.search(text, tail):
        yield barred.start("credit"), barred["credit"]


def _begins(text: str, label: re.Match[str]) -> bool:
    """Whether a label begins something of its own: `… the source: a river` does not."""
    before, said = text[: label.start()].rstrip(), label.group().rstrip()
    if said[-1].isalpha() and text[label.end() : label.end() + 1].islower():
        return False  # "photo de famille": no name follows
    return not before or not before[-1].isalnum() or not said[0].islower()


def _alternatives(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first, which tries every first letter once: ten times as fast."""
    return _branches(sorted(set(words), reverse=True))


def _branches(words: Sequence[str]) -> str:
    """The expression for words in descending order, so that a word's own beginning comes behind it."""
    if words == [""]:
        return ""
    found = [
        _letter(first) + _branches([word[1:] for word in group])
        for first, group in groupby((word for word in words if word), key=itemgetter(0))
    ]
    joined = found[0] if len(found) == 1 and "" not in words else f"(?:{'|'.join(found)})"
    return f"{joined}?" if "" in words else joined


def _letter(letter: str) -> str:
    return r"\s" if letter == " " else re.escape(letter)


@cache
def _patterns() -> _Patterns:
    return _Patterns(credit_words())
