"""What follows a name after a comma: positions outside the newsroom, and roles of people who did not write."""

from __future__ import annotations

from newscrawl.bylines.seams import COLONS
from newscrawl.bylines.tokenizer import BylineSegment, split_byline_words
from newscrawl.bylines.vocabulary import (
    ContextualVocabulary,
    get_vocabulary,
    is_lowercase,
    is_unspaced_script,
    normalize_word,
    normalize_words,
)

_MAX_BY_CHARS = 4
"""Letters of a "by" that follows a verb: "by", "par", "door". Longer ones are words such as "author"."""


def states_position(item: str, terms: ContextualVocabulary) -> bool:
    """Whether the item begins with a position, with or without what belongs to it: "Senior Lecturer in Tides".

    Degrees ("PhD, MD") are none: a person follows them as often as an employer.
    """
    words = item.split()
    normalized = normalize_words(words)
    at = 0
    while at < len(words):
        match = terms.match_at(words, normalized, at)
        if match is None or not match.has_kind("position", "role_part") or terms.is_foreign_word(match, words, at):
            return False
        if match.has_kind("position"):
            return True
        at += match.word_count
    return False


def is_credit_role(item: str, terms: ContextualVocabulary) -> bool:
    """Whether the item is the role of someone who did not write, and nothing else: "Photographer"."""
    match = terms.vocabulary.match_whole(normalize_words(item.split()))
    return match is not None and match.has_kind("credit_role")


def begins_with_conjunction(item: str, terms: ContextualVocabulary) -> bool:
    """Whether the item begins with the "and" before the last person of a list."""
    return item.partition(" ")[0].casefold() in {*terms.vocabulary.conjunctions, "&"}


def strip_employers(words: list[str], terms: ContextualVocabulary) -> list[str]:
    """The words before a position without those that end like an employer's name: "김민수 서울대 교수"."""
    return [word for word in words if not word.endswith(terms.vocabulary.employer_suffixes)]


def begins_with_credit(raw: str) -> bool:
    """Whether the byline begins with a label that credits something other than writing: "Editor : Ana Lima"."""
    words = raw.split()
    normalized = [normalized for word in words if (normalized := normalize_word(word))]
    match = get_vocabulary().match_at(normalized, 0) if normalized else None
    label = " ".join(words[: (match.word_count if match else 0) + 1])
    return (
        match is not None and match.has_kind("credit", "credit_role", "label") and any(map(label.__contains__, COLONS))
    )


def ends_with_by(item: str) -> bool:
    """Whether the item ends with a "by" in lower case, so that the name is in the next line: "Reviewed by"."""
    last_word = item.rpartition(" ")[2]
    match = get_vocabulary().match_at([last_word], 0)
    return match is not None and match.has_kind("by") and is_lowercase(last_word) and len(last_word) <= _MAX_BY_CHARS


def is_known_phrase(segment: BylineSegment) -> bool:
    """Whether the segment is one known phrase of a script without spaces, and no label: "图" in "李晓明/文 王芳/图"."""
    return (
        not segment.is_label
        and len(segment.items) == 1
        and is_unspaced_script(segment.items[0])
        and get_vocabulary().match_whole_text(segment.items[0]) is not None
    )


def introduces_next(segment: BylineSegment, terms: ContextualVocabulary) -> bool:
    """Whether the credit at the end of the segment is of the next segment: "Photo:", "Reviewed by", "撮影"."""
    item = segment.items[-1]
    if is_unspaced_script(item):
        words = split_byline_words(item, terms.vocabulary)
        match = terms.match_at(words, normalize_words(words), len(words) - 1)
        return match is not None and match.has_kind("credit", "label")
    is_whole = len(segment.items) == 1 and get_vocabulary().match_whole_text(item) is not None
    return is_whole and (segment.is_label or ends_with_by(item))
