"""Where the phrase rules are looked up: by the whole line, by its ends, by a word inside it.

Everything here is compared folded. Rules are known by their place in the order in which they are tried.

How the lines begin that a pattern of the phrase rules matches, or if that can be anything, what stands in them.

To try every pattern on every line would cost more than all else that is done with it. So a pattern is read just far
enough to say on which lines it has to be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from newscrawl.text import UNSPACED_SCRIPTS, contains_phrase, is_word_bounded, starts_with_phrase

_TOKEN = re.compile(
    r"\\(?:x\w{2}|u\w{4}|U\w{8}|N\{[^}]*\}|[0-7]{1,3}|.)"  # one character, however it is written
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:?|(?:[?*+]|\{\d*,?\d*\})[?+]?|.",
    re.DOTALL,
)
_EXPLICIT_CHAR_CLASS = re.compile(r"\[[^\^\\-][^\\-]*\]")
"""A class that names each of its characters."""
_MAX_PREFIX_CHARS = 4
ANY_DIGIT = r"\d"
"""Stands for every digit at the beginning of a line."""
_PATTERN_CACHE_SIZE = 512  # patterns; there are some 300 in all languages


@lru_cache(maxsize=_PATTERN_CACHE_SIZE)
def _compile_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first tried: a short run tries few."""
    return re.compile(pattern)


@lru_cache(maxsize=_PATTERN_CACHE_SIZE)
def get_prefilter(pattern: str) -> tuple[frozenset[str], frozenset[str]]:
    r"""How lines begin that match, by up to four characters; or, instead, strings of which each such line holds one.

    >>> [sorted(trait) for trait in get_prefilter(r"(?:page )?\d+ of .+")]
    [['\\d', 'page'], []]
    >>> [sorted(trait) for trait in get_prefilter(r".+ (?:reach|call) him")]
    [[], ['call', 'reach']]
    """
    pieces = _TOKEN.findall(pattern)
    if "(?" in pieces:  # what looks ahead or behind is not read
        return frozenset(), frozenset({""})
    alternatives = tuple(_parse_alternatives(iter(pieces)))
    prefixes = frozenset(
        prefix for alternative in alternatives for prefix in _get_possible_prefixes(alternative, _MAX_PREFIX_CHARS)
    )
    if "" not in prefixes:
        return prefixes, frozenset()
    return frozenset(), _find_required_substrings((_RegexNode(alternatives=alternatives),)) or frozenset({""})


@dataclass(slots=True, eq=False)
class _RegexNode:
    """A character of a pattern, or a group."""

    char: str = ""
    """The character itself; empty for what stands for several."""
    alternatives: tuple[tuple[_RegexNode, ...], ...] = ()
    """A group's alternatives."""
    is_required: bool = True
    is_repeatable: bool = False
    """Whether it may be repeated."""


_ANY_CHAR = _RegexNode()


def _parse_alternatives(pieces: Iterator[str]) -> Iterator[tuple[_RegexNode, ...]]:
    """The alternatives of a pattern or group, up to its end."""
    nodes: list[_RegexNode] = []
    for piece in pieces:
        if piece == ")":
            break
        if piece == "|":
            yield tuple(nodes)
            nodes = []
        elif piece in ("(", "(?:"):
            nodes.append(_RegexNode(alternatives=tuple(_parse_alternatives(pieces))))
        elif piece[0] in "?*+" or (piece[0] == "{" and len(piece) > 1):
            nodes[-1].is_required, nodes[-1].is_repeatable = (
                piece[0] not in "?*" and piece[1:2] not in ("0", ","),
                piece[0] != "?",
            )
        elif len(piece) > 2 and _EXPLICIT_CHAR_CLASS.fullmatch(piece):
            nodes.append(_RegexNode(alternatives=tuple((_RegexNode(_unify_digit(char)),) for char in piece[1:-1])))
        else:
            nodes.append(_RegexNode(_get_literal_char(piece)))
    yield tuple(nodes)


