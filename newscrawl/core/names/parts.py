"""One piece of a byline read: who or what it names."""

from __future__ import annotations

import re

from newscrawl.core.names.agencies import match_agency
from newscrawl.core.names.conjunctions import split_at_conjunctions
from newscrawl.core.names.heads import is_prefix_only, strip_prefix
from newscrawl.core.names.houses import (
    CREDIT_LABEL,
    BylineEntity,
    is_organization,
    match_known_entity,
    parse_desk,
    parse_organization,
    parse_source_credit,
)
from newscrawl.core.names.senses import ContextualVocabulary, normalize_words
from newscrawl.core.names.shapes import (
    can_be_person_name,
    is_abbreviation,
    remove_full_stop,
    split_cjk_names,
    split_words,
)
from newscrawl.core.names.vocabulary import EDGE_PUNCTUATION, PhraseMatch, is_unspaced_script

_MAX_ITEM_WORDS = 60
"""Words of the longest piece between two commas that is read: real text has no more business in a byline."""
_NAME_END_KINDS = ("role", "role_part", "furniture", "credit", "contributed", "genre")
"""Kinds of phrases that end a name."""
_PREFIXED_WORD = re.compile(r"[^\W\d_]{1,4}['’ʼ‘-](?=[^\W\d_])")


def _parse_item(item: str, terms: ContextualVocabulary) -> list[BylineEntity]:
    """What this piece of a byline names, in order."""
    if item.endswith(("!", "?", "！", "？")):
        return []
    known_entity = match_known_entity(item, terms)
    if known_entity is not None:
        return [known_entity]
    words = split_words(item, terms.vocabulary)
    if len(words) > _MAX_ITEM_WORDS or is_prefix_only(words, terms):
        return []
    stripped = strip_prefix(words, terms)
    if stripped.is_credit:
        return [*parse_source_credit(stripped.words, terms), CREDIT_LABEL]
    entities: list[BylineEntity] = []
    for piece in split_at_conjunctions(stripped.words, terms):
        entities += _parse_words(piece, terms, has_by=stripped.has_by)
    return entities


def _parse_words(words: list[str], terms: ContextualVocabulary, *, has_by: bool) -> list[BylineEntity]:
    """What the words between two "and"s name."""
    known_entity = match_known_entity(" ".join(words), terms)
    if known_entity is not None:
        return [known_entity]
    words = strip_prefix(words, terms).words
    if terms.is_location_only(words):
        return []
    normalized = normalize_words(words)
    if _has_desk_word(words, normalized, terms):
        return parse_desk(words, terms)
    name_end = _find_name_end(words, normalized, terms)
    next_match = terms.vocabulary.match_at(normalized, name_end) if name_end < len(words) else None
    if name_end > 1 and next_match is not None and words[0].isupper() and (agency := match_agency(words[0])):
        return [BylineEntity(kind="agency", text=agency)]  # "AP Science Writer"
    name_words = _strip_titles(words[:name_end], terms)
    if not name_words or (len(name_words) == 1 and _is_label_or_role(name_words[0], next_match)):
        return []
    known_entity = match_known_entity(" ".join(name_words), terms)
    return [known_entity] if known_entity is not None else _parse_name(name_words, terms, has_by=has_by)


def _parse_name(words: list[str], terms: ContextualVocabulary, *, has_by: bool) -> list[BylineEntity]:
    """A house, one person, or several whose names are written without capitals."""
    name = remove_full_stop(" ".join(words).strip(EDGE_PUNCTUATION.replace(".", "") + " "))
    words = name.split(" ")
    if is_organization(words, terms):
        return parse_organization(name, terms)
    allow_lowercase = terms.context.is_lowercase and has_by
    if not can_be_person_name(words, allow_lowercase=allow_lowercase, particles=terms.vocabulary.particles):
        return []
    if len(words) == 1:
        if name[:1].islower() or (terms.context.has_digits and terms.is_date_word(name.casefold())):
            return []
        if is_abbreviation(name):
            return [BylineEntity(kind="desk", text=name)]
    return [
        BylineEntity(kind="person", text=person) for person in split_cjk_names(words, terms.context.language) or [name]
    ]


def _has_desk_word(words: list[str], normalized: list[str], terms: ContextualVocabulary) -> bool:
    matches = (terms.match_at(words, normalized, at) for at in range(len(words)))
    return any(match is not None and match.has_kind("desk") for match in matches)


def _is_label_or_role(word: str, next_match: PhraseMatch | None) -> bool:
    """Whether one word and the known one behind it make a label or a role: "More comments", "Lifestyle Writer"."""
    return (
        next_match is not None
        and next_match.has_kind(*_NAME_END_KINDS)
        and not next_match.has_kind("genre")
        and not is_unspaced_script(word)
    )


def _find_name_end(words: list[str], normalized: list[str], terms: ContextualVocabulary) -> int:
    """How many words are a name; none where the words run on into prose."""
    for at, word in enumerate(words):
        if _ends_name(words, normalized, at, terms) or terms.starts_location(words, at):
            return at
        if not word.isalpha() and any(map(str.isdigit, word)):
            return _find_date_start(normalized, at, terms)
        if word[:1].islower() and not terms.context.is_lowercase and not _continues_name(words, at, terms):
            return 0
    return len(words)


def _ends_name(words: list[str], normalized: list[str], at: int, terms: ContextualVocabulary) -> bool:
    match = terms.match_at(words, normalized, at)
    if match is None or not match.has_kind(*_NAME_END_KINDS):
        return False
    if match.word_count > 1:
        return True
    return normalized[at] not in terms.vocabulary.particles and not (
        at and normalized[at] in terms.vocabulary.organization_words
    )


def _continues_name(words: list[str], at: int, terms: ContextualVocabulary) -> bool:
    """Whether a small word is a particle inside a name, or carries its capital further on: "d'Arc", "al-Haj"."""
    word = words[at]
    if _PREFIXED_WORD.match(word) and any(map(str.isupper, word)):
        return True
    return word.casefold() in terms.vocabulary.particles and at + 1 < len(words)


def _find_date_start(normalized: list[str], at: int, terms: ContextualVocabulary) -> int:
    """Where a date begins: its month, its week day and their small words stand before its first digit."""
    while at and terms.is_date_word(normalized[at - 1]):
        at -= 1
    return at


def _strip_titles(words: list[str], terms: ContextualVocabulary) -> list[str]:
    """The words without titles and degrees, and without particles left over at the end."""
    name_words = [
        word
        for at, word in enumerate(words)
        if word.strip(EDGE_PUNCTUATION) and not terms.is_title(word) and not (at and terms.is_degree(word))
    ]
    vocab = terms.vocabulary
    while (
        name_words
        and name_words[-1].islower()
        and (name_words[-1] in vocab.particles or name_words[-1] in vocab.prepositions)
    ):
        name_words.pop()
    return name_words
