"""Parts of a byline that are no people: agencies, the publisher, desks, towns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    BylineContext,
    ContextualVocabulary,
    is_unspaced_script,
    match_agency,
    normalize_alphanumeric,
    normalize_word,
    normalize_words,
)

EntityKind = Literal["person", "desk", "house", "agency", "credit", "town", "nothing"]

_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,2}[a-z]{2,10}", re.IGNORECASE)
_MIN_PUBLISHER_PREFIX_CHARS = 8
"""Letters that the beginning of the publisher's name must have to mean it: "Harbour Post" of "Harbour Post Group"."""
_MAX_DESK_WORDS = 12
_DESK_FILLER_WORDS = frozenset(
    {"the", "of", "and", "die", "der", "la", "le", "el", "de", "our", "your", "with", "&", "-"}
)
_STRIPPED_CHARS = EDGE_PUNCTUATION.replace(".", "") + " "


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineEntity:
    """A piece of the byline, and what it names."""

    kind: EntityKind
    text: str = ""


IGNORED = BylineEntity(kind="nothing")
CREDIT_LABEL = BylineEntity(kind="credit")


def match_known_entity(text: str, terms: ContextualVocabulary) -> BylineEntity | None:
    """An agency, the publisher, a site or a town, when the text is that and no more."""
    text = text.strip(EDGE_PUNCTUATION + " ")
    if agency := match_agency(text):
        return BylineEntity(kind="agency", text=agency)
    normalized = normalize_alphanumeric(text)
    if not normalized or normalized in terms.vocabulary.account_names:
        return IGNORED
    if _DOMAIN.fullmatch(text) or _is_publisher(text, normalized, terms.context):
        return BylineEntity(kind="house", text=text)
    return BylineEntity(kind="town", text=text) if normalized in terms.vocabulary.towns else None


def _is_publisher(text: str, normalized: str, context: BylineContext) -> bool:
    """Whether the text is the publisher, one word of its name, or a part of the house ("Harbour Post Wales")."""
    if not context.publisher:
        return False
    first_word, _, rest = text.partition(" ")
    if normalized in {context.publisher, context.publisher + "com"}:
        return True
    if not rest:
        return normalized in context.publisher_words
    return normalize_alphanumeric(first_word) == context.publisher or (
        len(normalized) >= _MIN_PUBLISHER_PREFIX_CHARS and context.publisher.startswith(normalized)
    )


def parse_source_credit(words: list[str], terms: ContextualVocabulary) -> list[BylineEntity]:
    """The agency that a label such as "Source:" names; "Photo:" names none that wrote."""
    match = terms.vocabulary.match_at(normalize_words(words), 0)
    if match is None or not match.has_kind("contributed"):
        return []
    agency = match_agency(" ".join(words[match.word_count :]))
    return [BylineEntity(kind="agency", text=agency)] if agency else []


def is_organization(words: list[str], terms: ContextualVocabulary) -> bool:
    """Whether a word of these makes it a company, a medium or an office."""
    if words[0] in {"The", "THE"} and len(words) > 1:
        return True
    known = terms.vocabulary
    normalized = [normalize_word(word) for word in words]
    if any(word in known.organization_words or word.endswith(known.desk_suffixes) for word in normalized):
        return True
    return any(
        organization_word in word
        for word in normalized
        if is_unspaced_script(word)
        for organization_word in known.unspaced_organization_words
    )


def parse_organization(name: str, terms: ContextualVocabulary) -> list[BylineEntity]:
    """The house by its name, unless the name says no more than "News"."""
    is_generic = name.islower() or all(
        normalize_word(word) in terms.vocabulary.organization_words for word in name.split(" ")
    )
    return [] if is_generic else [BylineEntity(kind="desk", text=name)]


def parse_desk(words: list[str], terms: ContextualVocabulary) -> list[BylineEntity]:
    """A desk that says whose it is; "Staff" alone names nobody, and a sentence about a desk is none."""
    normalized = normalize_words(words)
    is_named, lowercase_words, at = False, 0, 0
    while at < len(words):
        match = terms.vocabulary.match_at(normalized, at)
        if match is None:
            is_named = is_named or normalized[at] not in _DESK_FILLER_WORDS
            lowercase_words += words[at][:1].islower() and normalized[at] not in terms.vocabulary.particles
        at += match.word_count if match is not None else 1
    if not is_named or lowercase_words > 1 or len(words) > _MAX_DESK_WORDS:
        return []
    return [BylineEntity(kind="desk", text=" ".join(words).strip(_STRIPPED_CHARS))]
