"""Finds the raw byline of a page: collects all candidates and chooses one.

The candidates are, in this order: JSON-LD of the page's own article, visible bylines, meta tags, the feed. The first
one that names a person is chosen. Only where none does, one that names a desk, an agency or the publisher is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.bylines.declared import find_declared_candidates
from newscrawl.bylines.parser import ParsedByline, parse_byline
from newscrawl.bylines.positions import begins_with_credit
from newscrawl.bylines.profiles import find_author_links, find_pictured_names
from newscrawl.bylines.unmarked import (
    find_emphasized_names,
    find_names_before_date,
    find_signature_lines,
    find_unmarked_bylines,
)
from newscrawl.bylines.visible import (
    MIN_PARAGRAPH_CHARS,
    NON_TEXT_TAGS,
    BylineCandidate,
    BylineRegions,
    find_marked_bylines,
    get_byline_role,
)
from newscrawl.bylines.vocabulary import get_vocabulary, is_full_name
from newscrawl.items import FeedMetadata
from newscrawl.metadata.page_metadata import PageMetadata
from newscrawl.text import fold, normalize_text, split_words

_EXCLUDED_TAGS = (NON_TEXT_TAGS - {"html", "body"}) | {"nav", "footer"}
"""Elements that hold no byline of the article; half of all elements of a page are in them."""
_ROOT_TAGS = frozenset({"html", "body"})
_ARIA_HEADINGS = etree.XPath("descendant::*[@role='heading']")
_MIN_HEADLINE_CHARS = 11
"""Characters of a heading that is compared with the title: "News" is part of many titles."""
_MIN_ARTICLE_PARAGRAPHS = 3
"""Paragraphs of an `article` element that may be the article itself; one with fewer and no headline is a teaser."""
_MAX_HEADER_ELEMENTS = 50
"""Elements of the header of an article with fewer than two paragraphs of real text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineResult:
    """The raw byline of a page."""

    raw: str | None = None
    """The byline on one line; names of separate elements are joined with "; "."""
    provenance: str | None = None
    """Where the byline was found; the same values as `BylineCandidate.provenance`."""
    candidates: tuple[BylineCandidate, ...] = ()
    """All candidates, in the order in which they are preferred."""


def find_byline(root: HtmlElement, metadata: PageMetadata, feed_metadata: FeedMetadata) -> BylineResult:
    """The raw byline of a page.

    :param root: the page, which is not changed.
    :param metadata: what the page declares: its title finds the headline; language and publisher help to parse names.
    :param feed_metadata: what the feed says of the page; its authors are the last candidate.
    """
    regions = find_byline_regions(root, metadata.title)
    candidates = [*_find_strong_candidates(root, metadata, feed_metadata, regions)]
    chosen = _choose_people(_put_full_names_first(candidates, metadata), metadata)
    if not chosen:
        weak_candidates = [
            *find_author_links(regions),
            *find_pictured_names(regions),
            *find_emphasized_names(regions),
            *find_names_before_date(regions),
            *find_signature_lines(regions),
        ]
        candidates += weak_candidates
        chosen = _choose_people(weak_candidates, metadata) or _choose_fallback(candidates, metadata)
    return BylineResult(
        raw="; ".join(_join_lines(candidate.raw) for candidate in chosen) or None,
        provenance=chosen[0].provenance if chosen else None,
        candidates=tuple(candidates),
    )


def find_byline_regions(root: HtmlElement, title: str | None) -> BylineRegions:
    """The elements of a page that may hold its byline, in one walk over the page.

    Elements that contain the headline count as the article's, whatever their class says.
    """
    headline = _find_headline(root, fold(title or ""))
    headline_ancestors = set() if headline is None else set(headline.iterancestors())
    regions = BylineRegions()
    past_headline = headline is None
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        tag = element.tag
        if tag == "footer" and _is_article_footer(element, headline_ancestors):
            continue
        if tag in _EXCLUDED_TAGS:
            walk.skip_subtree()
            continue
        role = get_byline_role(element)
        if (
            role == "other" or (tag == "article" and headline_ancestors and _is_teaser(element))
        ) and element not in headline_ancestors:
            walk.skip_subtree()
        elif element is not headline and tag not in _ROOT_TAGS:
            if past_headline:
                regions.after_headline.append(element)
            if role == "byline" and element not in headline_ancestors:
                (regions.marked_after_headline if past_headline else regions.marked_before_headline).append(element)
        past_headline = past_headline or element is headline
    return replace(regions, header=_find_header(regions.after_headline))


