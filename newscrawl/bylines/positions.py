"""What follows a name after a comma: positions outside the newsroom, and roles of people who did not write."""

from __future__ import annotations

from newscrawl.bylines.vocabulary import ContextualVocabulary, normalize_words


def states_position(item: str, terms: ContextualVocabulary) -> bool:
    """Whether the item begins with a position, with or without what belongs to it: "Senior Lecturer in Tides".

    Degrees ("PhD, MD") are none: a person follows them as often as an employer.
    """
    words = item.split()
    normalized = normalize_words(words)
    at = 0
    while at < len(words):
        match = terms.match_at(words, normalized, at)
        if match is None or not match.has_kind("position", "role_part"):
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
