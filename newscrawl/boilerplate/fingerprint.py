"""Fingerprints: what the cross-page memory of a site keeps of an article, digests of its lines and headlines.

The text itself is never kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from newscrawl.boilerplate.lines import FULL_STOPS
from newscrawl.items import Article, Link
from newscrawl.text import display_width, fold
from newscrawl.urls.normalize import article_id, registrable_domain

REPEATED_AT_END_RULE, REPEATED_BETWEEN_RULE = "memory:repeated-line", "memory:repeated-between"
"""The rules that remove a line because other articles have it, too: at the end of the text, and before the end."""

MIN_LONG_LINE_WIDTH = 120
"""Width from which a line is running text: such text repeats for a good reason, as the background to one event."""

_MIN_SENTENCE_WIDTH = 40
"""Width from which a line with a full stop is a sentence and not a label."""
_SENTENCE_STOPS = (*FULL_STOPS, "!", "！")

_MIN_END_LINE_WIDTH = 8
"""Width from which a line at the end is kept: shorter ones are list items, scores, names of dishes."""
_MIN_LETTERS = 4
"""A line with fewer letters is a result, a date or a separator."""
_LETTER_SAMPLE_CHARS = 12
"""Characters that are tested for letters first: in nearly every line they are enough."""

_MIN_HEADLINE_WIDTH = 25
"""Width from which a title is kept: shorter ones are also sub-headings and names."""
_MAX_HEADLINE_WIDTH = 600
"""Width up to which a headline or standfirst is kept: standfirsts are that long."""

_MAX_END_LINES = 6
"""The end of an article has at most so many lines, and at most a third of all its lines."""
_MAX_BODY_LINES = 40
"""So many lines before the end are kept: enough to recognise a copy of the article."""

_LABEL_PREFIX = re.compile(r"[^:：|»→]{2,30}(?:[:：|»→]|\s[-–—]\s)\s*")

LinkFingerprint = tuple[str, bytes, bytes]
"""Of a discovered link: the site of its article, the digest of the article's id, and that of its headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintedLine:
    """A line of the text with its digests."""

    text: str
    folded: str
    width: int
    """Characters, wide ones counted twice."""
    at_end: bool
    digest: bytes
    """The digest as a line of the end or of the body; empty if the line is not kept."""
    headline_digests: tuple[bytes, ...] = ()
    """The digests that it has if it is a headline: as a whole, after a label, and as one half of a doubled line."""
    is_removed: bool = False
    """Whether the memory has removed the line from this article before."""

    @property
    def is_sentence(self) -> bool:
        """Whether the line is long enough for a sentence and ends like one."""
        return self.width >= _MIN_SENTENCE_WIDTH and self.text.endswith(_SENTENCE_STOPS)


@dataclass(frozen=True, kw_only=True)
class ArticleFingerprint:
    """What the memory of a site needs to know of one article."""

    site: str
    id_digests: tuple[bytes, ...]
    """Digests of the article's id and of the ids of all its URLs; the first one names it."""
    lines: tuple[FingerprintedLine, ...]
    excluded_headlines: frozenset[bytes]
    """The article's own headline and standfirst, and its removed teasers: no line is removed for being one of them."""
    own_headlines: tuple[tuple[bytes, bool], ...]
    """The article's own headline (with False) and standfirst (with True)."""
    teaser_digests: tuple[bytes, ...]
    """Headlines of other articles, found in removed teasers; the URLs of those articles are not known."""

    @cached_property
    def line_digests(self) -> frozenset[bytes]:
        """The digests of the lines that the memory keeps."""
        end_digests = [line.digest for line in self.lines if line.at_end]
        body_digests = [line.digest for line in self.lines if not line.at_end and line.digest]
        return frozenset([*end_digests, *body_digests[:_MAX_BODY_LINES]]) - {b""}

    @cached_property
    def headline_candidates(self) -> frozenset[bytes]:
        """The digests by which the lines may be headlines of other articles."""
        return frozenset(digest for line in self.lines for digest in line.headline_digests)