# Helpers of find_byline.


def _find_strong_candidates(
    root: HtmlElement, metadata: PageMetadata, feed_metadata: FeedMetadata, regions: BylineRegions
) -> Iterator[BylineCandidate]:
    """The candidates that say that they are a byline, in the order in which they are preferred."""
    declared = list(find_declared_candidates(root, metadata, feed_metadata))
    yield from (candidate for candidate in declared if candidate.provenance.startswith("jsonld:"))
    yield from find_marked_bylines(regions)
    yield from find_unmarked_bylines(regions, metadata.language)
    yield from (candidate for candidate in declared if not candidate.provenance.startswith("jsonld:"))


def _choose_people(candidates: Sequence[BylineCandidate], metadata: PageMetadata) -> list[BylineCandidate]:
    """The first candidate that names a person.

    In its place, a later one that is a visible byline of the same people and more, or that has the same people and an
    agency, where the first has none; or the byline, where the page says that the first ones are its editors.
    """
    chosen: BylineCandidate | None = None
    authors: set[str] = set()
    author_words: set[str] = set()
    agencies: list[str] = []
    for candidate in candidates:
        if chosen is not None and not _leftover_words(candidate, author_words):
            continue  # all its words are known: most candidates repeat the chosen one and need no parsing
        parsed = _parse_candidate(candidate, metadata)
        if not _names_people(candidate, parsed):
            continue
        if chosen is None:
            chosen, authors, agencies = candidate, set(parsed.authors), parsed.agencies
            author_words = _author_words(parsed)
            continue
        adds_people = authors < set(parsed.authors) and _is_names_only(candidate, parsed)
        adds_agency = authors == set(parsed.authors) and parsed.agencies and not agencies
        is_byline = candidate.provenance == "visible:marked" and _are_credited(author_words, candidates)
        if adds_people or adds_agency or is_byline:
            return [candidate]
    return [] if chosen is None else [chosen]


def _put_full_names_first(candidates: Sequence[BylineCandidate], metadata: PageMetadata) -> Sequence[BylineCandidate]:
    """The candidates without the name of an account of one word, where a visible byline has a full name."""
    if not candidates or not candidates[0].provenance.startswith("jsonld:") or " " in candidates[0].raw:
        return candidates
    parsed = _parse_candidate(candidates[0], metadata)
    if not parsed.has_people or any(map(is_full_name, parsed.authors)):
        return candidates
    for candidate in candidates[1:]:
        if candidate.provenance.startswith("visible:") and _names_people(
            candidate, _parse_candidate(candidate, metadata)
        ):
            return candidates[1:]
    return candidates


def _are_credited(author_words: set[str], candidates: Sequence[BylineCandidate]) -> bool:
    """Whether a visible line credits the people with something other than writing: "Editor: Ana Lima"."""
    return any(
        candidate.provenance.startswith("visible:")
        and author_words <= set(split_words(fold(candidate.raw)))
        and begins_with_credit(candidate.raw)
        for candidate in candidates
    )


def _choose_fallback(candidates: Sequence[BylineCandidate], metadata: PageMetadata) -> list[BylineCandidate]:
    """The first candidate with a desk or an organization, otherwise the first with the publisher.

    Where that one has no agency, the first candidate with an agency is added.
    """
    usable = [
        (candidate, parsed)
        for candidate in candidates
        if _is_usable_fallback(candidate, parsed := _parse_candidate(candidate, metadata))
    ]
    with_authors = [(candidate, parsed) for candidate, parsed in usable if parsed.authors]
    with_organization = [pair for pair in with_authors if pair[1].author_kind == "organization"]
    chosen = (with_organization or with_authors)[:1]
    if not any(parsed.agencies for _, parsed in chosen):
        chosen += [(candidate, parsed) for candidate, parsed in usable if parsed.agencies][:1]
    return [candidate for candidate, _ in chosen]


def _parse_candidate(candidate: BylineCandidate, metadata: PageMetadata) -> ParsedByline:
    return parse_byline(candidate.raw, language=metadata.language, publisher=metadata.publisher)


def _join_lines(raw: str) -> str:
    """The lines of a byline as one: "; " joins two lines of several words, a space "By", "and" or a bar to its name."""
    conjunctions = get_vocabulary().conjunctions
    joined, *other_lines = raw.split("\n")
    for line in other_lines:
        is_separate = (
            len(split_words(joined)) > 1
            and len(split_words(line)) > 1
            and joined[-1:] not in "|,;:"
            and line[:1] not in "|,;:"
            and joined.rpartition(" ")[2] not in conjunctions
            and line.partition(" ")[0] not in conjunctions
        )
        joined += f"; {line}" if is_separate else f" {line}"
    return joined


