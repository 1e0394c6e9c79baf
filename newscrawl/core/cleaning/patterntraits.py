"""How the lines begin that a pattern of the phrase rules matches, or if that can be anything, what stands in them.

To try every pattern on every line would cost more than all else that is done with it. So a pattern is read just far
enough to say on which lines it has to be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(
    r"\\(?:x\w{2}|u\w{4}|U\w{8}|N\{[^}]*\}|[0-7]{1,3}|.)"  # one character, however it is written
    r"|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:?|(?:[?*+]|\{\d*,?\d*\})[?+]?|.",
    re.DOTALL,
)
_FEW = re.compile(r"\[[^\^\\-][^\\-]*\]")
"""A class that names each of its characters."""
_OPENING = 4
DIGIT = r"\d"
"""Stands for every digit at the beginning of a line."""
_KNOWN = 512  # patterns; there are some 300 in all languages


@lru_cache(maxsize=_KNOWN)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first tried: a short run tries few."""
    return re.compile(pattern)


@lru_cache(maxsize=_KNOWN)
def traits(pattern: str) -> tuple[frozenset[str], frozenset[str]]:
    r"""How lines begin that match, by up to four characters; or, instead, strings of which each such line holds one.

    >>> [sorted(trait) for trait in traits(r"(?:page )?\d+ of .+")]
    [['\\d', 'page'], []]
    >>> [sorted(trait) for trait in traits(r".+ (?:reach|call) him")]
    [[], ['call', 'reach']]
    """
    pieces = _PIECE.findall(pattern)
    if "(?" in pieces:  # what looks ahead or behind is not read
        return frozenset(), frozenset({""})
    ways = tuple(_read(iter(pieces)))
    openings = frozenset(opening for way in ways for opening in _openings(way, _OPENING))
    if "" not in openings:
        return openings, frozenset()
    return frozenset(), _needs((_Part(ways=ways),)) or frozenset({""})


@dataclass(slots=True, eq=False)
class _Part:
    """A character of a pattern, or a group."""

    sign: str = ""
    """The character itself; empty for what stands for several."""
    ways: tuple[tuple[_Part, ...], ...] = ()
    """A group's alternatives."""
    needed: bool = True
    again: bool = False
    """Whether it may be repeated."""


_ANY = _Part()


def _read(pieces: Iterator[str]) -> Iterator[tuple[_Part, ...]]:
    """The alternatives of a pattern or group, up to its end."""
    way: list[_Part] = []
    for piece in pieces:
        if piece == ")":
            break
        if piece == "|":
            yield tuple(way)
            way = []
        elif piece in ("(", "(?:"):
            way.append(_Part(ways=tuple(_read(pieces))))
        elif piece[0] in "?*+" or (piece[0] == "{" and len(piece) > 1):
            way[-1].needed, way[-1].again = piece[0] not in "?*" and piece[1:2] not in ("0", ","), piece[0] != "?"
        elif len(piece) > 2 and _FEW.fullmatch(piece):
            way.append(_Part(ways=tuple((_Part(_of(sign)),) for sign in piece[1:-1])))
        else:
            way.append(_Part(_sign(piece)))
    yield tuple(way)


def _sign(piece: str) -> str:
    """The character that the piece stands for, if it is a single one."""
    if len(piece) == 1:
        return "" if piece in ".^$" else _of(piece)
    if piece == DIGIT:
        return DIGIT
    return piece[1] if piece[0] == "\\" and not piece[1].isalnum() else ""


def _of(character: str) -> str:
    """All digits are looked up as one."""
    return DIGIT if character.isdecimal() else character


def _openings(parts: Sequence[_Part], size: int) -> set[str]:
    """How a line can begin that matches the parts: up to `size` characters, fewer where any may follow."""
    if not parts or not size:
        return {""}
    part, rest = parts[0], parts[1:]
    behind = (_ANY, *rest) if part.again else rest
    if part.ways:
        begun = {opening for way in part.ways for opening in _openings((*way, *behind), size)}
    elif part.sign == DIGIT:
        begun = {DIGIT if size == _OPENING else ""}
    else:
        begun = {part.sign + opening for opening in _openings(behind, size - 1)} if part.sign else {""}
    return begun if part.needed else begun | _openings(rest, size)


def _needs(parts: Sequence[_Part]) -> frozenset[str]:
    """Strings of which one stands in every line that matches the parts, the longest there are; none if unknown."""
    found: list[frozenset[str]] = []
    run = ""
    for part in (*parts, _ANY):
        plain = part.needed and part.sign not in ("", DIGIT)
        run += part.sign if plain else ""
        if plain and not part.again:
            continue
        if run.strip():
            found.append(frozenset({run}))
        run = ""
        if part.ways and part.needed and all(needs := [_needs(way) for way in part.ways]):
            found.append(frozenset().union(*needs))
    return max(found, key=lambda strings: min(map(_rarity, strings)), default=frozenset())


def _rarity(string: str) -> int:
    """Long strings are rarer than short ones, and no word is as rare in news as the sign in an address of e-mail."""
    return len(string) + 99 * ("@" in string)
