"""Where the phrase rules are looked up: by the whole line, by its ends, by a word inside it.

Everything here is compared folded. Rules are known by their place in the order in which they are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from newscrawl.core.cleaning.patterntraits import DIGIT, compiled, traits
from newscrawl.core.cleaning.wordbounds import UNSPACED, begins, bounded, stands_in

_EDGE = 2  # characters by which a line of nothing but certain words shows at its ends that it has others
_COUNTER = re.compile(r"[\d.,]+k? (?=\D)|(?<=\D) ?[(\[]?[\d.,]+k?$")
"""A number before or after a label, as in `Comments (12)`; fold has taken a closing bracket."""
_COUNTED = 40  # characters: longer lines are no label with a counter
_BETWEEN = re.compile(r"(?:[\s|/,·•:;>]|-(?!\w))+")
_BETWEEN_SIGNS = " |/,·•:;>-"
_BAR = 120  # characters: a longer line is no share bar
_Opening = tuple[str, str, int]
"""A field of `Phrase`, a literal or pattern of it, and the rule's place."""


@dataclass(slots=True)
class PhraseIndex:
    """The literals and patterns of many rules."""

    _whole: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _openings: dict[str, tuple[_Opening, ...]] = field(default_factory=dict)
    _ends: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    _inner: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    _short: tuple[tuple[str, int], ...] = ()
    _runs: tuple[tuple[str, int], ...] = ()
    _only: dict[str, tuple[tuple[frozenset[str], int], ...]] = field(default_factory=dict)
    _only_starts: frozenset[str] = frozenset()
    _only_ends: frozenset[str] = frozenset()
    _needs: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def add(self, kind: str, literal: str, at: int) -> None:
        """Look the literal up as `kind`, a field of `Phrase`, for the rule at that place."""
        if kind in ("equals", "labels"):
            self._whole[literal] = (*self._whole.get(literal, ()), at)
        if kind in ("labels", "starts"):
            self._add_opening(literal, (kind, literal, at))
        if kind == "ends":
            key = literal[-4:] if len(literal) >= 4 else literal[-1]
            self._ends[key] = (*self._ends.get(key, ()), (literal, at))
        if kind == "contains":
            self._add_inner(literal, at)

    def add_only(self, words: frozenset[str], at: int) -> None:
        """Look for lines of nothing but these words."""
        parts = frozenset(part for word in words for part in _BETWEEN.split(word))
        for part in parts:
            self._only[part] = (*self._only.get(part, ()), (parts, at))
        self._only_starts |= {f"{part}{sign}"[:_EDGE] for part in parts for sign in _BETWEEN_SIGNS}
        self._only_ends |= {f"{sign}{part}"[-_EDGE:] for part in parts for sign in _BETWEEN_SIGNS}

    def add_pattern(self, pattern: str, at: int) -> None:
        """Look for lines that the pattern matches whole."""
        openings, needs = traits(pattern)
        for opening in openings:
            self._add_opening(opening, ("patterns", pattern, at))
        for need in needs:  # where one is a part of another, it stands for both
            key = next((known for known in self._needs if known and known in need), need)
            self._needs[key] = (*self._needs.get(key, ()), (pattern, at))

    def copy(self) -> PhraseIndex:
        """Another index of the same rules, for others to be added."""
        return replace(
            self,
            _whole=self._whole.copy(),
            _openings=self._openings.copy(),
            _ends=self._ends.copy(),
            _inner=self._inner.copy(),
            _only=self._only.copy(),
            _needs=self._needs.copy(),
        )

    def found(self, line: str, folded: str) -> list[int]:
        """The rules that hold for the line, limits aside; nearly every line shows at once that none does.

        :param folded: the line as literals are compared with it; not empty.
        """
        first, last, openings = folded[0], folded[-1], self._openings
        found = [*self._whole[folded]] if folded in self._whole else []
        if len(folded) <= _COUNTED and (first.isdigit() or last.isdigit() or last == "k"):
            found += self._whole.get(_COUNTER.sub("", folded).strip(), ())
        for key in (folded[:8], folded[:4], folded[:2], DIGIT if first.isdecimal() else first):
            if key in openings:
                found += _beginning(line, folded, openings[key])
        for key in (folded[-4:], last):
            if key in self._ends:
                found += _ending(folded, self._ends[key])
        if folded[:_EDGE] in self._only_starts and folded[-_EDGE:] in self._only_ends:
            found += self._of_nothing_else(folded)
        return found + self._found_inside(folded)

    def _found_inside(self, folded: str) -> list[int]:
        found: list[int] = []
        for need in self._needs:
            if need in folded:
                found += [at for pattern, at in self._needs[need] if compiled(pattern).fullmatch(folded)]
        words = folded.split(" ")
        if not self._inner.keys().isdisjoint(words):
            found += _holding(folded, [one for word in self._inner.keys() & words for one in self._inner[word]])
        if self._short:
            found += _holding(folded, self._short)
        if not folded.isascii() and UNSPACED.search(folded):
            found += _holding(folded, self._runs)
        return found

    def _add_opening(self, opening: str, entry: _Opening) -> None:
        """Under as many characters as are looked up: eight, four, two or one."""
        key = opening if opening == DIGIT else opening[: next(size for size in (8, 4, 2, 1) if size <= len(opening))]
        self._openings[key] = (*self._openings.get(key, ()), entry)

    def _add_inner(self, literal: str, at: int) -> None:
        """Under its longest word that surely stands alone in a line: neither the first nor the last."""
        word = max(literal.split()[1:-1], key=len, default=None)
        if UNSPACED.search(literal):
            self._runs = (*self._runs, (literal, at))
        elif word is None:
            self._short = (*self._short, (literal, at))
        else:
            self._inner[word] = (*self._inner.get(word, ()), (literal, at))

    def _of_nothing_else(self, folded: str) -> list[int]:
        parts = _BETWEEN.split(folded) if len(folded) <= _BAR else []
        known = self._only.get(parts[0], ()) if len(parts) > 1 else ()
        return [at for only, at in known if only.issuperset(parts)]


def _beginning(line: str, folded: str, entries: Iterable[_Opening]) -> list[int]:
    """Those of the literals with which the line begins, and of the patterns that match it."""
    found: list[int] = []
    for kind, text, at in entries:
        if kind == "patterns":
            if compiled(text).fullmatch(folded):
                found.append(at)
        elif folded.startswith(text) and begins(line, folded, text, label=kind == "labels"):
            found.append(at)
    return found


def _ending(folded: str, literals: Iterable[tuple[str, int]]) -> list[int]:
    """Those of the literals with which the line ends."""
    size = len(folded)
    return [at for literal, at in literals if folded.endswith(literal) and bounded(folded, size - len(literal), size)]


def _holding(folded: str, literals: Iterable[tuple[str, int]]) -> list[int]:
    """Those of the literals that stand in the line."""
    return [at for literal, at in literals if literal in folded and stands_in(folded, literal)]
