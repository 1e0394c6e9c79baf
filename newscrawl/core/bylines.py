"""A raw byline to the people and the news agencies it names.

What `authors` holds: the people, in the order of the line, each once. Where the line names no person, it holds
the desk it names ("HPN Staff"), and where there is no desk the publisher it names; a word that says no more than
"Staff" or "admin" names nobody. Degrees, roles, places, dates, addresses and photographers are left out. Nothing
is guessed: a line that is no byline gives empty lists.

The publisher stands in because that is what readers of data expect: of 21 real pages that name nobody else, it was
the author expected on 15, nobody on 3, and on 3 somebody whom the page does not name so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from newscrawl.article import Article
from newscrawl.core.names.agencies import normalize_alphanumeric
from newscrawl.core.names.houses import CREDIT_LABEL, IGNORED, BylineEntity
from newscrawl.core.names.namecase import is_all_caps, recase_caps_words, to_name_case
from newscrawl.core.names.order import reorder_last_first
from newscrawl.core.names.parts import _parse_item
from newscrawl.core.names.plainnames import match_plain_names
from newscrawl.core.names.senses import BylineContext, ContextualVocabulary
from newscrawl.core.names.signoffs import (
    find_bracketed_agencies,
    find_credited_agencies,
    find_reporting_lines,
    find_standalone_agencies,
)
from newscrawl.core.names.split import BylineSegment, split_segments
from newscrawl.core.names.vocabulary import get_vocabulary, is_unspaced_script, normalize_word
from newscrawl.core.remembering import lru_cache_short
from newscrawl.core.text import fold

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
