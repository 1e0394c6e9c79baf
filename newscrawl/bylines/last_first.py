"""Names that are written last name first: "Lima, Ana" and "van der Berg, Piet"."""

from __future__ import annotations

from dataclasses import replace

from newscrawl.bylines.casing import is_all_caps
from newscrawl.bylines.organizations import match_agency
from newscrawl.bylines.tokenizer import BylineSegment
from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    get_vocabulary,
    is_initial,
    is_lowercase,
    normalize_alphanumeric,
    normalize_word,
)

_MAX_LAST_NAME_WORDS = 3
_MAX_FIRST_NAME_WORDS = 2
_MIN_CAPS_NAME_CHARS = 4
"""Characters from which a word in capitals may be half of a name; a shorter one is rather an abbreviation."""
_PARTS_WITH_SUFFIX = 3
"""Parts between commas of a name such as "Lima, Tom, Jr."."""
_MIN_PAIRED_WORDS = 4
"""Single words in one segment that are read as pairs of last and first name: "Lima, Ana, Ek, Bo"."""


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


def put_first_name_first(name: str) -> str:
    """The name of one author, whose last name is first, in the usual order; any other text as it is.

    >>> put_first_name_first("García Marín, Pablo"), put_first_name_first("Ana Lima, Reuters")
    ('Pablo García Marín', 'Ana Lima, Reuters')

    :param name: a text that is stated as the name of one author, so that "Marín, Pablo" is not two people.
    """
    parts = [part.strip() for part in name.split(",")]
    suffix = ""
    if len(parts) == _PARTS_WITH_SUFFIX and normalize_word(parts[-1]) in get_vocabulary().suffixes:
        suffix = f" {parts.pop()}"
    if len(parts) != len(("last", "first")) or not _is_stated_last_first(*parts):
        return name
    return f"{parts[1]} {parts[0]}{suffix}"


def _is_stated_last_first(last: str, first: str) -> bool:
    """Whether a comma divides last and first name, in a text that is one author's name.

    A last name of several words has one first name or initials after it: "Ana Lima, Bo Ek" are two people.
    """
    if not last or not first or match_agency(first) or match_agency(last) or get_vocabulary().is_town(first):
        return False
    last_words, first_words = last.split(), first.split()
    particles = get_vocabulary().particles
    capitalized = [word for word in last_words if word.casefold() not in particles]
    if not capitalized or len(capitalized) > _MAX_LAST_NAME_WORDS or not all(map(_is_part_of_name, capitalized)):
        return False
    first_names = [word for word in first_words if not is_initial(word)]
    if not all(map(_is_part_of_name, first_names)) or len(first_words) > _MAX_LAST_NAME_WORDS:
        return False
    return len(capitalized) == 1 or is_lowercase(last[:1]) or len(first_names) < _MAX_FIRST_NAME_WORDS


def _is_part_of_name(word: str) -> bool:
    """Whether the word may be part of a name: it has a capital and is no role, degree or word of an organization."""
    stripped, vocab = word.strip(EDGE_PUNCTUATION), get_vocabulary()
    if not stripped[:1].isupper() or any(map(str.isdigit, word)):
        return False
    match = vocab.match_at([normalize_word(word)], 0)
    return not (match is not None and match.has_kind("role", "desk", "by")) and not (
        normalize_word(word) in vocab.organization_words
        or word.casefold() in vocab.degrees
        or normalize_alphanumeric(word) in vocab.account_names
    )


def _are_all_last_first(segment_items: list[tuple[str, ...]]) -> bool:
    """Whether every segment is "Last, First".

    A single segment must be of two words, because "Ana Lima, Lisbon" is a name and a place, or begin with a particle
    or end with an initial: "van der Berg, Piet", "Lima, Ana M.".
    """
    if not segment_items or not all(len(items) == 2 and _is_last_first(*items) for items in segment_items):
        return False
    if len(segment_items) > 1:
        return True
    last, first = segment_items[0]
    return " " not in last + first or is_lowercase(last[:1]) or is_initial(first.split(" ")[-1])


def _is_last_first(last: str, first: str) -> bool:
    last_words, first_words = last.split(" "), first.split(" ")
    if (
        len(last_words) > _MAX_LAST_NAME_WORDS
        or len(first_words) > _MAX_FIRST_NAME_WORDS
        or not all(is_initial(word) or _is_capitalized_name(word) for word in [*first_words, last_words[-1]])
    ):
        return False
    return all(_is_capitalized_name(word) or word.casefold() in get_vocabulary().particles for word in last_words)


def _are_name_pairs(items: tuple[str, ...]) -> bool:
    return len(items) >= _MIN_PAIRED_WORDS and len(items) % 2 == 0 and all(map(_is_capitalized_name, items))


def _is_capitalized_name(text: str) -> bool:
    """Whether the text is one capitalized word that has no other meaning in a byline."""
    stripped, vocab = text.strip(EDGE_PUNCTUATION), get_vocabulary()
    if not stripped[:1].isupper() or " " in text or any(map(str.isdigit, text)) or _is_abbreviation(stripped):
        return False
    match = vocab.match_at([normalize_word(text)], 0)
    if match is not None and not match.kinds.keys() <= {"month", "by_soft"}:
        return False
    return (
        not vocab.is_town(text)
        and normalize_word(text) not in vocab.suffixes
        and normalize_alphanumeric(text) not in vocab.account_names
    )


def _is_abbreviation(word: str) -> bool:
    return is_all_caps(word) and (1 < len(word) < _MIN_CAPS_NAME_CHARS or match_agency(word) is not None)


def _attach_suffixes(segment: BylineSegment) -> BylineSegment:
    items: list[str] = []
    for item in segment.items:
        if items and normalize_word(item) in get_vocabulary().suffixes:
            items[-1] = f"{items[-1]} {item}"
        else:
            items.append(item)
    return replace(segment, items=tuple(items))
