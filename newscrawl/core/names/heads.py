"""What stands before the names of a byline: "by", roles, titles, or a credit for something else."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.core.names.senses import ContextualVocabulary, normalize_words
from newscrawl.core.names.vocabulary import PhraseMatch

_COLONS = (":", "：")


@dataclass(frozen=True, slots=True, kw_only=True)
class StrippedPrefix:
    """Words without what led up to them."""

    words: list[str]
    is_credit: bool = False
    """Whether a label gives them to somebody who did not write."""
    has_by: bool = False
    """Whether a "by" led up to them."""


def strip_prefix(words: list[str], terms: ContextualVocabulary) -> StrippedPrefix:
    """The words behind the last "by", and behind roles and titles; a credit keeps its label."""
    has_by = False
    while words:
        normalized = normalize_words(words)
        if by_end := _find_by_end(words, normalized, terms):
            words, has_by = words[by_end:], True
            continue
        match = terms.match_at(words, normalized, 0)
        if match is not None and _is_credit_label(match, words):
            return StrippedPrefix(words=words, is_credit=True, has_by=has_by)
        length = _prefix_length(words, match, terms)
        if not length:
            break
        words = words[length:]
    return StrippedPrefix(words=words, has_by=has_by)


def _prefix_length(words: list[str], match: PhraseMatch | None, terms: ContextualVocabulary) -> int:
    """How many words at the head belong to no name; 0 where a name may begin."""
    if match is None:
        return 1 if len(words) > 1 and terms.is_title(words[0]) else 0
    if match.has_kind("genre") and words[match.word_count - 1].endswith(_COLONS):
        return match.word_count
    if match.has_kind("desk") or not match.has_kind("role", "role_part", "furniture", "contributed"):
        return 0
    return 0 if match.word_count == len(words) and match.has_kind("role") else match.word_count


def _is_credit_label(match: PhraseMatch, words: list[str]) -> bool:
    if match.has_kind("label") and words[match.word_count - 1].endswith(_COLONS):
        return True
    return match.has_kind("credit") and not (match.has_kind("role", "desk") and match.word_count == len(words))


def _find_by_end(words: list[str], normalized: list[str], terms: ContextualVocabulary) -> int:
    """How many words lead up to a name by way of a "by"; 0 without one.

    Before "by" may stand what cannot begin a name: "Reported from Paris by", "Updated 3 May by".
    """
    all_known, at = True, 0
    while at < len(words):
        match = terms.match_at(words, normalized, at)
        if match is not None and match.has_kind("by") and (all_known or terms.cannot_begin_name(words, normalized, 0)):
            return at + match.word_count
        if match is not None and match.has_kind("by_soft") and all_known:
            return at + match.word_count
        if match is not None and match.has_kind("credit") and at:
            return 0
        all_known = all_known and (match is not None or terms.cannot_begin_name(words, normalized, at))
        at += match.word_count if match is not None else 1
    return 0


def is_prefix_only(words: list[str], terms: ContextualVocabulary) -> bool:
    """Whether all the words only introduce a name that stands elsewhere: "Von" in an element of its own."""
    match = terms.vocabulary.match_at(normalize_words(words), 0) if words else None
    return match is not None and match.word_count == len(words) and match.has_kind("by", "by_soft")
