"""The look-up of phrase rules: by the whole line, by its beginning or end, or by a word inside it.

All texts are compared in folded form. A rule is known by its priority, a number: rules are tried in its order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from newscrawl.boilerplate.pattern_prefilter import ANY_DIGIT, get_prefilter

_COUNTER = re.compile(r"[\d.,]+k? (?=\D)|(?<=\D) ?[(\[]?[\d.,]+k?$")
"""A number before or after a label, as in `Comments (12)`; `fold` has removed the closing bracket."""
_MAX_COUNTED_LABEL_CHARS = 40
"""A longer line is not a label with a counter."""

_WORD_SEPARATORS = re.compile(r"(?:[\s|/,·•:;>]|-(?!\w))+")
_SEPARATOR_CHARS = " |/,·•:;>-"
_MAX_SHARE_BAR_CHARS = 120
"""A longer line is not a share bar."""
_EDGE_CHARS = 2
"""Characters at each end of a line that are compared before the line is split into words."""

_LABEL_SEPARATOR = re.compile(r"\s*[:|>→⟶➔➜➤►▶▸▹›•·»\]】》〉}]|\s+-\s|\s*\.\.\.(?!\w)")
"""What separates a label from the text after it. A bare hyphen does not: it joins words."""
_UNSPACED_SCRIPTS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts without spaces between words (Thai, Lao, Burmese, Khmer, Japanese, Chinese), or with endings (Korean)."""
_MIN_DISTINCTIVE_WORDS, _MIN_DISTINCTIVE_CHARS, _MIN_DISTINCTIVE_UNSPACED = 3, 14, 6

_PrefixEntry = tuple[str, str, int]
"""A field of `Phrase`, a literal or pattern of that field, and the priority of the rule."""


