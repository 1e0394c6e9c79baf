"""What the words of a date mean: months, week days, labels and the small words between them, in any language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import cache

from newscrawl.rules.date_words import CalendarWords, DateWords, load_date_words
from newscrawl.text import strip_accents

_WORD = re.compile(r"[^\s,/'’ʼ`´|·•()\[\]{}<>\-–—_~+*،、:;\"“”«»„!?@=\u200e\u200f\u202a-\u202e…]+")
"""A word of a date. Its dots are removed: they end abbreviations, and some have one inside."""
_MAX_PHRASE_WORDS = 4
_MONTH_WORDS = (3, 2, 1)
"""How many words the name of a month may have; more words are tried first."""
_HEBREW_PREFIX = "ב"
"""Hebrew writes "in" in one word with the month."""


class DateLabel(Enum):
    """What the words beside a date say it is the date of."""

    PUBLISHED = "published"
    UPDATED = "updated"
    OTHER = "other"


def split_date_words(text: str) -> list[str]:
    """The words of a text without case, accents, dots and other punctuation.

    >>> split_date_words("Févr. (jeudi)")
    ['fevr', 'jeudi']
    """
    return _WORD.findall(_fold_word(text))


def find_month(words: Sequence[str], language: str | None) -> int | None:
    """The month that words name, if they name one month and otherwise only what may be inside a date.

    :param language: the primary subtag of the text's language, if it is known. It decides where a name means two months
        (`listopada` is October in Croatian and November in Polish).
    """
    vocabulary = load_vocabulary()
    return vocabulary.find_only_month(words, lambda name: vocabulary.get_month(name, language))


def find_solar_hijri_month(words: Sequence[str]) -> int | None:
    """The month of the Iranian calendar that words name, under the same condition."""
    vocabulary = load_vocabulary()
    return vocabulary.find_only_month(words, vocabulary.solar_hijri_months.get)


def find_last_month(text: str, language: str | None) -> tuple[int, int] | None:
    """The month that a text before the number of a day ends with, and where its name begins."""
    vocabulary = load_vocabulary()
    words = _locate_words(text)[-_MAX_PHRASE_WORDS:]
    while words and words[-1][0] in vocabulary.inside and vocabulary.get_month(words[-1][0], language) is None:
        words.pop()
    for last_words in (words[-count:] for count in _MONTH_WORDS):
        if month := vocabulary.get_month(" ".join(word for word, _, _ in last_words), language):
            return month, last_words[0][1]
    return None


def find_first_month(text: str, language: str | None) -> tuple[int, int] | None:
    """The month that a text after the number of a day begins with, and where its name ends."""
    vocabulary = load_vocabulary()
    words = _locate_words(text)
    while words and words[0][0] in vocabulary.inside and vocabulary.get_month(words[0][0], language) is None:
        words.pop(0)
    for first_words in (words[:count] for count in _MONTH_WORDS):
        if month := vocabulary.get_month(" ".join(word for word, _, _ in first_words), language):
            return month, first_words[-1][2]
    return None


def _locate_words(text: str) -> list[tuple[str, int, int]]:
    """The words of `split_date_words`, each with its place in the text."""
    words = ((_fold_word(match[0]), *match.span()) for match in _WORD.finditer(text))
    return [word for word in words if word[0]]


def _fold_word(word: str) -> str:
    return strip_accents(word.casefold()).replace(".", "")


class Vocabulary:
    """`dates.toml` and `calendar_words.toml`, prepared for look-ups."""

    def __init__(self, words: DateWords) -> None:
        self._months: dict[str, dict[str, int]] = {}
        self._day_halves: dict[str, dict[str | None, bool]] = {}
        self.inside = _fold_all(words.inside)
        """The words that may come between the parts of a date."""
        self.solar_hijri_months = _number_months(words.solar_hijri.months)
        """The months of the Iranian calendar by their names."""
        self._around = {*self.inside, *_fold_all((*words.around, *words.day_units))}
        for language in words.language:
            self._add_language(language)
        self.units = {
            "year": _fold_all(words.year_units),
            "month": _fold_all(words.month_units),
            "month_before": _fold_all(words.month_before),
        }
        """The words that follow the number of a year or a month, or come before that of a month."""
        self.eras = {"".join(split_date_words(era)): offset for era, offset in words.eras.items()}
        """What is added to a year of an era."""
        self.labels = {
            **dict.fromkeys(_fold_all(words.other), DateLabel.OTHER),
            **dict.fromkeys(_fold_all(words.published), DateLabel.PUBLISHED),
            **dict.fromkeys(_fold_all(words.updated), DateLabel.UPDATED),
        }
        """What the words beside a date say of it."""
        self._known = {*self._around, *self.labels, *self._day_halves}

    def _add_language(self, language: CalendarWords) -> None:
        for name, month in _number_months(language.months or ()).items():
            self._months.setdefault(name, {})[language.code] = month
        self._around |= _fold_all(language.weekdays)
        for marks, is_second in ((language.am, False), (language.pm, True)):
            for mark in marks:
                folded = "".join(split_date_words(mark))
                is_for_all = not folded.isascii() or folded in ("am", "pm")
                self._day_halves.setdefault(folded, {})[None if is_for_all else language.code] = is_second

    def get_month(self, name: str, language: str | None) -> int | None:
        """The month of a folded name; None where languages disagree on it and none of them is the given one."""
        by_language = self._months.get(name)
        if by_language is None:
            return self.get_month(name[1:], language) if name.startswith(_HEBREW_PREFIX) and len(name) > 3 else None
        if language in by_language:
            return by_language[language]
        months = set(by_language.values())
        return months.pop() if len(months) == 1 else by_language.get("en")

    def find_only_month(self, words: Sequence[str], get_month: Callable[[str], int | None]) -> int | None:
        """The month that words name, if they name one and otherwise only what may be inside a date."""
        months = set[int]()
        start = 0
        while start < len(words):
            phrases = ((count, get_month(" ".join(words[start : start + count]))) for count in _MONTH_WORDS)
            count, month = next((found for found in phrases if found[1]), (1, None))
            if month is None and words[start] not in self.inside:
                return None
            months |= {month} if month else set()
            start += min(count, len(words) - start)
        return months.pop() if len(months) == 1 else None

    def is_pm(self, mark: str, language: str | None) -> bool | None:
        """Whether a mark means the second half of the day; None if it is no such mark.

        Marks in Latin letters other than `am` and `pm` count only in their language.
        """
        by_language = self._day_halves.get(mark, {})
        return by_language.get(None, by_language.get(language))

    def covers(self, words: Sequence[str]) -> bool:
        """Whether all words may come beside a date that is the whole text: week days, labels, small words."""
        return self._known.issuperset(_iter_phrases(words, self._known))

    def find_label(self, words: Sequence[str]) -> DateLabel | None:
        """What words beside a date say of it; the last label counts."""
        for end in range(len(words), 0, -1):
            for start in range(max(0, end - _MAX_PHRASE_WORDS), end):
                if label := self.labels.get(" ".join(words[start:end])):
                    return label
        return None


def _iter_phrases(words: Sequence[str], known: set[str]) -> Iterator[str]:
    """The words in consecutive phrases, the longest known phrase first."""
    start = 0
    while start < len(words):
        phrases = [" ".join(words[start : start + length]) for length in range(_MAX_PHRASE_WORDS, 0, -1)]
        found = next((phrase for phrase in phrases if phrase in known), words[start])
        yield found
        start += found.count(" ") + 1


def _fold_all(phrases: Iterable[str]) -> set[str]:
    return {" ".join(split_date_words(phrase)) for phrase in phrases} - {""}


def _number_months(months: Sequence[str]) -> dict[str, int]:
    return {
        name: number
        for number, names in enumerate(months, 1)
        for variant in names.split("|")
        if (name := " ".join(split_date_words(variant)))
    }


@cache
def load_vocabulary() -> Vocabulary:
    """The packaged words of dates, read once a process."""
    return Vocabulary(load_date_words())
