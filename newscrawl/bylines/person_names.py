"""Names of people: what can be one, in every script; "Lima, Ana" and "ANA LIMA" become "Ana Lima"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from newscrawl.bylines.casing import MIN_CAPS_NAME_CHARS, is_all_caps
from newscrawl.bylines.organizations import match_known_entity
from newscrawl.bylines.tokenizer import BylineSegment
from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    ContextualVocabulary,
    get_vocabulary,
    is_lowercase,
    is_unspaced_script,
    normalize_alphanumeric,
    normalize_word,
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

_MAX_LAST_NAME_WORDS = 3
_MAX_FIRST_NAME_WORDS = 2
_MIN_PAIRED_WORDS = 4
"""Single words in one segment that are read as pairs of last and first name: "Lima, Ana, Ek, Bo"."""


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


def reorder_last_first(segments: list[BylineSegment]) -> list[BylineSegment]:
    """The segments with first name before last name, and with "Jr." and "III" in the item of their name.

    Names are turned around where every segment is "Lima, Ana", or where the only segment is pairs of single words.
    """
    segment_items = [segment.items for segment in segments]
    if _are_all_last_first(segment_items):
        return [BylineSegment(items=(f"{first} {last}",)) for last, first in segment_items]
    if len(segment_items) == 1 and _are_name_pairs(segment_items[0]):
        items = segment_items[0]
        return [BylineSegment(items=(f"{items[at + 1]} {items[at]}",)) for at in range(0, len(items), 2)]
    return [_attach_suffixes(segment) for segment in segments]


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


# Helpers of reorder_last_first.


def _are_all_last_first(segment_items: list[tuple[str, ...]]) -> bool:
    """Whether every segment is "Last, First".

    A single segment must be of two words, because "Ana Lima, Lisbon" is a name and a place.
    """
    if not segment_items or not all(len(items) == 2 and _is_last_first(*items) for items in segment_items):
        return False
    return len(segment_items) > 1 or not any(" " in item for item in segment_items[0])


def _is_last_first(last: str, first: str) -> bool:
    last_words, first_words = last.split(" "), first.split(" ")
    if (
        len(last_words) > _MAX_LAST_NAME_WORDS
        or len(first_words) > _MAX_FIRST_NAME_WORDS
        or not all(map(_is_capitalized_name, [*first_words, last_words[-1]]))
    ):
        return False
    return all(_is_capitalized_name(word) or word.casefold() in get_vocabulary().particles for word in last_words)


def _are_name_pairs(items: tuple[str, ...]) -> bool:
    return len(items) >= _MIN_PAIRED_WORDS and len(items) % 2 == 0 and all(map(_is_capitalized_name, items))


def _is_capitalized_name(text: str) -> bool:
    """Whether the text is one capitalized word that has no other meaning in a byline."""
    stripped, vocab = text.strip(EDGE_PUNCTUATION), get_vocabulary()
    if (
        not stripped[:1].isupper()
        or " " in text
        or any(map(str.isdigit, text))
        or (len(stripped) > 1 and is_all_caps(stripped))
    ):
        return False
    match = vocab.match_at([normalize_word(text)], 0)
    if match is not None and not match.kinds.keys() <= {"month", "by_soft"}:
        return False
    return (
        not vocab.is_town(text)
        and normalize_word(text) not in vocab.suffixes
        and normalize_alphanumeric(text) not in vocab.account_names
    )


def _attach_suffixes(segment: BylineSegment) -> BylineSegment:
    items: list[str] = []
    for item in segment.items:
        if items and normalize_word(item) in get_vocabulary().suffixes:
            items[-1] = f"{items[-1]} {item}"
        else:
            items.append(item)
    return replace(segment, items=tuple(items))
