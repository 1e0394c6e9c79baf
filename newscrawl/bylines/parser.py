"""Parses a raw byline into the people and the news agencies that it names.

Degrees, roles, places, dates, e-mail addresses and photographers are left out. Nothing is guessed: a line that is not a
byline gives empty lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from newscrawl.bylines.casing import is_all_caps, recase_caps_words, to_name_case
from newscrawl.bylines.last_first import reorder_last_first
from newscrawl.bylines.name_end import NAME_END_KINDS, find_name_end, strip_titles
from newscrawl.bylines.organizations import (
    CREDIT_LABEL,
    IGNORED,
    BylineEntity,
    find_bracketed_agencies,
    has_article,
    is_organization,
    match_agency,
    match_known_entity,
    parse_desk,
    parse_organization,
    parse_source_credit,
    split_leading_agency,
    split_trailing_agency,
)
from newscrawl.bylines.person_names import (
    can_be_person_name,
    is_abbreviation,
    match_plain_names,
    remove_full_stop,
    split_cjk_names,
    strip_name_edges,
)
from newscrawl.bylines.positions import (
    begins_with_conjunction,
    begins_with_credit,
    ends_with_by,
    introduces_next,
    is_credit_role,
    is_known_phrase,
    states_position,
    strip_employers,
)
from newscrawl.bylines.seams import COLONS
from newscrawl.bylines.tokenizer import (
    BylineSegment,
    is_prefix_only,
    split_at_conjunctions,
    split_byline_words,
    split_segments,
    strip_prefix,
)
from newscrawl.bylines.vocabulary import (
    BylineContext,
    ContextualVocabulary,
    PhraseMatch,
    is_lowercase,
    is_unspaced_script,
    normalize_alphanumeric,
    normalize_words,
)
from newscrawl.metadata.language import get_word_list_language
from newscrawl.text import fold, lru_cache_short

AuthorKind = Literal["people", "organization", "publisher", "nobody"]

_TURKISH = frozenset({"tr", "az"})
"""Languages in which "I" is the capital of "ı"."""
_MAX_REPARSES = 4
_MAX_IGNORED_WORD_CHARS = 3
"""Letters of words such as "The" and "of" in the publisher's name, which do not mean the publisher by themselves."""
_MAX_ITEM_WORDS = 60
"""Words of the longest piece between two commas that is parsed; a longer one is running text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedByline:
    """Who wrote an article, according to its byline."""

    authors: list[str] = field(default_factory=list)
    """The people, in the order of the byline, each once.

    Where the byline names no person, the desks and organizations that it names ("HPN Staff"), and where there are none
    the publisher. "Staff" and "admin" alone name no one. The publisher counts because users of the data expect it: on
    21 real pages that name no other author, the expected author was the publisher 15 times, no one 3 times, and 3 times
    a person whom the page does not name as its author.
    """
    agencies: list[str] = field(default_factory=list)
    """The news agencies, each by its canonical name in `rules/agencies.toml`."""
    author_kind: AuthorKind = "nobody"
    """What `authors` are; "organization" includes desks."""

    @property
    def has_people(self) -> bool:
        """Whether `authors` are people."""
        return self.author_kind == "people"


def parse_byline(raw: str, *, language: str | None = None, publisher: str | None = None) -> ParsedByline:
    """The people and the news agencies that a raw byline names.

    >>> parse_byline("By Ana Lima and Bo Ek, Reuters").authors
    ['Ana Lima', 'Bo Ek']

    :param raw: the byline as the page has it; its first 2,000 characters count. Line breaks and HTML tags divide names.
    :param language: of the byline, as BCP 47; it decides what short words such as "i" and "von" mean. Without it, the
        words of every language count.
    :param publisher: the name of the publication; it is never an author beside a person.
    """
    language = get_word_list_language(language)
    parsed = _parse_once(raw, language, publisher)
    authors, author_kind = parsed.authors, parsed.author_kind
    # An author that, parsed alone, is not read as itself was not a name.
    for _ in range(_MAX_REPARSES):
        reparsed = _parse_once("; ".join(authors), language, publisher)
        if reparsed.authors == authors:
            break
        authors, author_kind = reparsed.authors, reparsed.author_kind
    # Lists of their own: those of `_parse_once` are cached.
    return ParsedByline(authors=[*authors], agencies=[*parsed.agencies], author_kind=author_kind)


def deduplicate_names(names: Iterable[str]) -> list[str]:
    """Each name once, as it is written first; case and width do not matter."""
    unique: dict[str, str] = {}
    for name in names:
        unique.setdefault(fold(name), name)
    return list(unique.values())


@lru_cache_short(512)  # a page often has its byline in several places, and lines that repeat it are parsed again
def _parse_once(raw: str, language: str | None, publisher: str | None) -> ParsedByline:
    context = BylineContext(
        language=language,
        publisher=normalize_alphanumeric(publisher or ""),
        publisher_words=_publisher_words(publisher or ""),
        has_digits=any(map(str.isdigit, raw)),
        is_lowercase=not any(map(str.isupper, raw.strip()[1:])),
        is_all_caps=is_all_caps(raw),
    )
    if context.publisher and normalize_alphanumeric(raw) == context.publisher:
        return ParsedByline(authors=[raw.strip()], author_kind="publisher")
    terms = ContextualVocabulary(context)
    if names := match_plain_names(raw, terms):
        return ParsedByline(authors=deduplicate_names(names), author_kind="people")
    entities = _parse_entities(raw, terms)
    agencies = [entity.text for entity in entities if entity.kind in {"agency", "source"}]
    bracketed_agencies = find_bracketed_agencies(raw)
    if bracketed_agencies or any(entity.kind == "agency" for entity in entities):
        entities = [entity for entity in entities if not _is_medium(entity, terms)]
    authors, author_kind = _choose_authors(entities, context)
    return ParsedByline(
        authors=authors, agencies=deduplicate_names([*agencies, *bracketed_agencies]), author_kind=author_kind
    )


def _is_medium(entity: BylineEntity, terms: ContextualVocabulary) -> bool:
    """Whether the entity is a newspaper, which has not written what an agency is credited with."""
    return entity.kind == "publisher" or (entity.kind == "organization" and has_article(entity.text.split(" "), terms))


def _publisher_words(publisher: str) -> frozenset[str]:
    return frozenset(
        normalized
        for word in publisher.split()
        if len(normalized := normalize_alphanumeric(word)) > _MAX_IGNORED_WORD_CHARS
    )


def _choose_authors(entities: list[BylineEntity], context: BylineContext) -> tuple[list[str], AuthorKind]:
    """The people; without people the desks and organizations; without those the publisher."""
    if people := [_fix_case(entity.text, context) for entity in entities if entity.kind == "person"]:
        return deduplicate_names(people), "people"
    if credited := [_fix_case(entity.text, context) for entity in entities if entity.kind == "credited"]:
        return deduplicate_names(credited), "people"
    if organizations := [entity.text for entity in entities if entity.kind == "organization"]:
        return deduplicate_names(organizations), "organization"
    if publishers := [entity.text for entity in entities if entity.kind == "publisher"]:
        return deduplicate_names(publishers), "publisher"
    return [], "nobody"


def _fix_case(name: str, context: BylineContext) -> str:
    if context.is_lowercase and is_lowercase(name):
        return to_name_case(name, turkish=context.language in _TURKISH)
    if context.language in _TURKISH and is_all_caps(name):
        return to_name_case(name, turkish=True)
    return recase_caps_words(name)


def _parse_entities(raw: str, terms: ContextualVocabulary) -> list[BylineEntity]:
    """What the byline names, in order; a segment after a credit label such as "Photo:" is left out."""
    entities: list[BylineEntity] = []
    after_credit_label = is_credit_only = False
    for segment in reorder_last_first(split_segments(raw)):
        segment_entities = [] if after_credit_label else _parse_segment(segment, terms)
        if segment.is_after_dash:
            segment_entities = _remove_places_at_dash(entities, segment_entities)
        is_credit_only = segment_entities == [CREDIT_LABEL] and is_known_phrase(segment)
        after_credit_label = segment_entities[-1:] == [CREDIT_LABEL] and introduces_next(segment, terms)
        if any(entity.kind == "source" for entity in entities):  # "Source: AFP/Reuters"
            segment_entities = [_to_source(entity) for entity in segment_entities]
        entities += [entity for entity in segment_entities if entity.kind != "credit"]
    if entities and is_credit_only and _is_full_person(entities[-1]):
        entities[-1] = replace(entities[-1], kind="credited")  # "李晓明/文 王芳/图"
    return entities


def _to_source(entity: BylineEntity) -> BylineEntity:
    return replace(entity, kind="source") if entity.kind == "agency" else entity


def _parse_segment(segment: BylineSegment, terms: ContextualVocabulary) -> list[BylineEntity]:
    """What the segment names; what follows a credit in it is left out.

    An item that states a position outside the newsroom is about the person before it, and so are the items after it,
    up to the next "and" or the next person with a position: "Ana Lima, CEO, Tidewise Energy, and Bo Ek, CFO".
    """
    entities: list[BylineEntity] = []
    is_after_position = False
    for at, item in enumerate(segment.items):
        has_person = any(map(_is_full_person, entities))
        is_position = has_person and states_position(item, terms)
        is_next_position = at + 1 < len(segment.items) and states_position(segment.items[at + 1], terms)
        if is_position or (is_after_position and not is_next_position and not begins_with_conjunction(item, terms)):
            is_after_position = True
            item_entities = _parse_employer(item, terms, is_next_position=is_next_position)
        else:
            is_after_position = False
            item_entities = _parse_item(item, terms)
        if item_entities == [CREDIT_LABEL] and entities and is_credit_role(item, terms):
            entities[-1] = replace(entities[-1], kind="credited") if _is_full_person(entities[-1]) else entities[-1]
        entities += item_entities
        if any(entity.kind == "credit" for entity in item_entities):
            break
    return _remove_place_names(entities)


def _parse_employer(item: str, terms: ContextualVocabulary, *, is_next_position: bool) -> list[BylineEntity]:
    """The agency that is a person's employer, and the people after an "and" behind a position or an employer.

    The words after the "and" may belong to the position ("Director of Research and Public Affairs"): they name a person
    where a position follows, or where no small word such as "of" is before the "and".
    """
    first_words, *other_pieces = split_at_conjunctions(split_byline_words(item, terms.vocabulary), terms) or [[]]
    agency = match_agency(" ".join(first_words))
    entities = [BylineEntity(kind="agency", text=agency)] if agency else []
    if is_next_position or not any(map(is_lowercase, first_words)):
        for words in other_pieces:
            entities += filter(_is_full_person, _parse_words(words, terms, has_by=False))
    return entities


def _is_full_person(entity: BylineEntity) -> bool:
    return entity.kind == "person" and (" " in entity.text or is_unspaced_script(entity.text))


def _remove_place_names(entities: list[BylineEntity]) -> list[BylineEntity]:
    """The entities without a single word after a full name, which is a place: "Ana Lima, Lisbon"."""
    kept: list[BylineEntity] = []
    for entity in entities:
        if (
            _is_single_name(entity)
            and not entity.is_joined
            and kept
            and (kept[-1].kind == "town" or (kept[-1].kind == "person" and " " in kept[-1].text))
        ):
            continue
        kept.append(entity)
    return [entity for entity in kept if entity != IGNORED]


def _remove_places_at_dash(before: list[BylineEntity], after: list[BylineEntity]) -> list[BylineEntity]:
    """The entities after a dash, without a single word that is a place: "Ana Lima – Lisbon", "Lisbon – Ana Lima".

    :param before: the entities before the dash; a place at their end is removed.
    """
    if before and _is_single_name(before[-1]) and any(map(_is_full_person, after)):
        before.pop()
    if before and _is_full_person(before[-1]) and len(after) == 1 and _is_single_name(after[0]):
        return []
    return after


def _is_single_name(entity: BylineEntity) -> bool:
    return entity.kind == "person" and not _is_full_person(entity)


def _parse_item(item: str, terms: ContextualVocabulary) -> list[BylineEntity]:
    """What a piece between two commas names, in order."""
    if item.endswith(("!", "?", "！", "？")):
        return []
    if begins_with_credit(item) and item.endswith(COLONS):  # "Editor:" is no account
        return [CREDIT_LABEL]
    known_entity = match_known_entity(item, terms)
    if known_entity is not None:
        return [known_entity]
    words = split_byline_words(item, terms.vocabulary)
    if len(words) > _MAX_ITEM_WORDS or is_prefix_only(words, terms) or (len(words) > 1 and ends_with_by(item)):
        return _parse_label(words, terms)
    stripped = strip_prefix(words, terms)
    if stripped.is_credit:
        return [*parse_source_credit(stripped.words, terms), CREDIT_LABEL]
    entities: list[BylineEntity] = []
    if leading_agency := split_leading_agency(stripped.words, terms):
        entities.append(BylineEntity(kind="agency", text=leading_agency[0]))
        stripped = strip_prefix(leading_agency[1], terms)
    for at, piece in enumerate(split_at_conjunctions(stripped.words, terms)):
        piece_entities = _parse_words(piece, terms, has_by=stripped.has_by)
        entities += [replace(entity, is_joined=True) for entity in piece_entities] if at else piece_entities
    return entities


def _parse_label(words: list[str], terms: ContextualVocabulary) -> list[BylineEntity]:
    """Whether the words, whose name is in the next line, credit something other than writing: "Reviewed by"."""
    match = terms.vocabulary.match_whole(normalize_words(words))
    return [CREDIT_LABEL] if match is not None and match.has_kind("credit") else []


def _parse_words(words: list[str], terms: ContextualVocabulary, *, has_by: bool) -> list[BylineEntity]:
    """What the words between two "and"s name.

    :param has_by: whether a "by" came before them.
    """
    known_entity = match_known_entity(" ".join(words), terms)
    if known_entity is not None:
        return [known_entity]
    words = strip_prefix(words, terms).words
    if terms.is_location_only(words):
        return []
    normalized = normalize_words(words)
    if _has_desk_word(words, normalized, terms):
        return parse_desk(words, terms)
    name_end = find_name_end(words, normalized, terms)
    next_match = terms.vocabulary.match_at(normalized, name_end) if name_end < len(words) else None
    name_words = strip_titles(words[:name_end], terms)
    if next_match is not None and next_match.has_kind("position") and len(name_words) > 1:
        name_words = strip_employers(name_words, terms)
    if not name_words or (len(name_words) == 1 and _is_label_or_role(name_words[0], next_match)):
        return []
    known_entity = match_known_entity(" ".join(name_words), terms)
    if known_entity is not None:
        return [known_entity]
    if trailing_agency := split_trailing_agency(name_words, terms):
        agency, name_words = trailing_agency
        return [*_parse_name(name_words, terms, has_by=has_by), BylineEntity(kind="agency", text=agency)]
    return _parse_name(name_words, terms, has_by=has_by)


def _parse_name(words: list[str], terms: ContextualVocabulary, *, has_by: bool) -> list[BylineEntity]:
    """The organization or the person of this name, or several people whose names only spaces divide."""
    name = remove_full_stop(strip_name_edges(" ".join(words)))
    words = name.split(" ")
    if is_organization(words, terms):
        return parse_organization(name, terms)
    allow_lowercase = terms.context.is_lowercase and has_by
    if not can_be_person_name(words, allow_lowercase=allow_lowercase, particles=terms.vocabulary.particles):
        return []
    if len(words) == 1:
        if is_lowercase(name[:1]) or (terms.context.has_digits and terms.is_date_word(name.casefold())):
            return []
        if is_abbreviation(name):
            return [BylineEntity(kind="organization", text=name)]
    return [
        BylineEntity(kind="person", text=person) for person in split_cjk_names(words, terms.context.language) or [name]
    ]


def _has_desk_word(words: list[str], normalized: list[str], terms: ContextualVocabulary) -> bool:
    matches = (terms.match_at(words, normalized, at) for at in range(len(words)))
    return any(match is not None and match.has_kind("desk") for match in matches)


def _is_label_or_role(word: str, next_match: PhraseMatch | None) -> bool:
    """Whether a single word belongs to the known phrase after it: "More comments", "Lifestyle Writer"."""
    return (
        next_match is not None
        and next_match.has_kind(*NAME_END_KINDS)
        and not next_match.has_kind("genre")
        and not is_unspaced_script(word)
    )
