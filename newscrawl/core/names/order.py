"""Names in the order in which they are spoken: "Lima, Ana" is turned around, and "Jr." joined to its name."""

from __future__ import annotations

from newscrawl.core.names.agencies import normalize_alphanumeric
from newscrawl.core.names.namecase import is_all_caps
from newscrawl.core.names.split import BylineSegment
from newscrawl.core.names.vocabulary import EDGE_PUNCTUATION, get_vocabulary, normalize_word

_MAX_LAST_NAME_WORDS = 3
_MAX_FIRST_NAME_WORDS = 2
_MIN_PAIRED_WORDS = 4


def reorder_last_first(segments: list[BylineSegment]) -> list[BylineSegment]:
    """The groups, turned around where all of them show "Lima, Ana", or where single words come in pairs."""
    segment_items = [segment.items for segment in segments]
    if _are_all_last_first(segment_items):
        return [BylineSegment(items=(f"{first} {last}",)) for last, first in segment_items]
    if len(segment_items) == 1 and _are_name_pairs(segment_items[0]):
        items = segment_items[0]
        return [BylineSegment(items=(f"{items[at + 1]} {items[at]}",)) for at in range(0, len(items), 2)]
    return [_attach_suffixes(group) for group in segments]


def _are_all_last_first(segment_items: list[tuple[str, ...]]) -> bool:
    """Whether every group is "Last, First". One alone must be of two words: "Ana Lima, Lisbon" is none."""
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
    """Whether the text is one capitalised word that says nothing else."""
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
    """The group with "Jr." and "III" back at their names."""
    items: list[str] = []
    for item in segment.items:
        if items and normalize_word(item) in get_vocabulary().suffixes:
            items[-1] = f"{items[-1]} {item}"
        else:
            items.append(item)
    return BylineSegment(items=tuple(items), is_label=segment.is_label)