def _get_literal_char(piece: str) -> str:
    """The character that the piece stands for, if it is a single one."""
    if len(piece) == 1:
        return "" if piece in ".^$" else _unify_digit(piece)
    if piece == ANY_DIGIT:
        return ANY_DIGIT
    return piece[1] if piece[0] == "\\" and not piece[1].isalnum() else ""


def _unify_digit(character: str) -> str:
    """All digits are looked up as one."""
    return ANY_DIGIT if character.isdecimal() else character


def _get_possible_prefixes(nodes: Sequence[_RegexNode], max_chars: int) -> set[str]:
    """How a line can begin that matches the parts: up to `max_chars` characters, fewer where any may follow."""
    if not nodes or not max_chars:
        return {""}
    node, rest = nodes[0], nodes[1:]
    followers = (_ANY_CHAR, *rest) if node.is_repeatable else rest
    if node.alternatives:
        prefixes = {
            prefix
            for alternative in node.alternatives
            for prefix in _get_possible_prefixes((*alternative, *followers), max_chars)
        }
    elif node.char == ANY_DIGIT:
        prefixes = {ANY_DIGIT if max_chars == _MAX_PREFIX_CHARS else ""}
    else:
        prefixes = (
            {node.char + opening for opening in _get_possible_prefixes(followers, max_chars - 1)} if node.char else {""}
        )
    return prefixes if node.is_required else prefixes | _get_possible_prefixes(rest, max_chars)


def _find_required_substrings(nodes: Sequence[_RegexNode]) -> frozenset[str]:
    """Strings of which one stands in every line that matches the parts, the longest there are; none if unknown."""
    candidates: list[frozenset[str]] = []
    run = ""
    for node in (*nodes, _ANY_CHAR):
        is_literal = node.is_required and node.char not in ("", ANY_DIGIT)
        run += node.char if is_literal else ""
        if is_literal and not node.is_repeatable:
            continue
        if run.strip():
            candidates.append(frozenset({run}))
        run = ""
        if (
            node.alternatives
            and node.is_required
            and all(per_alternative := [_find_required_substrings(alternative) for alternative in node.alternatives])
        ):
            candidates.append(frozenset().union(*per_alternative))
    return max(candidates, key=lambda strings: min(map(_rarity, strings)), default=frozenset())


def _rarity(string: str) -> int:
    """Long strings are rarer than short ones, and no word is as rare in news as the sign in an address of e-mail."""
    return len(string) + 99 * ("@" in string)


_EDGE_CHARS = 2  # characters by which a line of nothing but certain words shows at its ends that it has others
_COUNTER = re.compile(r"[\d.,]+k? (?=\D)|(?<=\D) ?[(\[]?[\d.,]+k?$")
"""A number before or after a label, as in `Comments (12)`; fold has taken a closing bracket."""
_MAX_COUNTED_LABEL_CHARS = 40  # characters: longer lines are no label with a counter
_WORD_SEPARATORS = re.compile(r"(?:[\s|/,·•:;>]|-(?!\w))+")
_SEPARATOR_CHARS = " |/,·•:;>-"
_MAX_SHARE_BAR_CHARS = 120  # characters: a longer line is no share bar
_PrefixEntry = tuple[str, str, int]
"""A field of `Phrase`, a literal or pattern of it, and the rule's place."""


