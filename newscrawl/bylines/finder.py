"""Where a page says who wrote it: all candidates, and the one to believe.

JSON-LD of the page's own article is believed first, then the visible byline, then meta tags, then the feed; but a
candidate that names a person always goes before one that names only a desk, an agency or the publisher.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.bylines.page_regions import BylineRegions, find_byline_regions
from newscrawl.bylines.parser import ParsedByline, parse_byline
from newscrawl.bylines.structured import BylineCandidate, find_declared_candidates
from newscrawl.bylines.visible import (
    find_all_caps_names,
    find_article_header,
    find_marked_bylines,
    find_names_before_date,
    find_signature_lines,
    find_unmarked_bylines,
)
from newscrawl.bylines.vocabulary import get_vocabulary, is_unspaced_script
from newscrawl.items import FeedMetadata
from newscrawl.metadata.page_metadata import PageMetadata
from newscrawl.text import fold, split_words

__all__ = ["BylineCandidate", "BylineResult", "find_byline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineResult:
    """The raw byline of a page."""

    raw: str | None = None
    """Names that stand apart are joined by "; "."""
    provenance: str | None = None
    """Where it stands: `jsonld:author`, `visible`, `meta:author`, `feed`."""
    candidates: tuple[BylineCandidate, ...] = ()
    """All that was found, most believed first."""


def find_byline(root: HtmlElement, metadata: PageMetadata, feed_metadata: FeedMetadata) -> BylineResult:
    """The raw byline of the page, and every other candidate; the tree stays as it is."""
    regions = find_byline_regions(root, metadata.title)
    header = find_article_header(regions)
    candidates = [*_find_strong_candidates(root, metadata, feed_metadata, regions, header)]
    chosen = _choose_people(candidates, metadata)
    if not chosen:
        weak_candidates = [
            *find_all_caps_names(regions, header),
            *find_names_before_date(regions, header),
            *find_signature_lines(regions),
        ]
        candidates += weak_candidates
        chosen = _choose_people(weak_candidates, metadata) or _choose_fallback(
            [(candidate, _parse_candidate(candidate, metadata)) for candidate in candidates]
        )
    return BylineResult(
        raw="; ".join(_join_lines(one.raw) for one in chosen) or None,
        provenance=chosen[0].provenance if chosen else None,
        candidates=tuple(candidates),
    )


def _parse_candidate(candidate: BylineCandidate, metadata: PageMetadata) -> ParsedByline:
    return parse_byline(candidate.raw, language=metadata.language, publisher=metadata.publisher)


def _find_strong_candidates(
    root: HtmlElement,
    metadata: PageMetadata,
    feed_metadata: FeedMetadata,
    regions: BylineRegions,
    header: Sequence[HtmlElement],
) -> Iterator[BylineCandidate]:
    """The candidates that say they are a byline, most believed first."""
    declared = list(find_declared_candidates(root, metadata.article_node, feed_metadata))
    yield from (candidate for candidate in declared if candidate.provenance.startswith("jsonld:"))
    yield from find_marked_bylines(regions)
    yield from find_unmarked_bylines(regions, header, metadata.language)
    yield from (one for one in declared if not one.provenance.startswith("jsonld:"))


def _choose_people(candidates: Sequence[BylineCandidate], metadata: PageMetadata) -> list[BylineCandidate]:
    """The first candidate that names a person, or the visible one that names more."""
    chosen: BylineCandidate | None = None
    authors: set[str] = set()
    author_words: set[str] = set()
    agencies: list[str] = []
    for candidate in candidates:
        if chosen is not None and not _leftover_words(candidate, author_words):
            continue  # not a word beside the first one's names and "by": nearly always, and it need not be parsed
        parsed = _parse_candidate(candidate, metadata)
        if not _names_people(candidate, parsed):
            continue
        if chosen is None:
            chosen, authors, author_words, agencies = (
                candidate,
                set(parsed.authors),
                _author_words(parsed),
                parsed.agencies,
            )
        elif authors < set(parsed.authors) and _is_names_only(candidate, parsed):
            return [candidate]
        elif authors == set(parsed.authors) and parsed.agencies and not agencies:
            return [candidate]  # the same people, "with AFP"
    return [] if chosen is None else [chosen]


def _author_words(parsed: ParsedByline) -> set[str]:
    return {word for author in parsed.authors for word in split_words(fold(author))}


def _join_lines(raw: str) -> str:
    """A byline's lines as one: what stands apart stays apart, a lone "by" or bar goes with what follows it."""
    joined, *other_lines = raw.split("\n")
    for line in other_lines:
        is_separate = (
            len(split_words(joined)) > 1
            and len(split_words(line)) > 1
            and joined[-1:] not in "|,;:"
            and line[:1] not in "|,;:"
        )
        joined += f"; {line}" if is_separate else f" {line}"
    return joined


def _choose_fallback(parsed_candidates: Sequence[tuple[BylineCandidate, ParsedByline]]) -> list[BylineCandidate]:
    """The first that names a desk, else the publisher; and the first that credits an agency, if that does not."""
    parsed_candidates = [
        (candidate, parsed) for candidate, parsed in parsed_candidates if _is_usable_fallback(candidate, parsed)
    ]
    with_authors = [(one, byline) for one, byline in parsed_candidates if byline.authors]
    with_desk = [(one, byline) for one, byline in with_authors if byline.author_kind == "organization"]
    chosen = (with_desk or with_authors)[:1]
    if not any(byline.agencies for _, byline in chosen):
        chosen += [(one, byline) for one, byline in parsed_candidates if byline.agencies][:1]
    return [one for one, _ in chosen]


def _names_people(candidate: BylineCandidate, parsed: ParsedByline) -> bool:
    """Whether the candidate names a person; one word that only stands on the page is not believed to be one."""
    return parsed.has_people and (
        not candidate.provenance.startswith("visible:") or any(map(_is_full_name, parsed.authors))
    )


def _is_names_only(candidate: BylineCandidate, parsed: ParsedByline) -> bool:
    """Whether a visible byline consists of full names, "by" and "and" alone: no box about an author, no tool bar."""
    if candidate.provenance != "visible:marked" or not all(map(_is_full_name, parsed.authors)):
        return False
    return not _leftover_words(candidate, _author_words(parsed))


def _leftover_words(candidate: BylineCandidate, author_words: set[str]) -> list[str]:
    """The candidate's words that are no names, no "by" and no "and"."""
    vocab = get_vocabulary()
    other_words = [
        word for word in split_words(fold(candidate.raw)) if word not in author_words and word not in vocab.conjunctions
    ]
    return [
        word
        for word in other_words
        if (match := vocab.match_at([word], 0)) is None or not match.has_kind("by", "by_soft")
    ]


def _is_usable_fallback(candidate: BylineCandidate, parsed: ParsedByline) -> bool:
    """Whether the candidate names a desk, an agency or the publisher, and is no weak line of the page."""
    if not parsed.authors and not parsed.agencies:
        return False
    if candidate.provenance == "visible:line":
        return len(parsed.authors) < 2
    if not candidate.provenance.startswith("visible:"):
        return True
    return not parsed.has_people and candidate.provenance in {"visible:marked", "visible:signed"}


def _is_full_name(name: str) -> bool:
    """Whether it is more than one word; names in scripts without spaces always are."""
    return " " in name or is_unspaced_script(name)