def _names_people(candidate: BylineCandidate, parsed: ParsedByline) -> bool:
    """Whether the candidate names a person; a single visible word is not believed to be one."""
    return parsed.has_people and (
        not candidate.provenance.startswith("visible:") or any(map(is_full_name, parsed.authors))
    )


def _is_names_only(candidate: BylineCandidate, parsed: ParsedByline) -> bool:
    """Whether a marked byline is only full names and a date: not a box about an author, not a toolbar."""
    if candidate.provenance != "visible:marked" or not all(map(is_full_name, parsed.authors)):
        return False
    return all(map(_is_date_word, _leftover_words(candidate, _author_words(parsed))))


def _is_date_word(word: str) -> bool:
    match = get_vocabulary().match_at([word], 0)
    return word.isdigit() or (match is not None and match.has_kind("month"))


def _is_usable_fallback(candidate: BylineCandidate, parsed: ParsedByline) -> bool:
    """Whether a candidate that names no person may be chosen.

    Declared ones may. Visible ones must be marked or sign the article, or begin with "by" and name at most one author.
    """
    if not parsed.authors and not parsed.agencies:
        return False
    if candidate.provenance == "visible:line":
        return len(parsed.authors) < 2
    if not candidate.provenance.startswith("visible:"):
        return True
    return not parsed.has_people and candidate.provenance in {"visible:marked", "visible:signed"}


def _author_words(parsed: ParsedByline) -> set[str]:
    return {word for author in parsed.authors for word in split_words(fold(author))}


def _leftover_words(candidate: BylineCandidate, author_words: set[str]) -> list[str]:
    """The words of the candidate except names, "by" and "and"."""
    vocab = get_vocabulary()
    other_words = [
        word for word in split_words(fold(candidate.raw)) if word not in author_words and word not in vocab.conjunctions
    ]
    return [
        word
        for word in other_words
        if (match := vocab.match_at([word], 0)) is None or not match.has_kind("by", "by_soft")
    ]


# Helpers of find_byline_regions.


def _find_headline(root: HtmlElement, title: str) -> HtmlElement | None:
    """The first heading that has the title of the page, otherwise the first `h1`.

    :param title: folded.
    """
    first_h1 = None
    for element in root.iter("h1", "h2", "h3"):
        if title and _matches_title(element, title) and not _is_excluded(element):
            return element
        if first_h1 is None and element.tag == "h1" and not _is_excluded(element):
            first_h1 = element
    aria_headings: Iterator[HtmlElement] = iter(_ARIA_HEADINGS(root) if title else ())
    return next(
        (heading for heading in aria_headings if _matches_title(heading, title) and not _is_excluded(heading)), first_h1
    )


def _matches_title(heading: HtmlElement, title: str) -> bool:
    text = fold(heading.text_content())
    return len(text) >= _MIN_HEADLINE_CHARS and (text in title or title in text)


def _is_excluded(element: HtmlElement) -> bool:
    return element.tag in _EXCLUDED_TAGS or any(ancestor.tag in _EXCLUDED_TAGS for ancestor in element.iterancestors())


def _is_article_footer(footer: HtmlElement, headline_ancestors: set[HtmlElement]) -> bool:
    """Whether the footer is the article's: some themes put the byline there."""
    article = next(footer.iterancestors("article"), None)
    return article is not None and (
        article in headline_ancestors or not any(ancestor.tag == "article" for ancestor in headline_ancestors)
    )


def _is_teaser(article: HtmlElement) -> bool:
    return len(list(islice(article.iter("p"), _MIN_ARTICLE_PARAGRAPHS))) < _MIN_ARTICLE_PARAGRAPHS


def _find_header(after_headline: Sequence[HtmlElement]) -> Sequence[HtmlElement]:
    """The elements between the headline and the second paragraph of real text; the byline may follow a standfirst."""
    paragraphs = 0
    for at, element in enumerate(after_headline):
        if element.tag == "p" and len(normalize_text(element.text_content())) >= MIN_PARAGRAPH_CHARS:
            paragraphs += 1
            if paragraphs > 1:
                return after_headline[:at]
    return after_headline[:_MAX_HEADER_ELEMENTS]
