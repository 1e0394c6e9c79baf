"""Where the literals of the phrase rules are looked up: by the whole line, by its ends, by a word inside it.

Everything here is compared folded. Rules are known by their place in the order in which they are tried.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_KEY = 5  # characters, at most, by which the beginning and the end of a line are looked up
_ONLY_KEY = 2
_SEPARATOR = re.compile(r"\s*[:|>→⟶➔➜➤►▶▸▹›•·»\]】》〉}]|\s+-\s|\s*\.\.\.(?!\w)")
"""What sets a label apart from the text after it. A bare hyphen does not: it joins words."""
_COUNTER = re.compile(r"[\d.,]+k? (?=\D)|(?<=\D) ?[(\[]?[\d.,]+k?$")
"""A number before or after a label, as in `Comments (12)`; fold has taken a closing bracket."""
_COUNTED = 40  # characters: longer lines are no label with a counter
_BETWEEN = re.compile(r"(?:[\s|/,·•:;>]|-(?!\w))+")
_BAR = 120  # characters: a longer line is no share bar
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose words are not set apart (Thai, Lao, Burmese, Khmer, Japanese, Chinese), or take endings (Korean)."""
_LONG_WORDS, _LONG_CHARS, _LONG_UNSPACED = 3, 14, 6


@dataclass(slots=True)
class PhraseIndex:
    """The literals of many rules."""

    _whole: dict[str, list[int]] = field(default_factory=dict)
    _heads: dict[str, list[tuple[str, int, bool]]] = field(default_factory=dict)
    _ends: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    _inner: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    _short: list[tuple[str, int]] = field(default_factory=list)
    _runs: list[tuple[str, int]] = field(default_factory=list)
    _only: dict[str, list[tuple[frozenset[str], int]]] = field(default_factory=dict)
    _sizes: set[int] = field(default_factory=set)
    """The lengths that keys of beginnings and ends have."""
    _only_starts: set[str] = field(default_factory=set)

    def add(self, kind: str, literal: str, at: int) -> None:
        """Look the literal up as `kind`, a field of `Phrase`, for the rule at that place."""
        if kind in ("equals", "labels"):
            self._whole.setdefault(literal, []).append(at)
        if kind in ("labels", "starts"):
            self._sizes.add(len(literal[:_KEY]))
            self._heads.setdefault(literal[:_KEY], []).append((literal, at, kind == "labels"))
        if kind == "ends":
            self._sizes.add(len(literal[:_KEY]))
            self._ends.setdefault(literal[-_KEY:], []).append((literal, at))
        if kind == "contains":
            self._add_inner(literal, at)

    def add_only(self, words: frozenset[str], at: int) -> None:
        """Look for lines of nothing but these words."""
        parts = frozenset(part for word in words for part in _BETWEEN.split(word))
        for part in parts:
            self._only.setdefault(part, []).append((parts, at))
            self._only_starts.add(part[:_ONLY_KEY])

    def found(self, line: str, folded: str) -> set[int]:
        """The rules whose literals hold for the line."""
        found: set[int] = set()
        for form in _forms(folded):
            found.update(self._whole.get(form, ()))
        for size in self._sizes:
            for literal, at, label in self._heads.get(folded[:size], ()):
                if folded.startswith(literal) and _begins(line, folded, literal, label=label):
                    found.add(at)
            for literal, at in self._ends.get(folded[-size:], ()):
                if folded.endswith(literal) and _bounded(folded, len(folded) - len(literal), len(folded)):
                    found.add(at)
        self._find_inside(folded, found)
        if len(folded) <= _BAR and not self._only_starts.isdisjoint((folded[:1], folded[:_ONLY_KEY])):
            parts = _BETWEEN.split(folded)
            if len(parts) > 1 and parts[0] in self._only:
                found.update(at for only, at in self._only[parts[0]] if only.issuperset(parts))
        return found

    def _add_inner(self, literal: str, at: int) -> None:
        """Under its longest word that surely stands alone in a line: neither the first nor the last."""
        word = max(literal.split()[1:-1], key=len, default=None)
        if _UNSPACED.search(literal):
            self._runs.append((literal, at))
        elif word is None:
            self._short.append((literal, at))
        else:
            self._inner.setdefault(word, []).append((literal, at))

    def _find_inside(self, folded: str, found: set[int]) -> None:
        words = folded.split()
        for word in () if self._inner.keys().isdisjoint(words) else self._inner.keys() & words:
            found.update(at for literal, at in self._inner[word] if literal in folded and _inside(folded, literal))
        sought = self._short if folded.isascii() or not _UNSPACED.search(folded) else self._short + self._runs
        found.update(at for literal, at in sought if literal in folded and _inside(folded, literal))


def is_long(literal: str) -> bool:
    """Whether a folded literal is too long to mean anything else in any language."""
    if _UNSPACED.search(literal):
        return len(literal) >= _LONG_UNSPACED
    return literal.count(" ") + 1 >= _LONG_WORDS and len(literal) >= _LONG_CHARS


def _forms(folded: str) -> tuple[str, ...]:
    """The line, and the line without a counter."""
    if len(folded) > _COUNTED or not (folded[0].isdigit() or folded[-1].isdigit() or folded[-1] == "k"):
        return (folded,)
    return folded, _COUNTER.sub("", folded).strip()


def _begins(line: str, folded: str, literal: str, *, label: bool) -> bool:
    """Whether a line that starts with these characters starts with this phrase; a label has to be set apart."""
    end = len(literal)
    if not label:
        return _bounded(folded, 0, end)
    if _SEPARATOR.match(folded, end):
        return True
    return _bounded(folded, 0, end) and _shouted(line, literal.count(" ") + 1)


def _shouted(line: str, count: int) -> bool:
    """Whether the first words stand in capitals and the text after them does not."""
    words = line.split()
    return " ".join(words[:count]).isupper() and len(words) > count and not " ".join(words[count:]).isupper()


def _inside(folded: str, literal: str) -> bool:
    at = folded.find(literal)
    while at >= 0:
        if _bounded(folded, at, at + len(literal)):
            return True
        at = folded.find(literal, at + 1)
    return False


def _bounded(folded: str, start: int, end: int) -> bool:
    """Whether folded[start:end] begins and ends where words do."""
    before = start > 0 and _joins(folded[start - 1], folded[start])
    return not before and not (end < len(folded) and _joins(folded[end], folded[end - 1]))


def _joins(outer: str, inner: str) -> bool:
    """Whether two neighbours are parts of one word."""
    spaced = not (_UNSPACED.match(inner) or _UNSPACED.match(outer))
    return spaced and (outer.isalnum() or unicodedata.category(outer)[0] == "M")
