"""Where a name ends: at a role, a place, a date or another known word, unless that word is itself part of the name."""

from __future__ import annotations

import re

from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    ContextualVocabulary,
    PhraseMatch,
    is_lowercase,
    is_unspaced_script,
)

NAME_END_KINDS = ("role", "role_part", "furniture", "credit", "credit_role", "contributed", "genre")
"""Kinds of phrases that end a name."""
_LABEL_KINDS = frozenset({"credit", "contributed", "label"})
"""Kinds of words that mean something only with what follows them: "Source", "Photo"."""
_MAX_ROLE_WORDS = 5
"""Words of a role that has unknown words in it."""
_ABBREVIATION = re.compile("[B-DF-HJ-NP-TV-XZ]{3,5}")
"""Capitals without a vowel, which no surname is."""
_VIETNAMESE = frozenset({"vi"})
"""The language whose words are syllables: any of them may end a name, with a capital."""
_IRISH_PREFIX = re.compile(r"(?:h|n|t|m|g|d|b|bh|dt)[A-ZÁÉÍÓÚ]")  # "Ó hÉimhigh", "mBreathnach"
_PREFIXED_WORD = re.compile(r"[^\W\d_]{1,4}['’ʼ‘-](?=[^\W\d_])")  # "d'Arc", "al-Haj"


def find_name_end(words: list[str], normalized: list[str], terms: ContextualVocabulary) -> int:
    """How many words the name has; 0 where the words are running text, which has other words in lower case."""
    for at, word in enumerate(words):
        if _ends_name(words, normalized, at, terms) or terms.starts_location(words, at):
            return at
        if at > 1 and _ABBREVIATION.fullmatch(word) and not terms.context.is_all_caps:
            return at  # an employer: "Ana Lima BBC Sport"
        if not word.isalpha() and any(map(str.isdigit, word)):
            return _find_date_start(normalized, at, terms)
        if is_lowercase(word[:1]) and not terms.context.is_lowercase and not _continues_name(words, at, terms):
            return 0
    return len(words)


def strip_titles(words: list[str], terms: ContextualVocabulary) -> list[str]:
    """The words without titles before the name, degrees behind it, and particles and prepositions at the end."""
    name_words = [word for word in words if word.strip(EDGE_PUNCTUATION) and not terms.is_dotted_title(word)]
    while len(name_words) > 1 and terms.is_title(name_words[0]):
        name_words = name_words[1:]
    while len(name_words) > 1 and (terms.is_degree(name_words[-1]) or _cannot_end_name(name_words[-1], terms)):
        is_label = len(name_words) == len(("Insights", "from")) and not terms.is_degree(name_words[-1])
        name_words = [] if is_label and is_lowercase(name_words[-1]) else name_words[:-1]
    return [] if len(name_words) == 1 and terms.is_title(name_words[0]) else name_words


def _ends_name(words: list[str], normalized: list[str], at: int, terms: ContextualVocabulary) -> bool:
    """Whether a known phrase such as a role begins at this word, and is not part of the name.

    A single word does not count when it is a particle or, after another word, part of an organization's name.
    """
    match = terms.match_at(words, normalized, at)
    if match is None or not match.has_kind(*NAME_END_KINDS):
        return at > 1 and _begins_unknown_role(words, normalized, at, terms)
    if match.word_count > 1:
        return True
    if normalized[at] in terms.vocabulary.particles or (at and normalized[at] in terms.vocabulary.organization_words):
        return False
    return not _is_part_of_name(words, normalized, at, match, terms)


def _begins_unknown_role(words: list[str], normalized: list[str], at: int, terms: ContextualVocabulary) -> bool:
    """Whether a role with unknown words in it follows a full name: "Ana Lima Deputy Content Hub Director"."""
    match = terms.vocabulary.match_at([normalized[at]], 0)
    if match is None or not match.has_kind("role_part") or not words[at][:1].isupper():
        return False
    return any(
        role is not None and role.has_kind("role")
        for ahead in range(at + 1, min(at + _MAX_ROLE_WORDS, len(words)))
        if (role := terms.match_at(words, normalized, ahead))
    )


def _is_part_of_name(
    words: list[str], normalized: list[str], at: int, match: PhraseMatch, terms: ContextualVocabulary
) -> bool:
    """Whether a known word between or behind the parts of a name is one of them: "Nina Dias", "Ana de la Fuente".

    It is after a particle, and after a single word, because a byline rarely has a first name alone; a role is only
    there where it is also a surname. After a full name it is where it says nothing by itself, as "Source" at the end.
    """
    word = words[at]
    if word.endswith((":", "：")) or is_lowercase(word[:1]) or is_unspaced_script(word):
        return False
    if not at:
        return len(words) > 1 and (terms.is_first_name(words, normalized) or terms.is_foreign_word(match, words, at))
    if words[at - 1].casefold() in terms.vocabulary.particles:
        return True
    parts = sum(part.casefold() not in terms.vocabulary.particles for part in words[:at] if not terms.is_title(part))
    if parts == 1:
        if terms.is_foreign_word(match, words, at):
            return True
        return not match.has_kind("role", "credit_role", "desk") or normalized[at] in terms.vocabulary.surnames
    if at + 1 == len(words) and word[:1].isupper() and all(codes == _VIETNAMESE for codes in match.kinds.values()):
        return not match.has_kind("role", "credit_role", "desk")
    if parts == 2 and at + 1 == len(words) and normalized[at] in terms.vocabulary.surnames:
        return True
    if parts == 2 and match.kinds.keys() <= _LABEL_KINDS and match.has_kind("contributed") and word[:1].isupper():
        return len(words) - at <= 2 and not _is_known(words, normalized, at + 1, terms)
    return False


def _is_known(words: list[str], normalized: list[str], at: int, terms: ContextualVocabulary) -> bool:
    return at < len(words) and terms.match_at(words, normalized, at) is not None


def _continues_name(words: list[str], at: int, terms: ContextualVocabulary) -> bool:
    """Whether a word in lower case is a particle before another word, or has its capital inside: "d'Arc", "al-Haj"."""
    word = words[at]
    if _IRISH_PREFIX.match(word) or (_PREFIXED_WORD.match(word) and any(map(str.isupper, word))):
        return True
    return word.casefold() in terms.vocabulary.particles and at + 1 < len(words)


def _find_date_start(normalized: list[str], at: int, terms: ContextualVocabulary) -> int:
    """Where the date begins whose first digit is at this word: before its month and week day."""
    while at and terms.is_date_word(normalized[at - 1]):
        at -= 1
    return at


def _cannot_end_name(word: str, terms: ContextualVocabulary) -> bool:
    return is_lowercase(word) and (word in terms.vocabulary.particles or word in terms.vocabulary.prepositions)
