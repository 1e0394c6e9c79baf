"""What a name looks like, in every script."""

from __future__ import annotations

import re
import unicodedata

from newscrawl.core.names.vocabulary import EDGE_PUNCTUATION, Vocabulary, is_unspaced_script

_LEADING_PUNCTUATION = "".join(char for char in EDGE_PUNCTUATION if char not in "\"'“„”")
_MAX_NAME_WORDS = 7
_MIN_NAME_LETTERS = 2
_MAX_LOWERCASE_WORDS = 4
_MAX_NON_PARTICLES = 5
_NAME_PUNCTUATION = frozenset("'’ʼ‘`´.-‐‑·・\"“”„״׳\u200c\u200d")
"""What may stand in a name beside letters: apostrophes, hyphens, initials' stops, nicknames' quotes, joiners."""
_MAX_ABBREVIATION_CHARS = 4
_MIN_CAPS_NAME_CHARS = 6
_MAX_WORD_CHARS = 30
_HANGUL = re.compile(r"[가-힣]+")
_HAN = re.compile(r"[\u4e00-\u9fff々]+")
_MAX_HAN_CHARS = 6
_MIN_UNSPACED_CHARS = 2
_MAX_UNSPACED_CHARS = 24


def split_words(item: str, vocab: Vocabulary) -> list[str]:
    """The words of the item; in scripts without spaces, roles and "by" that stick to a name become words."""
    words: list[str] = []
    for word in filter(None, (word.lstrip(_LEADING_PUNCTUATION) for word in item.split())):
        words += _split_unspaced_affixes(word, vocab) if is_unspaced_script(word) else [word]
    return words


def _split_unspaced_affixes(word: str, vocab: Vocabulary) -> list[str]:
    prefixes: list[str] = []
    suffixes: list[str] = []
    changed = True
    while changed:
        changed = False
        for affix in vocab.unspaced_words:
            if word == affix:
                break
            if len(word) - len(affix) < _MIN_UNSPACED_CHARS:
                continue
            if word.startswith(affix):
                prefixes.append(affix)
                word, changed = word[len(affix) :], True
                break
            if word.endswith(affix):
                suffixes.insert(0, affix)
                word, changed = word[: -len(affix)], True
                break
    return [*prefixes, word, *suffixes]


def remove_full_stop(name: str) -> str:
    """The name without the full stop of its sentence; initials and "Jr." keep theirs."""
    last_word = name.rpartition(" ")[2]
    return (
        name[:-1]
        if name.endswith(".") and len(last_word) > _MAX_ABBREVIATION_CHARS and last_word.count(".") == 1
        else name
    )


def is_abbreviation(word: str) -> bool:
    """Whether a word alone is no name but letters that stand for a house or a desk: "HPN", "hp-INFO"."""
    if word.isupper() and word.lower() != word.upper():
        return len(word) < _MIN_CAPS_NAME_CHARS
    return any(word[at].isupper() and word[at + 1].isupper() for at in range(len(word) - 1)) or word[:1].islower()


def can_be_person_name(words: list[str], *, allow_lowercase: bool, particles: frozenset[str]) -> bool:
    """Whether the words can be a person's name; `allow_lowercase` allows a line that has no capitals anywhere."""
    if not words or len(words) > _MAX_NAME_WORDS or any(len(word) > _MAX_WORD_CHARS for word in words):
        return False
    text = "".join(words)
    if sum(map(str.isalpha, text)) < _MIN_NAME_LETTERS or not all(map(_is_name_char, text)):
        return False
    if is_unspaced_script(text):
        return all(_is_unspaced_name(word) for word in words)
    if text.islower():
        return allow_lowercase and 1 < len(words) < _MAX_LOWERCASE_WORDS
    if sum(word.casefold() not in particles for word in words) > _MAX_NON_PARTICLES:
        return False
    return all(_is_capitalized_or_particle(word, particles) for word in words)


def _is_name_char(char: str) -> bool:
    return char.isalpha() or char in _NAME_PUNCTUATION or unicodedata.category(char).startswith("M")


def _is_capitalized_or_particle(word: str, particles: frozenset[str]) -> bool:
    if word.endswith(("'s", "’s")):
        return False
    return not word[:1].islower() or word.casefold() in particles or any(char.isupper() for char in word)


def _is_unspaced_name(word: str) -> bool:
    if _HAN.fullmatch(word):
        return len(word) <= _MAX_HAN_CHARS
    return len(word) <= _MAX_UNSPACED_CHARS


def split_cjk_names(words: list[str], language: str | None) -> list[str]:
    """Several Korean or Chinese names that only spaces divide; empty where the words are one name."""
    if len(words) < 2:
        return []
    if all(_HANGUL.fullmatch(word) and len(word) > 1 for word in words) and any(len(word) > 2 for word in words):
        return words
    if all(_HAN.fullmatch(word) and len(word) > 1 for word in words):
        is_chinese = (language or "").startswith("zh") or (language is None and all(len(word) == 3 for word in words))
        return words if is_chinese else []
    return []