@dataclass(slots=True)
class PhraseIndex:
    """The literals and patterns of many rules, each with the priority of its rule."""

    _whole_lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _prefixes: dict[str, tuple[_PrefixEntry, ...]] = field(default_factory=dict)
    """Literals and patterns, by the first characters of the lines that they match (eight, four, two or one)."""
    _suffixes: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """Literals, by their last characters (four or one)."""
    _inner_words: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """Literals of three words or more that a line contains, by one of their inner words."""
    _short_literals: tuple[tuple[str, int], ...] = ()
    """Literals of one or two words that a line contains."""
    _unspaced_literals: tuple[tuple[str, int], ...] = ()
    """Literals of scripts without spaces between words that a line contains."""
    _word_sets: dict[str, tuple[tuple[frozenset[str], int], ...]] = field(default_factory=dict)
    """Sets of words of which a line may consist, by each of the words: the line's first word is looked up."""
    _word_set_starts: frozenset[str] = frozenset()
    """The first characters of lines that consist of such words, a separator after a word of one letter included."""
    _word_set_ends: frozenset[str] = frozenset()
    _required_substrings: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """Patterns, by a string that is in every line that they match."""

    def add_literal(self, kind: str, literal: str, priority: int) -> None:
        """Add a literal of a rule.

        :param kind: the field of `Phrase` that the literal is from.
        """
        if kind in ("equals", "labels"):
            self._whole_lines[literal] = (*self._whole_lines.get(literal, ()), priority)
        if kind in ("labels", "starts"):
            self._add_prefix(literal, (kind, literal, priority))
        if kind == "ends":
            key = literal[-4:] if len(literal) >= 4 else literal[-1]
            self._suffixes[key] = (*self._suffixes.get(key, ()), (literal, priority))
        if kind == "contains":
            self._add_substring(literal, priority)

    def add_word_set(self, words: frozenset[str], priority: int) -> None:
        """Add a rule for lines that consist of these words only."""
        set_words = frozenset(part for word in words for part in _WORD_SEPARATORS.split(word))
        for set_word in set_words:
            self._word_sets[set_word] = (*self._word_sets.get(set_word, ()), (set_words, priority))
        self._word_set_starts |= {
            f"{part}{separator}"[:_EDGE_CHARS] for part in set_words for separator in _SEPARATOR_CHARS
        }
        self._word_set_ends |= {f"{sign}{part}"[-_EDGE_CHARS:] for part in set_words for sign in _SEPARATOR_CHARS}

    def add_pattern(self, pattern: str, priority: int) -> None:
        """Add a rule for lines that the pattern matches as a whole."""
        prefixes, substrings = get_prefilter(pattern)
        for prefix in prefixes:
            self._add_prefix(prefix, ("patterns", pattern, priority))
        for substring in substrings:  # indexed under a string that it contains, if there is one already
            key = next(
                (indexed for indexed in self._required_substrings if indexed and indexed in substring), substring
            )
            self._required_substrings[key] = (*self._required_substrings.get(key, ()), (pattern, priority))

    def copy(self) -> PhraseIndex:
        """An index of the same rules to which others can be added."""
        return replace(
            self,
            _whole_lines=self._whole_lines.copy(),
            _prefixes=self._prefixes.copy(),
            _suffixes=self._suffixes.copy(),
            _inner_words=self._inner_words.copy(),
            _word_sets=self._word_sets.copy(),
            _required_substrings=self._required_substrings.copy(),
        )

    def find(self, line: str, folded: str) -> list[int]:
        """The priorities of the rules whose words match the line; their limits are not tested here.

        For nearly every line, a few dictionary look-ups show that no rule matches.

        :param folded: the line as literals are compared with it; not empty.
        """
        first_char, last_char, prefixes = folded[0], folded[-1], self._prefixes
        priorities = [*self._whole_lines[folded]] if folded in self._whole_lines else []
        if len(folded) <= _MAX_COUNTED_LABEL_CHARS and (
            first_char.isdigit() or last_char.isdigit() or last_char == "k"
        ):
            priorities += self._whole_lines.get(_COUNTER.sub("", folded).strip(), ())
        for key in (folded[:8], folded[:4], folded[:2], ANY_DIGIT if first_char.isdecimal() else first_char):
            if key in prefixes:
                priorities += _match_prefixes(line, folded, prefixes[key])
        for key in (folded[-4:], last_char):
            if key in self._suffixes:
                priorities += _match_suffixes(folded, self._suffixes[key])
        if folded[:_EDGE_CHARS] in self._word_set_starts and folded[-_EDGE_CHARS:] in self._word_set_ends:
            priorities += self._match_word_sets(folded)
        return priorities + self._find_inside(folded)

    def _find_inside(self, folded: str) -> list[int]:
        priorities: list[int] = []
        for substring in self._required_substrings:
            if substring in folded:
                priorities += [
                    priority
                    for pattern, priority in self._required_substrings[substring]
                    if _compile_pattern(pattern).fullmatch(folded)
                ]
        words = folded.split(" ")
        if not self._inner_words.keys().isdisjoint(words):
            priorities += _match_substrings(
                folded, [entry for word in self._inner_words.keys() & words for entry in self._inner_words[word]]
            )
        if self._short_literals:
            priorities += _match_substrings(folded, self._short_literals)
        if not folded.isascii() and _UNSPACED_SCRIPTS.search(folded):
            priorities += _match_substrings(folded, self._unspaced_literals)
        return priorities

    def _add_prefix(self, prefix: str, entry: _PrefixEntry) -> None:
        key = prefix if prefix == ANY_DIGIT else prefix[: next(size for size in (8, 4, 2, 1) if size <= len(prefix))]
        self._prefixes[key] = (*self._prefixes.get(key, ()), entry)

    def _add_substring(self, literal: str, priority: int) -> None:
        """Index the literal by its longest inner word: the first and the last can be a part of a word in the line."""
        word = max(literal.split()[1:-1], key=len, default=None)
        if _UNSPACED_SCRIPTS.search(literal):
            self._unspaced_literals = (*self._unspaced_literals, (literal, priority))
        elif word is None:
            self._short_literals = (*self._short_literals, (literal, priority))
        else:
            self._inner_words[word] = (*self._inner_words.get(word, ()), (literal, priority))

    def _match_word_sets(self, folded: str) -> list[int]:
        line_words = _WORD_SEPARATORS.split(folded) if len(folded) <= _MAX_SHARE_BAR_CHARS else []
        entries = self._word_sets.get(line_words[0], ()) if len(line_words) > 1 else ()
        return [priority for word_set, priority in entries if word_set.issuperset(line_words)]


