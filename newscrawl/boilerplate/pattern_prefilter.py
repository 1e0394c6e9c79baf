"""On which lines a regular expression can match at all: how such lines begin, or which strings they contain.

To try every pattern on every line would cost more than all other work on a line. So each pattern is parsed once, just
far enough to say on which lines it has to be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

ANY_DIGIT = r"\d"
"""Stands for every digit at the beginning of a line."""

_TOKEN = re.compile(
    r"\\(?:x\w{2}|u\w{4}|U\w{8}|N\{[^}]*\}|[0-7]{1,3}|.)"  # one character, however it is written
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:?|(?:[?*+]|\{\d*,?\d*\})[?+]?|.",
    re.DOTALL,
)
_EXPLICIT_CHAR_CLASS = re.compile(r"\[[^\^\\-][^\\-]*\]")
"""A character class that names each of its characters."""
_MAX_PREFIX_CHARS = 4
_CACHE_SIZE = 512  # patterns; the rules of all languages have about 300


@lru_cache(maxsize=_CACHE_SIZE)
def get_prefilter(pattern: str) -> tuple[frozenset[str], frozenset[str]]:
    r"""The prefixes of all lines that match the pattern; if these can be anything, strings that such lines contain.

    A prefix has up to four characters. Each line that matches contains at least one of the strings. One of the two
    sets is always empty; the empty string means that the pattern has to be tried on every line.

    >>> [sorted(strings) for strings in get_prefilter(r"(?:page )?\d+ of .+")]
    [['\\d', 'page'], []]
    >>> [sorted(strings) for strings in get_prefilter(r".+ (?:reach|call) him")]
    [[], ['call', 'reach']]
    """
    pieces = _TOKEN.findall(pattern)
    if "(?" in pieces:  # lookahead and lookbehind are not parsed
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
    """The character itself; empty if the node matches several characters."""
    alternatives: tuple[tuple[_RegexNode, ...], ...] = ()
    """The alternatives of a group."""
    is_required: bool = True
    is_repeatable: bool = False


_ANY_CHAR = _RegexNode()


def _parse_alternatives(pieces: Iterator[str]) -> Iterator[tuple[_RegexNode, ...]]:
    """The alternatives of a pattern or a group, up to its end."""
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
            nodes[-1].is_required = piece[0] not in "?*" and piece[1:2] not in ("0", ",")
            nodes[-1].is_repeatable = piece[0] != "?"
        elif len(piece) > 2 and _EXPLICIT_CHAR_CLASS.fullmatch(piece):
            nodes.append(_RegexNode(alternatives=tuple((_RegexNode(_unify_digit(char)),) for char in piece[1:-1])))
        else:
            nodes.append(_RegexNode(_get_literal_char(piece)))
    yield tuple(nodes)


def _get_literal_char(piece: str) -> str:
    """The character that the piece matches, if it matches only one."""
    if len(piece) == 1:
        return "" if piece in ".^$" else _unify_digit(piece)
    if piece == ANY_DIGIT:
        return ANY_DIGIT
    return piece[1] if piece[0] == "\\" and not piece[1].isalnum() else ""


def _unify_digit(character: str) -> str:
    return ANY_DIGIT if character.isdecimal() else character


def _get_possible_prefixes(nodes: Sequence[_RegexNode], max_chars: int) -> set[str]:
    """The prefixes of lines that match the nodes: `max_chars` characters, or fewer if any character may follow."""
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
            {node.char + prefix for prefix in _get_possible_prefixes(followers, max_chars - 1)} if node.char else {""}
        )
    return prefixes if node.is_required else prefixes | _get_possible_prefixes(rest, max_chars)


def _find_required_substrings(nodes: Sequence[_RegexNode]) -> frozenset[str]:
    """Strings of which every line that matches the nodes contains one: the rarest such set; empty if there is none."""
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
    """Long strings are rarer than short ones, and no word is as rare in news as the `@` of an e-mail address."""
    return len(string) + 99 * ("@" in string)
