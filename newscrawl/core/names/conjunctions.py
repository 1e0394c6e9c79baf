"""Where "and" stands between two people, and where it is part of a name."""

from __future__ import annotations

from newscrawl.core.names.senses import ContextualVocabulary

_AND_SIGNS = frozenset({"&", "+", "＆"})
_MIN_PREFIXED_WORD_CHARS = 3


def split_at_conjunctions(words: list[str], terms: ContextualVocabulary) -> list[list[str]]:
    """The words of each person."""
    if len(words) > 1 and _is_leading_conjunction(words[0], terms):
        words = words[1:]
    pieces: list[list[str]] = [[]]
    for at, word in enumerate(words):
        current_piece = pieces[-1]
        if current_piece and at + 1 < len(words) and _is_conjunction(word, current_piece, words[at + 1 :], terms):
            pieces.append([])
        elif _has_conjunction_prefix(word, current_piece, words[at:], terms):
            pieces.append([word[1:]])
        else:
            current_piece.append(word)
    return [piece for piece in pieces if piece]


def _is_leading_conjunction(word: str, terms: ContextualVocabulary) -> bool:
    """Whether the word is an "and" before the last name of a list that commas divided."""
    conjunction_languages = terms.vocabulary.conjunctions.get(word, frozenset())
    preposition_languages = terms.vocabulary.prepositions.get(word, frozenset())
    return word in _AND_SIGNS or (
        bool(conjunction_languages)
        and (not preposition_languages or terms.context.language in conjunction_languages - preposition_languages)
    )


def _is_conjunction(word: str, before: list[str], after: list[str], terms: ContextualVocabulary) -> bool:
    """Whether this word is an "and" between two people."""
    if word in _AND_SIGNS:
        return True
    conjunction_languages = terms.vocabulary.conjunctions.get(word.casefold())
    if conjunction_languages is None:
        return False
    language, is_particle = terms.context.language, word in terms.vocabulary.particles
    is_line_language = language is not None and language in conjunction_languages
    is_capitalized = word.isupper() or word.istitle()
    if is_capitalized and not is_line_language and (len(word) == 1 or not terms.context.is_all_caps):
        return False  # an initial, or a name; in a line of capitals it may still be an "and"
    preposition_languages = terms.vocabulary.prepositions.get(word.casefold(), frozenset())
    if not is_particle and (
        language not in preposition_languages if is_line_language else not preposition_languages and len(word) > 1
    ):
        return True
    if preposition_languages and (
        language in preposition_languages or len(preposition_languages) > len(conjunction_languages)
    ):
        return False
    return _is_between_people(before, _words_until_conjunction(after, terms), terms, is_line_language=is_line_language)


def _words_until_conjunction(words: list[str], terms: ContextualVocabulary) -> list[str]:
    """The words before the next one that may be an "and"."""
    conjunction_at = next(
        (at for at, word in enumerate(words) if at and word in terms.vocabulary.conjunctions), len(words)
    )
    return words[:conjunction_at]


def _is_between_people(
    before: list[str], after: list[str], terms: ContextualVocabulary, *, is_line_language: bool
) -> bool:
    """Whether an ambiguous word stands between two full names, and no town follows."""
    if terms.vocabulary.is_town(" ".join(after[:2])) or terms.vocabulary.is_town(after[0]):
        return False
    if is_line_language and len(before) == 1:
        return True
    return len(before) > 1 and len(after) > 1


def _has_conjunction_prefix(word: str, before: list[str], after: list[str], terms: ContextualVocabulary) -> bool:
    """Whether the word begins with an "and" written without a space, between full names: Hebrew and Arabic."""
    exceptions = terms.vocabulary.conjunction_prefixes.get(word[:1])
    if exceptions is None or len(before) < 2 or len(after) < 2 or len(word) < _MIN_PREFIXED_WORD_CHARS:
        return False
    return word not in exceptions