def is_distinctive(literal: str) -> bool:
    """Whether a folded literal is so long that it means nothing else in any language."""
    if _UNSPACED_SCRIPTS.search(literal):
        return len(literal) >= _MIN_DISTINCTIVE_UNSPACED
    return literal.count(" ") + 1 >= _MIN_DISTINCTIVE_WORDS and len(literal) >= _MIN_DISTINCTIVE_CHARS


def _match_prefixes(line: str, folded: str, entries: Iterable[_PrefixEntry]) -> list[int]:
    """The priorities of the literals that the line begins with and of the patterns that match it."""
    priorities: list[int] = []
    for kind, text, priority in entries:
        if kind == "patterns":
            if _compile_pattern(text).fullmatch(folded):
                priorities.append(priority)
        elif folded.startswith(text) and _starts_with_phrase(line, folded, text, is_label=kind == "labels"):
            priorities.append(priority)
    return priorities


def _match_suffixes(folded: str, literals: Iterable[tuple[str, int]]) -> list[int]:
    """The priorities of the literals that the line ends with."""
    size = len(folded)
    return [
        priority
        for literal, priority in literals
        if folded.endswith(literal) and _is_word_bounded(folded, size - len(literal), size)
    ]


def _match_substrings(folded: str, literals: Iterable[tuple[str, int]]) -> list[int]:
    """The priorities of the literals that the line contains as whole words."""
    return [priority for literal, priority in literals if literal in folded and _contains_phrase(folded, literal)]


def _starts_with_phrase(line: str, folded: str, literal: str, *, is_label: bool) -> bool:
    """Whether a line that begins with these characters begins with the phrase; a label must be set apart."""
    end = len(literal)
    if not is_label:
        return _is_word_bounded(folded, 0, end)
    if _LABEL_SEPARATOR.match(folded, end):
        return True
    return _is_word_bounded(folded, 0, end) and _is_uppercase_label(line, literal.count(" ") + 1)


def _is_uppercase_label(line: str, word_count: int) -> bool:
    """Whether the first words are in capitals and the text after them is not."""
    words = line.split()
    label, rest = words[:word_count], words[word_count:]
    return " ".join(label).isupper() and bool(rest) and not " ".join(rest).isupper()


def _contains_phrase(folded: str, literal: str) -> bool:
    """Whether the line contains the phrase as whole words."""
    start = folded.find(literal)
    while start >= 0:
        if _is_word_bounded(folded, start, start + len(literal)):
            return True
        start = folded.find(literal, start + 1)
    return False


def _is_word_bounded(folded: str, start: int, end: int) -> bool:
    """Whether `folded[start:end]` begins where a word begins and ends where a word ends."""
    joined_before = start > 0 and _is_same_word(folded[start - 1], folded[start])
    return not joined_before and not (end < len(folded) and _is_same_word(folded[end], folded[end - 1]))


def _is_same_word(outer: str, inner: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    is_spaced = not (_UNSPACED_SCRIPTS.match(inner) or _UNSPACED_SCRIPTS.match(outer))
    return is_spaced and (outer.isalnum() or unicodedata.category(outer)[0] == "M")


@lru_cache(maxsize=512)  # patterns; the rules of all languages have about 300
def _compile_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first tried: a short run tries few."""
    return re.compile(pattern)
