"""What a name looks like, in every script."""

from __future__ import annotations

import re
import unicodedata

from newscrawl.core.names.vocabulary import EDGE, Vocabulary, is_unspaced

_LEFT_OVER = "".join(char for char in EDGE if char not in "\"'“„”")
_LONGEST = 7
_SHORTEST = 2
_MOST_SMALL = 4
_MOST_OWN = 5
_MARKS = frozenset("'’ʼ‘`´.-‐‑·・\"“”„״׳\u200c\u200d")
"""What may stand in a name beside letters: apostrophes, hyphens, initials' stops, nicknames' quotes, joiners."""
_LONGEST_SHORTENED = 4
_SHORTEST_SHOUT = 6
_LONGEST_WORD = 30
_HANGUL = re.compile(r"[가-힣]+")
_HAN = re.compile(r"[\u4e00-\u9fff々]+")
_LONGEST_HAN = 6
_SHORTEST_UNSPACED = 2
_LONGEST_UNSPACED = 24


def unstuck(item: str, vocabulary: Vocabulary) -> list[str]:
    """The words of the item; in scripts without spaces, roles and "by" that stick to a name become words."""
    words: list[str] = []
    for word in filter(None, (word.lstrip(_LEFT_OVER) for word in item.split())):
        words += _unstuck(word, vocabulary) if is_unspaced(word) else [word]
    return words


def _unstuck(word: str, vocabulary: Vocabulary) -> list[str]:
    before: list[str] = []
    after: list[str] = []
    changed = True
    while changed:
        changed = False
        for known in vocabulary.unspaced:
            if word == known:
                break
            if len(word) - len(known) < _SHORTEST_UNSPACED:
                continue
            if word.startswith(known):
                before.append(known)
                word, changed = word[len(known) :], True
                break
            if word.endswith(known):
                after.insert(0, known)
                word, changed = word[: -len(known)], True
                break
    return [*before, word, *after]


def without_full_stop(name: str) -> str:
    """The name without the full stop of its sentence; initials and "Jr." keep theirs."""
    last = name.rpartition(" ")[2]
    return name[:-1] if name.endswith(".") and len(last) > _LONGEST_SHORTENED and last.count(".") == 1 else name


def is_abbreviation(word: str) -> bool:
    """Whether a word alone is no name but letters that stand for a house or a desk: "HPN", "hp-INFO"."""
    if word.isupper() and word.lower() != word.upper():
        return len(word) < _SHORTEST_SHOUT
    return any(word[at].isupper() and word[at + 1].isupper() for at in range(len(word) - 1)) or word[:1].islower()


def is_name_shaped(words: list[str], *, small: bool, particles: frozenset[str]) -> bool:
    """Whether the words can be a person's name; `small` allows a line that has no capitals anywhere."""
    if not words or len(words) > _LONGEST or any(len(word) > _LONGEST_WORD for word in words):
        return False
    text = "".join(words)
    if sum(map(str.isalpha, text)) < _SHORTEST or not all(map(_is_name_char, text)):
        return False
    if is_unspaced(text):
        return all(_is_unspaced_name(word) for word in words)
    if text.islower():
        return small and 1 < len(words) < _MOST_SMALL
    if sum(word.casefold() not in particles for word in words) > _MOST_OWN:
        return False
    return all(_is_name_word(word, particles) for word in words)


def _is_name_char(char: str) -> bool:
    return char.isalpha() or char in _MARKS or unicodedata.category(char).startswith("M")


def _is_name_word(word: str, particles: frozenset[str]) -> bool:
    if word.endswith(("'s", "’s")):
        return False
    return not word[:1].islower() or word.casefold() in particles or any(char.isupper() for char in word)


def _is_unspaced_name(word: str) -> bool:
    if _HAN.fullmatch(word):
        return len(word) <= _LONGEST_HAN
    return len(word) <= _LONGEST_UNSPACED


def split_unspaced(words: list[str], language: str | None) -> list[str]:
    """Several Korean or Chinese names that only spaces divide; empty where the words are one name."""
    if len(words) < 2:
        return []
    if all(_HANGUL.fullmatch(word) and len(word) > 1 for word in words) and any(len(word) > 2 for word in words):
        return words
    if all(_HAN.fullmatch(word) and len(word) > 1 for word in words):
        chinese = (language or "").startswith("zh") or (language is None and all(len(word) == 3 for word in words))
        return words if chinese else []
    return []
