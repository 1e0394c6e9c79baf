"""What a byline names that is not a person: news agencies, the publisher, desks, other organizations and towns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    NAME_EDGE_CHARS,
    BylineContext,
    ContextualVocabulary,
    is_unspaced_script,
    normalize_alphanumeric,
    normalize_word,
    normalize_words,
)
from newscrawl.rules.word_lists import load_agency_file

EntityKind = Literal["person", "organization", "publisher", "agency", "town", "credit", "ignored"]
"""`organization`: a desk with a name ("Harbour Post Sports Desk"), a company or a medium other than the publisher.
`credit`: a label such as "Photo:"; what follows it did not write. `ignored`: an account such as "admin", or no word."""

_MIN_UNAMBIGUOUS_CHARS = 6
"""Letters and digits from which an agency's alias is believed in any case; "Ana" and "Sana" are also names."""
_MAX_AGENCY_WORDS = 5
_BRACKETED_TEXT = re.compile(r"[(（]([^()（）]{2,40})[)）]")
_AGENCY_WORD_SEPARATORS = re.compile(r"[/,;&+|、／\-–—\s]+")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,2}[a-z]{2,10}", re.IGNORECASE)
_MIN_PUBLISHER_PREFIX_CHARS = 8
"""Letters that the beginning of the publisher's name must have to mean it: "Harbour Post" of "Harbour Post Group"."""
_MAX_DESK_WORDS = 12
_DESK_FILLER_WORDS = frozenset(
    {"the", "of", "and", "die", "der", "la", "le", "el", "de", "our", "your", "with", "&", "-"}
)
"""Words beside "staff" or "desk" that do not say whose desk it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineEntity:
    """A piece of a byline and what it names."""

    kind: EntityKind
    text: str = ""


IGNORED = BylineEntity(kind="ignored")
CREDIT_LABEL = BylineEntity(kind="credit")


def match_agency(text: str) -> str | None:
    """The canonical name of the news agency whose name or alias is the whole text.

    A short alias counts only as it is listed, in capitals or in lower case: "AP" is an agency, "Ap" is not.
    """
    text = text.strip(" .,:()[]/*-–—\"'")
    entry = _agency_aliases().get(normalize_alphanumeric(text))
    if entry is None or (entry[1] and not {text, text.replace(".", "")} & set(entry[1])):
        return None
    return entry[0]


def find_agencies(text: str) -> list[str]:
    """The news agencies that are named anywhere in the text, in order; of overlapping names the longest counts."""
    words = [word for word in _AGENCY_WORD_SEPARATORS.split(text) if word]
    agencies, at = [], 0
    while at < len(words):
        for length in range(min(_MAX_AGENCY_WORDS, len(words) - at), 0, -1):
            if agency := match_agency(" ".join(words[at : at + length])):
                agencies.append(agency)
                at += length - 1
                break
        at += 1
    return agencies


def find_bracketed_agencies(raw: str) -> list[str]:
    """The news agencies in the brackets of a byline: "Par Ana Lima (avec AFP)"."""
    return [agency for bracket in _BRACKETED_TEXT.findall(raw) for agency in find_agencies(bracket)]


def match_known_entity(text: str, terms: ContextualVocabulary) -> BylineEntity | None:
    """The agency, publisher, website, town or account whose name is the whole text."""
    text = text.strip(EDGE_PUNCTUATION + " ")
    if agency := match_agency(text):
        return BylineEntity(kind="agency", text=agency)
    normalized = normalize_alphanumeric(text)
    if not normalized or normalized in terms.vocabulary.account_names:
        return IGNORED
    if _DOMAIN.fullmatch(text) or _is_publisher(text, normalized, terms.context):
        return BylineEntity(kind="publisher", text=text)
    return BylineEntity(kind="town", text=text) if normalized in terms.vocabulary.towns else None


def parse_source_credit(words: list[str], terms: ContextualVocabulary) -> list[BylineEntity]:
    """The agency after a label such as "Source:"; nothing after a label such as "Photo:"."""
    match = terms.vocabulary.match_at(normalize_words(words), 0)
    if match is None or not match.has_kind("contributed"):
        return []
    agency = match_agency(" ".join(words[match.word_count :]))
    return [BylineEntity(kind="agency", text=agency)] if agency else []


def is_organization(words: list[str], terms: ContextualVocabulary) -> bool:
    """Whether the name begins with "The" or has a word such as "news" or "university"."""
    if words[0] in {"The", "THE"} and len(words) > 1:
        return True
    vocab = terms.vocabulary
    normalized = [normalize_word(word) for word in words]
    if any(word in vocab.organization_words or word.endswith(vocab.desk_suffixes) for word in normalized):
        return True
    return any(
        organization_word in word
        for word in normalized
        if is_unspaced_script(word)
        for organization_word in vocab.unspaced_organization_words
    )


def parse_organization(name: str, terms: ContextualVocabulary) -> list[BylineEntity]:
    """The organization; nothing where the name has no capital or only general words such as "News"."""
    is_generic = name.islower() or all(
        normalize_word(word) in terms.vocabulary.organization_words for word in name.split(" ")
    )
    return [] if is_generic else [BylineEntity(kind="organization", text=name)]


def parse_desk(words: list[str], terms: ContextualVocabulary) -> list[BylineEntity]:
    """The desk, where the words say whose it is: "HPN Staff".

    "Staff" alone names no one. A sentence about a desk (too many words, or several in lower case) is not a name.
    """
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
    return [BylineEntity(kind="organization", text=" ".join(words).strip(NAME_EDGE_CHARS))]


@cache
def _agency_aliases() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Normalized alias -> the agency's canonical name, and the spellings that a short alias must have."""
    aliases: dict[str, tuple[str, tuple[str, ...]]] = {}
    for agency in load_agency_file().agency:
        for alias in (agency.name, *agency.aliases):
            normalized = normalize_alphanumeric(alias)
            name, spellings = aliases.get(normalized, (agency.name, ()))
            if len(normalized) < _MIN_UNAMBIGUOUS_CHARS:
                spellings = (*spellings, alias, alias.upper(), alias.lower())
            aliases[normalized] = (name, spellings)
    return aliases


def _is_publisher(text: str, normalized: str, context: BylineContext) -> bool:
    """Whether the text is the publisher's name, one word of it, its beginning, or it with an addition.

    An addition may follow a publisher's name of one word: "Harbourpost Wales".
    """
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