@dataclass(slots=True)
class PhraseIndex:
    """The literals and patterns of many rules."""

    _whole_lines: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _prefixes: dict[str, tuple[_PrefixEntry, ...]] = field(default_factory=dict)
    _suffixes: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    _inner_words: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    _short_literals: tuple[tuple[str, int], ...] = ()
    _unspaced_literals: tuple[tuple[str, int], ...] = ()
    _word_sets: dict[str, tuple[tuple[frozenset[str], int], ...]] = field(default_factory=dict)
    _word_set_starts: frozenset[str] = frozenset()
    _word_set_ends: frozenset[str] = frozenset()
    _required_substrings: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def add_literal(self, kind: str, literal: str, priority: int) -> None:
        """Look the literal up as `kind`, a field of `Phrase`, for the rule at that place."""
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
        """Look for lines of nothing but these words."""
        set_words = frozenset(part for word in words for part in _WORD_SEPARATORS.split(word))
        for set_word in set_words:
            self._word_sets[set_word] = (*self._word_sets.get(set_word, ()), (set_words, priority))
        self._word_set_starts |= {
            f"{part}{separator}"[:_EDGE_CHARS] for part in set_words for separator in _SEPARATOR_CHARS
        }
        self._word_set_ends |= {f"{sign}{part}"[-_EDGE_CHARS:] for part in set_words for sign in _SEPARATOR_CHARS}

    def add_pattern(self, pattern: str, priority: int) -> None:
        """Look for lines that the pattern matches whole."""
        prefixes, substrings = get_prefilter(pattern)
        for prefix in prefixes:
            self._add_prefix(prefix, ("patterns", pattern, priority))
        for substring in substrings:  # where one is a part of another, it stands for both
            key = next(
                (indexed for indexed in self._required_substrings if indexed and indexed in substring), substring
            )
            self._required_substrings[key] = (*self._required_substrings.get(key, ()), (pattern, priority))

    def copy(self) -> PhraseIndex:
        """Another index of the same rules, for others to be added."""
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
        """The rules that hold for the line, limits aside; nearly every line shows at once that none does.

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
        if not folded.isascii() and UNSPACED_SCRIPTS.search(folded):
            priorities += _match_substrings(folded, self._unspaced_literals)
        return priorities

    def _add_prefix(self, prefix: str, entry: _PrefixEntry) -> None:
        """Under as many characters as are looked up: eight, four, two or one."""
        key = prefix if prefix == ANY_DIGIT else prefix[: next(size for size in (8, 4, 2, 1) if size <= len(prefix))]
        self._prefixes[key] = (*self._prefixes.get(key, ()), entry)

    def _add_substring(self, literal: str, priority: int) -> None:
        """Under its longest word that surely stands alone in a line: neither the first nor the last."""
        word = max(literal.split()[1:-1], key=len, default=None)
        if UNSPACED_SCRIPTS.search(literal):
            self._unspaced_literals = (*self._unspaced_literals, (literal, priority))
        elif word is None:
            self._short_literals = (*self._short_literals, (literal, priority))
        else:
            self._inner_words[word] = (*self._inner_words.get(word, ()), (literal, priority))

    def _match_word_sets(self, folded: str) -> list[int]:
        line_words = _WORD_SEPARATORS.split(folded) if len(folded) <= _MAX_SHARE_BAR_CHARS else []
        entries = self._word_sets.get(line_words[0], ()) if len(line_words) > 1 else ()
        return [priority for word_set, priority in entries if word_set.issuperset(line_words)]


def _match_prefixes(line: str, folded: str, entries: Iterable[_PrefixEntry]) -> list[int]:
    """Those of the literals with which the line begins, and of the patterns that match it."""
    priorities: list[int] = []
    for kind, text, priority in entries:
        if kind == "patterns":
            if _compile_pattern(text).fullmatch(folded):
                priorities.append(priority)
        elif folded.startswith(text) and starts_with_phrase(line, folded, text, is_label=kind == "labels"):
            priorities.append(priority)
    return priorities


def _match_suffixes(folded: str, literals: Iterable[tuple[str, int]]) -> list[int]:
    """Those of the literals with which the line ends."""
    size = len(folded)
    return [
        priority
        for literal, priority in literals
        if folded.endswith(literal) and is_word_bounded(folded, size - len(literal), size)
    ]


def _match_substrings(folded: str, literals: Iterable[tuple[str, int]]) -> list[int]:
    """Those of the literals that stand in the line."""
    return [priority for literal, priority in literals if literal in folded and contains_phrase(folded, literal)]
