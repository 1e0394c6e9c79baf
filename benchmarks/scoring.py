"""How right an extracted article is, beside what a careful reader took from the page: pure functions, no files.

Texts are compared by 4-grams of words, as the public article extraction benchmark does, so that word order counts and a
paragraph break does not. A line is "extra" if the expected text does not hold it, and "lost" the other way round.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

_WORD = re.compile(r"\w+")
_GRAM = 4
_MIN_WORDS_FOR_OVERLAP, _MIN_OVERLAP = 8, 0.8
"""A line of at least so many words is in a text that holds this share of its 4-grams: a typo loses no line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must come out of a page; a field that is None is not scored."""

    texts: Sequence[Sequence[str]] = ()
    """The paragraphs, in each reading that is right: with and without a standfirst, for example."""
    title: str | None = None
    authors: Sequence[str] | None = None
    date: str | None = None
    """ISO 8601; its day is compared, in the stated zone or in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What came out; all empty where the page was refused."""

    text: str = ""
    title: str | None = None
    authors: Sequence[str] = ()
    agencies: Sequence[str] = ()
    published: str | None = None


@dataclass(slots=True)
class Scores:
    """Sums over the pages of a set."""

    pages: int = 0
    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)
    clean: list[bool] = field(default_factory=list)
    extra_lines: list[str] = field(default_factory=list)
    lost_lines: list[str] = field(default_factory=list)
    titles: list[bool] = field(default_factory=list)
    authors: list[bool] = field(default_factory=list)
    dates: list[bool] = field(default_factory=list)

    def add(self, expected: Expected, extracted: Extracted) -> None:
        """Score one page."""
        self.pages += 1
        if expected.texts:
            self._add_text(expected, extracted.text)
        if expected.title is not None:
            self.titles.append(normalize(extracted.title) == normalize(expected.title))
        if expected.authors is not None:
            wanted = {normalize(name) for name in expected.authors}
            people = {normalize(name) for name in extracted.authors}
            self.authors.append(wanted in (people, people | {normalize(name) for name in extracted.agencies}))
        if expected.date is not None:
            self.dates.append((extracted.published or "")[:10] in possible_days(expected.date))

    def _add_text(self, expected: Expected, text: str) -> None:
        readings = ["\n".join(paragraphs) for paragraphs in expected.texts]
        wanted = max(readings, key=lambda reading: f1(*precision_recall(reading, text)))
        precision, recall = precision_recall(wanted, text)
        self.precisions.append(precision)
        self.recalls.append(recall)
        extra = missing_lines(text, "\n".join([*readings, expected.title or ""]))
        self.clean.append(not extra)
        self.extra_lines += extra
        self.lost_lines += missing_lines(wanted, text)

    def summary(self) -> dict[str, float]:
        """The measures by name, each a share from 0 to 1; `extra` and `lost` are lines a hundred pages."""
        found: dict[str, float] = {}
        if self.precisions:
            found["f1"] = f1(mean(self.precisions), mean(self.recalls))
            found["clean"] = mean(self.clean)
            found["extra"] = 100 * len(self.extra_lines) / len(self.precisions)
            found["lost"] = 100 * len(self.lost_lines) / len(self.precisions)
        for name, hits in (("title", self.titles), ("authors", self.authors), ("date", self.dates)):
            if hits:
                found[name] = mean(hits)
        return {name: round(value, 4) for name, value in found.items()}


LOWER_IS_BETTER = frozenset({"extra", "lost"})


def find_regressions(before: dict[str, float], now: dict[str, float], *, tolerance: float = 0.0005) -> list[str]:
    """What has become worse, one line a measure; a measure that is missing now is worse, too.

    >>> find_regressions({"f1": 0.98, "lost": 3.0}, {"f1": 0.97, "lost": 2.0})
    ['f1 0.98 -> 0.97']
    """
    worse = []
    for name, old in before.items():
        new = now.get(name)
        if new is None or (new > old + tolerance if name in LOWER_IS_BETTER else new < old - tolerance):
            worse.append(f"{name} {old:g} -> {'missing' if new is None else format(new, 'g')}")
    return worse


def precision_recall(expected: str, text: str) -> tuple[float, float]:
    """The shares of 4-grams that are right in the text, and found of the expected one."""
    wanted, found = _grams(_words(expected)), _grams(_words(text))
    common = (wanted & found).total()
    return (common / found.total() if found else float(not wanted)), (common / wanted.total() if wanted else 1.0)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of both."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def missing_lines(lines: str, text: str) -> list[str]:
    r"""The lines that the text does not hold.

    >>> missing_lines("The tide turned at six.\nSubscribe now", "At dawn the tide turned at six, they say.")
    ['Subscribe now']
    """
    words = _words(text)
    flat, known = f" {' '.join(words)} ", set(_grams(words))
    return [line for line in lines.split("\n") if line.strip() and not _holds(flat, known, _words(line))]


def _holds(flat: str, known: set[tuple[str, ...]], words: list[str]) -> bool:
    if not words or f" {' '.join(words)} " in flat:
        return True
    grams = _grams(words)
    return len(words) >= _MIN_WORDS_FOR_OVERLAP and sum(gram in known for gram in grams) >= _MIN_OVERLAP * len(grams)


def normalize(text: str | None) -> str:
    """The text without case and punctuation."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text or "").casefold()))


def possible_days(date: str) -> set[str]:
    """The days that a moment falls on, where it was stated and in UTC.

    >>> sorted(possible_days("2026-11-22T23:30:00-05:00"))
    ['2026-11-22', '2026-11-23']
    """
    moment = datetime.fromisoformat(date)
    days = {moment.date().isoformat()}
    return days | {moment.astimezone(UTC).date().isoformat()} if moment.tzinfo else days


def mean(values: Iterable[float]) -> float:
    """The mean, 0 of nothing."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _grams(words: list[str]) -> Counter[tuple[str, ...]]:
    return Counter(
        tuple(words[at : at + _GRAM]) for at in range(max(1, len(words) - _GRAM + 1)) if words[at : at + _GRAM]
    )
