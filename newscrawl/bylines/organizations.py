"""What a byline names that is not a person: news agencies, the publisher, desks, other organizations and towns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    NAME_EDGE_CHARS,
    ContextualVocabulary,
    is_lowercase,
    is_unspaced_script,
    normalize_alphanumeric,
    normalize_word,
    normalize_words,
)
from newscrawl.rules.word_lists import load_agency_file

EntityKind = Literal["person", "credited", "organization", "publisher", "agency", "source", "town", "credit", "ignored"]
"""`source`: an agency after a label such as "Source:". `credited`: a person who did something other than writing, as in
"Ana Lima, photographer".
`organization`: a desk with a name ("Harbour Post Sports Desk"), a company or a medium other than the publisher.
`credit`: a label such as "Photo:"; what follows it did not write. `ignored`: an account such as "admin", or no word."""

_MIN_UNAMBIGUOUS_CHARS = 6
"""Letters and digits from which an agency's alias is believed in any case; "Ana" and "Sana" are also names."""
_MAX_AGENCY_WORDS = 5
_MIN_FULL_NAME_WORDS = 2
_MAX_AGENCY_PREFIX_CHARS = 8
"""Characters of the longest agency that is written together with a word such as "记者"."""
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
    is_joined: bool = False
    """Whether an "and" joins it to the one before, so that it is no place."""


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
    agencies, at, beginnings = [], 0, _agency_beginnings()
    while at < len(words):
        if normalize_alphanumeric(words[at]) not in beginnings:  # nearly every word
            at += 1
            continue
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


def split_leading_agency(words: list[str], terms: ContextualVocabulary) -> tuple[str, list[str]] | None:
    """The agency before a role or a full name, and the words after it: "AP writer Ana Lima", "Reuters Ana Lima"."""
    for length in range(min(_MAX_AGENCY_WORDS, len(words) - 1), 0, -1):
        text, rest = " ".join(words[:length]), words[length:]
        agency = match_agency(text)
        if agency is None:
            continue
        match = terms.match_at(rest, normalize_words(rest), 0)
        if match is not None and match.has_kind("role", "role_part", "by"):
            return agency, rest
        if match is None and is_unspaced_script(rest[0]):
            return agency, rest
        if match is None and len(rest) > 1 and not _is_ambiguous_agency(text, terms):
            return agency, rest
    return None


def split_trailing_agency(words: list[str], terms: ContextualVocabulary) -> tuple[str, list[str]] | None:
    """The agency behind a full name, and the name: "Ana Lima Associated Press"."""
    for length in range(min(_MAX_AGENCY_WORDS, len(words) - _MIN_FULL_NAME_WORDS), 0, -1):
        text = " ".join(words[-length:])
        if (agency := match_agency(text)) and not _is_ambiguous_agency(text, terms):
            return agency, words[:-length]
    return None


def split_agency_prefix(word: str) -> tuple[str, str] | None:
    """The agency that a word of a script without spaces begins with, and the rest of the word: "新华社记者"."""
    for length in range(min(len(word) - 1, _MAX_AGENCY_PREFIX_CHARS), 1, -1):
        if match_agency(word[:length]):
            return word[:length], word[length:]
    return None


def match_known_entity(text: str, terms: ContextualVocabulary) -> BylineEntity | None:
    """The agency, publisher, website, town or account whose name is the whole text."""
    text = text.strip(EDGE_PUNCTUATION + " ")
    if agency := match_agency(text):
        return BylineEntity(kind="agency", text=agency)
    normalized = normalize_alphanumeric(text)
    if not normalized or normalized in terms.vocabulary.account_names:
        return IGNORED
    if normalized in terms.vocabulary.houses:
        return BylineEntity(kind="organization", text=text)
    if _DOMAIN.fullmatch(text) or _is_publisher(text, normalized, terms):
        return BylineEntity(kind="publisher", text=text)
    return BylineEntity(kind="town", text=text) if normalized in terms.vocabulary.towns else None


def parse_source_credit(words: list[str], terms: ContextualVocabulary) -> list[BylineEntity]:
    """The agency after a label such as "Source:"; nothing after a label such as "Photo:"."""
    match = terms.vocabulary.match_at(normalize_words(words), 0)
    if match is None or not match.has_kind("contributed"):
        return []
    agency = match_agency(" ".join(words[match.word_count :]))
    return [BylineEntity(kind="source", text=agency)] if agency else []


def is_organization(words: list[str], terms: ContextualVocabulary) -> bool:
    """Whether the name begins with an article or has a word such as "news" or "university"."""
    if (words[0] in {"The", "THE"} and len(words) > 1) or has_article(words, terms):
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


def has_article(words: list[str], terms: ContextualVocabulary) -> bool:
    """Whether the words are an article of the byline's language and one other word: "Le Phare", the name of a paper."""
    articles = terms.vocabulary.articles.get(words[0].casefold(), frozenset())
    return len(words) == 2 and words[0].istitle() and terms.context.language in articles


def parse_organization(name: str, terms: ContextualVocabulary) -> list[BylineEntity]:
    """The organization; nothing where the name has no capital or only general words such as "News"."""
    is_generic = is_lowercase(name) or all(
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
            is_filler = normalized[at] in _DESK_FILLER_WORDS or normalized[at] in terms.vocabulary.conjunctions
            is_named = is_named or not is_filler
            lowercase_words += is_lowercase(words[at][:1]) and normalized[at] not in terms.vocabulary.particles
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


def _is_ambiguous_agency(text: str, terms: ContextualVocabulary) -> bool:
    """Whether the text may also be a first name, because all of the byline is in capitals: "ANA LIMA ROE"."""
    return terms.context.is_all_caps and len(normalize_alphanumeric(text)) < _MIN_UNAMBIGUOUS_CHARS


@cache
def _agency_beginnings() -> frozenset[str]:
    """What the first word of an agency's name may be, as it is looked up; an article or a sign alone may be one."""
    names = _agency_aliases()
    return frozenset({"", "the", *(name[:length] for name in names for length in range(1, len(name) + 1))})


def _is_publisher(text: str, normalized: str, terms: ContextualVocabulary) -> bool:
    """Whether the text is the publisher's name, one word of it, its beginning, or it with an addition.

    An addition may follow a publisher's name of one word: "Harbourpost Wales". One such as "staff" makes it a desk.
    """
    context = terms.context
    if not context.publisher:
        return False
    first_word, _, rest = text.partition(" ")
    if normalized in {context.publisher, context.publisher + "com"}:
        return True
    if not rest:
        return normalized in context.publisher_words
    if normalize_alphanumeric(first_word) == context.publisher:
        addition = terms.vocabulary.match_whole_text(rest)
        return addition is None or not addition.has_kind("desk")
    return len(normalized) >= _MIN_PUBLISHER_PREFIX_CHARS and context.publisher.startswith(normalized)
