"""A raw byline to the people and the news agencies it names.

What `authors` holds: the people, in the order of the line, each once. Where the line names no person, it holds
the desk it names ("HPN Staff"), and where there is no desk the publisher it names; a word that says no more than
"Staff" or "admin" names nobody. Degrees, roles, places, dates, addresses and photographers are left out. Nothing
is guessed: a line that is no byline gives empty lists.

The publisher stands in because that is what readers of data expect: of 21 real pages that name nobody else, it was
the author expected on 15, nobody on 3, and on 3 somebody whom the page does not name so.

One piece of a byline read: who or what it names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from newscrawl.bylines.organizations import (
    CREDIT_LABEL,
    IGNORED,
    BylineEntity,
    is_organization,
    match_known_entity,
    parse_desk,
    parse_organization,
    parse_source_credit,
)
from newscrawl.bylines.person_names import (
    can_be_person_name,
    is_abbreviation,
    is_all_caps,
    match_plain_names,
    recase_caps_words,
    remove_full_stop,
    reorder_last_first,
    split_cjk_names,
    split_words,
    to_name_case,
)
from newscrawl.bylines.signoffs import (
    find_bracketed_agencies,
    find_credited_agencies,
    find_reporting_lines,
    find_standalone_agencies,
)
from newscrawl.bylines.tokenizer import (
    BylineSegment,
    is_prefix_only,
    split_at_conjunctions,
    split_segments,
    strip_prefix,
)
from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    BylineContext,
    ContextualVocabulary,
    PhraseMatch,
    get_vocabulary,
    is_unspaced_script,
    match_agency,
    normalize_alphanumeric,
    normalize_word,
    normalize_words,
)
from newscrawl.items import Article
from newscrawl.text import fold, lru_cache_short

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


AuthorKind = Literal["people", "desk", "publisher", "nobody"]

_SOURCE_LINE_REASONS = frozenset({"repeated_byline", "site_furniture"})
_MAX_IGNORED_WORD_CHARS = 3
_MAX_REPARSES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedByline:
    """Who wrote an article."""

    authors: list[str] = field(default_factory=list)
    """People, or the desk or publisher where no person is named."""
    agencies: list[str] = field(default_factory=list)
    """News agencies, each by its canonical name."""
    author_kind: AuthorKind = "nobody"
    """What `authors` are."""

    @property
    def has_people(self) -> bool:
        """Whether `authors` are people."""
        return self.author_kind == "people"


def parse_byline(raw: str, *, language: str | None = None, publisher: str | None = None) -> ParsedByline:
    """The people and agencies that a raw byline names.

    :param language: BCP 47; it decides what short words mean ("i", "von"). Without it every language's words count.
    :param publisher: whose page it is; never an author beside a person.
    """
    language = (language or "").replace("_", "-").partition("-")[0].casefold() or None
    parsed = _parse_once(raw, language, publisher)
    for _ in range(_MAX_REPARSES):
        reparsed = _parse_once("; ".join(parsed.authors), language, publisher)
        if reparsed.authors == parsed.authors:
            break
        # What is not read as itself was no name.
        parsed = replace(reparsed, agencies=parsed.agencies)
    return parsed


@lru_cache_short(512)  # a page states its byline in several places, and it is read again for what repeats it
def _parse_once(raw: str, language: str | None, publisher: str | None) -> ParsedByline:
    context = BylineContext(
        language=language,
        publisher=normalize_alphanumeric(publisher or ""),
        publisher_words=_publisher_words(publisher or ""),
        has_digits=any(map(str.isdigit, raw)),
        is_lowercase=not any(map(str.isupper, raw.strip()[1:])),
        is_all_caps=is_all_caps(raw),
    )
    terms = ContextualVocabulary(context)
    if names := match_plain_names(raw, terms):
        return ParsedByline(authors=_deduplicate(names), author_kind="people")
    entities = _parse_entities(raw, terms)
    people = _deduplicate([_fix_case(entity.text, context) for entity in entities if entity.kind == "person"])
    agencies = _deduplicate([*(part.text for part in entities if part.kind == "agency"), *find_bracketed_agencies(raw)])
    desks = _deduplicate([part.text for part in entities if part.kind == "desk"])
    publishers = _deduplicate([part.text for part in entities if part.kind == "house"])
    author_kind: AuthorKind = "people" if people else "desk" if desks else "publisher" if publishers else "nobody"
    return ParsedByline(authors=people or desks or publishers, agencies=agencies, author_kind=author_kind)


def _publisher_words(publisher: str) -> frozenset[str]:
    return frozenset(
        normalized
        for word in publisher.split()
        if len(normalized := normalize_alphanumeric(word)) > _MAX_IGNORED_WORD_CHARS
    )


def add_authors(article: Article) -> Article:
    """The article with the authors and agencies that its byline and its own sign-off lines name.

    The agencies of both are kept; the people of a sign-off only where the byline names no person. Agencies that
    the article has already are known by its site's rule: they stay, and are no authors.
    """
    parsed = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    paragraphs = [line for line in article.text.split("\n") if line.strip()]
    authors = parsed.authors
    if not parsed.has_people:
        for line in find_reporting_lines(paragraphs):
            parsed_line = parse_byline(line, language=article.language, publisher=article.publisher)
            if parsed_line.has_people:
                authors = parsed_line.authors
                break
    known_agencies = {fold(agency) for agency in article.agencies}
    return replace(
        article,
        authors=[author for author in authors if fold(author) not in known_agencies],
        agencies=_deduplicate(
            [
                *article.agencies,
                *parsed.agencies,
                *find_credited_agencies(paragraphs),
                *find_standalone_agencies(_removed_source_lines(article)),
            ]
        ),
    )


def _removed_source_lines(article: Article) -> list[str]:
    """The lines that were cut for standing over or under the text as its source: an agency's name alone is one."""
    removed_texts = (removal.text for removal in article.removed if removal.reason in _SOURCE_LINE_REASONS)
    return [line for text in removed_texts for line in text.split("\n")]


