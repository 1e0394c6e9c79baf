"""What an article leaves in the memory of its site: digests of its lines and headlines, never their text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from newscrawl.article import Article, Link
from newscrawl.core.cleaning.lines import FULL_STOPS
from newscrawl.core.text import display_width, fold
from newscrawl.core.urls import article_id, registrable_domain

_REPEATED_LINE_RULE, _REPEATED_BETWEEN_RULE = "memory:repeated-line", "memory:repeated-between"
"""The rules by which a line is cut that other articles have, too: at the end, and before it."""

_MIN_LONG_LINE_WIDTH = 120
"""Width from which a line is running text: that repeats in earnest, as the background to one event."""
_MIN_SENTENCE_WIDTH = 40
"""Width from which a line with a full stop is a sentence and no label."""
_MIN_END_LINE_WIDTH = 8
"""Width from which a line without one is remembered: shorter ones are list items, scores, names of dishes."""
_MIN_LETTERS = 4
"""Letters without which a line is a result, a date or a rule."""
_LETTER_SAMPLE_CHARS = 12
"""Characters in which nearly every line has them."""
_MIN_HEADLINE_WIDTH = 25
"""Width from which a title is known again: shorter ones are sub-headings and names, too."""
_MAX_HEADLINE_WIDTH = 600
"""Characters: standfirsts are that long, too."""
_MAX_END_LINES = 6
"""So many lines at the most are the end of an article, and a third of its lines at the most."""
_MAX_BODY_LINES = 40
"""So many lines before the end are remembered at the most: enough to know a copy by."""
_SENTENCE_STOPS = (*FULL_STOPS, "!", "！")
_LABEL_PREFIX = re.compile(r"[^:：|»→]{2,30}(?:[:：|»→]|\s[-–—]\s)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintedLine:
    """A line of the text and what of it can be known again."""

    text: str
    folded: str
    width: int
    """Length, with wide characters counted twice."""
    at_end: bool
    digest: bytes
    """Its digest as a line of the end, or of the body: nothing where it is not remembered."""
    headline_digests: tuple[bytes, ...] = ()
    """The digests under which it may be a headline: as it stands, behind a label, said twice."""
    is_removed: bool = False
    """Whether it stood in the page and has been cut by the memory before."""

    @property
    def is_sentence(self) -> bool:
        """Whether it is long enough for a sentence, and ends like one."""
        return self.width >= _MIN_SENTENCE_WIDTH and self.text.endswith(_SENTENCE_STOPS)


@dataclass(frozen=True, kw_only=True)
class ArticleFingerprint:
    """All that the memory of a site wants to know of one article."""

    site: str
    id_digests: tuple[bytes, ...]
    """The article by its id, and by every address it has."""
    lines: tuple[FingerprintedLine, ...]
    excluded_headlines: frozenset[bytes]
    """Its headline and standfirst, and what it was cut of as a teaser: no line of it is cut for being one."""
    own_headlines: tuple[tuple[bytes, bool], ...]
    """Headlines (False) and standfirsts (True) met here: its own, with its id."""
    teaser_digests: tuple[bytes, ...]
    """Headlines met here: those of others, whose address nobody knows."""

    @cached_property
    def line_digests(self) -> frozenset[bytes]:
        """The digests of its lines."""
        end_digests = [line.digest for line in self.lines if line.at_end]
        body_digests = [line.digest for line in self.lines if not line.at_end and line.digest]
        return frozenset([*end_digests, *body_digests[:_MAX_BODY_LINES]]) - {b""}

    @cached_property
    def headline_candidates(self) -> frozenset[bytes]:
        """The digests under which its lines may be the headlines of others."""
        return frozenset(digest for line in self.lines for digest in line.headline_digests)


LinkFingerprint = tuple[str, bytes, bytes]
"""The site of the article that a link leads to, its id, and its headline."""


def fingerprint_article(article: Article) -> ArticleFingerprint | None:
    """What the article leaves; None where its site is not known."""
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
        own_headlines=tuple((key, is_standfirst) for key, is_standfirst in ((title, False), (standfirst, True)) if key),
        teaser_digests=tuple(digest for digest in teasers if digest and digest not in (title, standfirst)),
    )


def fingerprint_link(link: Link) -> LinkFingerprint | None:
    """What a link leaves; None where its site or its text is not known."""
    site, digest = registrable_domain(link.url), digest_headline(link.feed_metadata.title)
    return (site, _digest_id(article_id(link.url)), digest) if site and digest else None


def digest_headline(text: str | None) -> bytes:
    """The digest of a headline or standfirst; nothing where it is too long, or too short to be no sub-heading."""
    folded = fold(text) if text else ""
    return (
        digest_text("head", folded)
        if _MIN_HEADLINE_WIDTH <= display_width(folded, _MIN_LONG_LINE_WIDTH) <= _MAX_HEADLINE_WIDTH
        else b""
    )


def digest_text(kind: str, text: str) -> bytes:
    """Sixteen bytes for a folded text of one kind."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=kind.encode()).digest()


def _fingerprint_lines(article: Article) -> Iterator[FingerprintedLine]:
    """The lines of the text, then those that the memory has cut from it: they stood in the page, too."""
    kept = article.text.split("\n\n") if article.text else []
    end_start = len(kept) - min(_MAX_END_LINES, max(1, len(kept) // 3))
    title_and_description = {fold(text) for text in (article.title, article.description) if text}
    for index, text in enumerate(kept):
        yield _fingerprint_line(text, title_and_description, at_end=index >= end_start)
    for removal in article.removed:
        if removal.rule in (_REPEATED_LINE_RULE, _REPEATED_BETWEEN_RULE):
            yield _fingerprint_line(
                removal.text, title_and_description, at_end=removal.rule == _REPEATED_LINE_RULE, is_removed=True
            )


def _fingerprint_line(
    text: str, title_and_description: Collection[str], *, at_end: bool, is_removed: bool = False
) -> FingerprintedLine:
    folded, line_width = fold(text), display_width(text, _MIN_LONG_LINE_WIDTH)
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
    """Whether it has as many letters as a word: most lines have them at once."""
    return (
        sum(map(str.isalpha, folded[:_LETTER_SAMPLE_CHARS])) >= _MIN_LETTERS
        or sum(map(str.isalpha, folded)) >= _MIN_LETTERS
    )


def _iter_headline_digests(text: str, folded: str) -> Iterator[bytes]:
    if not _MIN_HEADLINE_WIDTH <= display_width(folded, _MIN_LONG_LINE_WIDTH) <= _MAX_HEADLINE_WIDTH:
        return
    yield digest_text("head", folded)
    if (prefix := _LABEL_PREFIX.match(text)) and (headline_digest := digest_headline(text[prefix.end() :])):
        yield headline_digest
    half = len(folded) // 2
    if folded[:half].strip() == folded[half:].strip() and (headline_digest := digest_headline(folded[:half])):
        yield headline_digest


def _digest_id(identifier: str) -> bytes:
    return blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=8).digest()
