"""Names of people: what can be one, in every script; "Lima, Ana" and "ANA LIMA" become "Ana Lima"."""

from __future__ import annotations

import re
import unicodedata

from newscrawl.bylines.casing import MIN_CAPS_NAME_CHARS
from newscrawl.bylines.organizations import match_known_entity
from newscrawl.bylines.vocabulary import (
    NAME_EDGE_CHARS,
    ContextualVocabulary,
    is_lowercase,
    is_unspaced_script,
)

_PLAIN_WORD = "[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,20}"
_PLAIN_NAME = rf"{_PLAIN_WORD}(?: [A-Z]\.)?(?: {_PLAIN_WORD}){{1,2}}"
_PLAIN_NAME_LIST = re.compile(rf"{_PLAIN_NAME}(?:; {_PLAIN_NAME}){{0,25}}")

_MAX_NAME_WORDS = 7
_MAX_NON_PARTICLES = 5
"""Words of a name that are not particles such as "de" and "van"."""
_MAX_LOWERCASE_WORDS = 3
"""Words of a name without any capital, "by ana lima": a longer line of lower case is prose."""
_MIN_NAME_LETTERS = 2
_MAX_WORD_CHARS = 30
_NAME_PUNCTUATION = frozenset("'’ʼ‘`´.-‐‑·・\"“”„״׳\u200c\u200d")
"""What a name may have besides letters: apostrophes, hyphens, full stops of initials, quotation marks of nicknames and
zero-width joiners."""
_MAX_ABBREVIATION_CHARS = 4
"""Characters of a last word, with its full stop, that keeps it: "Jr."."""
_HANGUL = re.compile(r"[가-힣]+")
_HAN = re.compile(r"[\u4e00-\u9fff々]+")
_MAX_HAN_CHARS = 6
_MAX_UNSPACED_CHARS = 24
"""Characters of one word of a name in a script without spaces that is not Chinese characters alone."""


def match_plain_names(raw: str, terms: ContextualVocabulary) -> list[str]:
    """The names in a byline that is nothing but plain full names with "; " between them; else an empty list.

    A plain name is two or three capitalized words of Latin letters, with or without an initial, that have no other
    meaning in a byline. Most bylines are so, and need no parsing.
    """
    if not _PLAIN_NAME_LIST.fullmatch(raw):
        return []
    names = raw.split("; ")
    vocab = terms.vocabulary
    if any(vocab.is_known_word(word) for name in names for word in name.casefold().split(" ")):
        return []
    return [] if any(match_known_entity(name, terms) for name in names) else names


def can_be_person_name(words: list[str], *, allow_lowercase: bool, particles: frozenset[str]) -> bool:
    """Whether the words can be a person's name.

    :param allow_lowercase: whether a name may have no capital at all.
    """
    if not words or len(words) > _MAX_NAME_WORDS or any(len(word) > _MAX_WORD_CHARS for word in words):
        return False
    text = "".join(words)
    if sum(map(str.isalpha, text)) < _MIN_NAME_LETTERS or not all(map(_is_name_char, text)):
        return False
    if is_unspaced_script(text):
        return all(_is_unspaced_name(word) for word in words)
    if is_lowercase(text):
        return allow_lowercase and 1 < len(words) <= _MAX_LOWERCASE_WORDS
    if sum(word.casefold() not in particles for word in words) > _MAX_NON_PARTICLES:
        return False
    return all(_is_capitalized_or_particle(word, particles) for word in words)


def is_abbreviation(word: str) -> bool:
    """Whether a single word stands for an organization or a desk: "HPN", "hp-INFO".

    It does when it is short and all capitals, has two capitals in a row, or begins in lower case.
    """
    if word.isupper() and word.lower() != word.upper():
        return len(word) < MIN_CAPS_NAME_CHARS
    return any(word[at].isupper() and word[at + 1].isupper() for at in range(len(word) - 1)) or is_lowercase(word[:1])


def remove_full_stop(name: str) -> str:
    """The name without the full stop that ends its sentence; initials and "Jr." keep theirs."""
    last_word = name.rpartition(" ")[2]
    ends_sentence = name.endswith(".") and len(last_word) > _MAX_ABBREVIATION_CHARS and last_word.count(".") == 1
    return name[:-1] if ends_sentence else name


def strip_name_edges(name: str) -> str:
    """The name without punctuation at its ends; the geresh of a Hebrew letter is part of the name."""
    stripped = name.strip(NAME_EDGE_CHARS)
    has_geresh = name.endswith("'") and "\u05d0" <= stripped[-1:] <= "\u05ea"
    return stripped + "'" if has_geresh else stripped


def split_cjk_names(words: list[str], language: str | None) -> list[str]:
    """Several Korean or Chinese names with only spaces between them; an empty list where the words are one name."""
    if len(words) < 2:
        return []
    if all(_HANGUL.fullmatch(word) and len(word) > 1 for word in words) and any(len(word) > 2 for word in words):
        return words
    if all(_HAN.fullmatch(word) and len(word) > 1 for word in words):
        is_chinese = (language or "").startswith("zh") or (language is None and all(len(word) == 3 for word in words))
        return words if is_chinese else []
    return []


# Helpers of can_be_person_name.


def _is_name_char(char: str) -> bool:
    return char.isalpha() or char in _NAME_PUNCTUATION or unicodedata.category(char).startswith("M")


def _is_capitalized_or_particle(word: str, particles: frozenset[str]) -> bool:
    """Whether the word has a capital or is a particle; "Lima's" is not a word of a name."""
    if word.endswith(("'s", "’s")):
        return False
    return not is_lowercase(word[:1]) or word.casefold() in particles or any(char.isupper() for char in word)


def _is_unspaced_name(word: str) -> bool:
    if _HAN.fullmatch(word):
        return len(word) <= _MAX_HAN_CHARS
    return len(word) <= _MAX_UNSPACED_CHARS