def _parse_entities(raw: str, terms: ContextualVocabulary) -> list[BylineEntity]:
    """All parts of the line; what a credit label heads is left out."""
    entities: list[BylineEntity] = []
    segments = reorder_last_first(split_segments(raw))
    after_credit_label = False
    for segment in segments:
        segment_entities = [] if after_credit_label else _parse_segment(segment, terms)
        after_credit_label = (
            (segment.is_label or is_unspaced_script(segment.items[-1]))
            and segment_entities[-1:] == [CREDIT_LABEL]
            and _is_known_phrase(segment)
        )
        entities += [entity for entity in segment_entities if entity.kind != "credit"]
    return entities


def _is_known_phrase(segment: BylineSegment) -> bool:
    """Whether the group is one known phrase, without the name that it stands for."""
    normalized = [word for word in map(normalize_word, segment.items[0].split()) if word]
    match = get_vocabulary().match_at(normalized, 0) if normalized and len(segment.items) == 1 else None
    return match is not None and match.word_count == len(normalized)


def _parse_segment(segment: BylineSegment, terms: ContextualVocabulary) -> list[BylineEntity]:
    entities: list[BylineEntity] = []
    for item in segment.items:
        item_entities = _parse_item(item, terms)
        entities += item_entities
        if any(entity.kind == "credit" for entity in item_entities):
            break
    return _remove_place_names(entities)


def _remove_place_names(entities: list[BylineEntity]) -> list[BylineEntity]:
    """The parts without a single word that follows a full name: "Ana Lima, Lisbon" names a place."""
    kept: list[BylineEntity] = []
    for entity in entities:
        is_single_name = entity.kind == "person" and " " not in entity.text and not is_unspaced_script(entity.text)
        if (
            is_single_name
            and kept
            and (kept[-1].kind == "town" or (kept[-1].kind == "person" and " " in kept[-1].text))
        ):
            continue
        kept.append(entity)
    return [part for part in kept if part != IGNORED]


def _fix_case(name: str, context: BylineContext) -> str:
    if context.is_lowercase and name.islower():
        return to_name_case(name, turkish=context.language == "tr")
    if context.language == "tr" and is_all_caps(name):
        return to_name_case(name, turkish=True)
    return recase_caps_words(name)


def _deduplicate(names: list[str]) -> list[str]:
    """Each name once, at its first place."""
    unique: dict[str, str] = {}
    for name in names:
        unique.setdefault(fold(name), name)
    return list(unique.values())