def fingerprint_article(article: Article) -> ArticleFingerprint | None:
    """The fingerprint of an article; None if its site is not known."""
    if not article.site:
        return None
    title, standfirst = digest_headline(article.title), digest_headline(article.description)
    teasers = {digest_headline(removal.text): None for removal in article.removed if removal.reason == "teaser"}
    urls = filter(None, dict.fromkeys((article.url, article.canonical_url)))
    ids = dict.fromkeys(_digest_id(identifier) for identifier in (article.id, *map(article_id, urls)))
    return ArticleFingerprint(
        site=article.site,
        id_digests=tuple(ids),
        lines=tuple(_fingerprint_lines(article)),
        excluded_headlines=frozenset({title, standfirst, *teasers}),
        own_headlines=tuple(
            (digest, is_standfirst) for digest, is_standfirst in ((title, False), (standfirst, True)) if digest
        ),
        teaser_digests=tuple(digest for digest in teasers if digest and digest not in (title, standfirst)),
    )


def fingerprint_link(link: Link) -> LinkFingerprint | None:
    """The fingerprint of a link; None if its site or its headline is not known."""
    site, digest = registrable_domain(link.url), digest_headline(link.feed_metadata.title)
    return (site, _digest_id(article_id(link.url)), digest) if site and digest else None


def digest_headline(text: str | None) -> bytes:
    """The digest of a headline or standfirst; empty if it is too long, or so short that it may be a sub-heading."""
    folded = fold(text) if text else ""
    return digest_text("head", folded) if _has_headline_width(folded) else b""


def digest_text(kind: str, text: str) -> bytes:
    """A digest of 16 bytes.

    :param kind: "end", "body" or "head": equal texts of two kinds have different digests.
    :param text: the folded text.
    """
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=kind.encode()).digest()


def _fingerprint_lines(article: Article) -> Iterator[FingerprintedLine]:
    """The lines of the text, and then those that the memory has removed from it: they were in the page, too."""
    kept = article.text.split("\n\n") if article.text else []
    end_start = len(kept) - min(_MAX_END_LINES, max(1, len(kept) // 3))
    title_and_description = {fold(text) for text in (article.title, article.description) if text}
    for index, text in enumerate(kept):
        yield _fingerprint_line(text, title_and_description, at_end=index >= end_start)
    for removal in article.removed:
        if removal.rule in (REPEATED_AT_END_RULE, REPEATED_BETWEEN_RULE):
            yield _fingerprint_line(
                removal.text, title_and_description, at_end=removal.rule == REPEATED_AT_END_RULE, is_removed=True
            )


def _fingerprint_line(
    text: str, title_and_description: Collection[str], *, at_end: bool, is_removed: bool = False
) -> FingerprintedLine:
    folded, line_width = fold(text), display_width(text, MIN_LONG_LINE_WIDTH)
    is_title_or_description = folded in title_and_description
    is_recorded = (
        not is_title_or_description
        and line_width >= (_MIN_END_LINE_WIDTH if at_end else _MIN_SENTENCE_WIDTH)
        and _has_enough_letters(folded)
    )
    return FingerprintedLine(
        text=text,
        folded=folded,
        width=line_width,
        at_end=at_end,
        digest=digest_text("end" if at_end else "body", folded) if is_recorded else b"",
        headline_digests=() if is_title_or_description or is_removed else tuple(_iter_headline_digests(text, folded)),
        is_removed=is_removed,
    )


def _has_enough_letters(folded: str) -> bool:
    return (
        sum(map(str.isalpha, folded[:_LETTER_SAMPLE_CHARS])) >= _MIN_LETTERS
        or sum(map(str.isalpha, folded)) >= _MIN_LETTERS
    )


def _has_headline_width(folded: str) -> bool:
    return _MIN_HEADLINE_WIDTH <= display_width(folded, MIN_LONG_LINE_WIDTH) <= _MAX_HEADLINE_WIDTH


def _iter_headline_digests(text: str, folded: str) -> Iterator[bytes]:
    if not _has_headline_width(folded):
        return
    yield digest_text("head", folded)
    if (prefix := _LABEL_PREFIX.match(text)) and (headline_digest := digest_headline(text[prefix.end() :])):
        yield headline_digest
    half = len(folded) // 2
    if folded[:half].strip() == folded[half:].strip() and (headline_digest := digest_headline(folded[:half])):
        yield headline_digest


def _digest_id(identifier: str) -> bytes:
    return blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=8).digest()
