"""Furniture and teasers, known by what other pages of the site hold: in any language, with no phrase list.

Precision comes before recall: a line that could be text stays, however often it repeats. Nothing is cut from an
article whose site is not known by others, nor from one that is mostly a copy of another.

What an article leaves in the memory of its site: digests of its lines and headlines, never their text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b

from newscrawl.boilerplate.lines import FULL_STOPS
from newscrawl.bylines.text_credits import find_credited_agencies, find_reporting_lines
from newscrawl.bylines.vocabulary import get_vocabulary, normalize_word
from newscrawl.items import Article, Link, Removal, RemovalReason
from newscrawl.text import display_width, fold
from newscrawl.urls.normalize import article_id, registrable_domain

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


MIN_ARTICLES_AT_END, MIN_SHARE_AT_END = 3, 0.3
"""Articles, this one among them, and the part of all that are known, that a short line at the end must stand in.
Short lines at the end of real articles repeat, too (an appeal for witnesses, the last ingredient), but not in a third
of what a site publishes."""
MIN_ARTICLES_BETWEEN, MIN_SHARE_BETWEEN = 5, 0.5
"""The same for a long line at the end, and for a sentence between others: no event and no series fills half a site."""
_MAX_SAME_HEADLINE = 3
"""A headline that more articles have is the name of a series, and no teaser."""
_MIN_COPY_RATIO = 0.5
"""Where this part of its body stands in other articles, an article is a copy or a newer version of them."""
_MIN_ROUNDUP_HEADLINES, _MAX_ROUNDUP_GAP = 3, 4
"""So many headlines of others, with text below each and at most so many lines from one to the next, are a digest of
the day, whose sub-headings they are."""
_MAX_CREDIT_WORDS, _MAX_NAME_LINE_WORDS = 40, 12
_MIN_CREDIT_WORD_CHARS = 8
_MAX_LABEL_WIDTH = 30
_QUOTE_MARKS = tuple("“”„«»\"「」『』‘’'")

_RemovalRule = tuple[RemovalReason, str]
_REPEATED_AT_END: _RemovalRule = ("site_furniture", _REPEATED_LINE_RULE)
_REPEATED_BETWEEN: _RemovalRule = ("site_furniture", _REPEATED_BETWEEN_RULE)
_OTHER_HEADLINE: _RemovalRule = ("teaser", "memory:other-headline")
_OTHER_STANDFIRST: _RemovalRule = ("teaser", "memory:other-standfirst")
_HEADLINE_LABEL: _RemovalRule = ("teaser", "memory:label-of-headline")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLineStats:
    """What the memory says of one article's lines; the article itself is not counted."""

    article_count: int = 0
    """Other articles of the site that it was learned from."""
    line_counts: Mapping[bytes, int] = field(default_factory=dict)
    """By digest of a line: how many of them it stands in."""
    headline_counts: Mapping[bytes, int] = field(default_factory=dict)
    """By digest: how many other articles have this headline."""
    standfirst_counts: Mapping[bytes, int] = field(default_factory=dict)


def remove_repeated_lines(article: Article, fingerprint: ArticleFingerprint, stats: SiteLineStats) -> Article:
    """The article without lines that its site repeats, and without the headlines and standfirsts of others.

    They go to `removed`, for the reasons `site_furniture` and `teaser`. What stays: the article's own headline and
    standfirst, sub-headings, quoted speech, sign-offs that name an agency or reporters, and at least half the text.
    """
    lines = [line for line in fingerprint.lines if not line.is_removed]
    matched_rules: list[_RemovalRule | None] = [None] * len(lines)
    if stats.headline_counts or stats.standfirst_counts:
        _match_headlines(lines, matched_rules, fingerprint, stats)
    if max(stats.line_counts.values(), default=0) + 1 >= MIN_ARTICLES_AT_END and not _is_copy(lines, stats):
        _match_repeated(lines, matched_rules, stats, _get_full_names(article))
    removals = [
        Removal(text=line.text, reason=matched[0], rule=matched[1])
        for line, matched in zip(lines, matched_rules, strict=True)
        if matched
    ]
    kept = [line.text for line, verdict in zip(lines, matched_rules, strict=True) if not verdict]
    if not removals or sum(map(len, kept)) < sum(len(removal.text) for removal in removals):
        return article
    return replace(article, text="\n\n".join(kept), removed=[*article.removed, *removals])


def _match_headlines(
    lines: Sequence[FingerprintedLine],
    matched_rules: list[_RemovalRule | None],
    fingerprint: ArticleFingerprint,
    stats: SiteLineStats,
) -> None:
    headline_indexes = [index for index, line in enumerate(lines) if _is_other_headline(line, fingerprint, stats)]
    are_standfirsts = [_is_other_standfirst(line, fingerprint, stats) for line in lines]
    roundup = [index for index in headline_indexes if _has_text_below(index, lines, headline_indexes, are_standfirsts)]
    if len(roundup) >= _MIN_ROUNDUP_HEADLINES and roundup[-1] - roundup[0] <= _MAX_ROUNDUP_GAP * (len(roundup) - 1):
        headline_indexes = [index for index in headline_indexes if index not in roundup]
    for index in headline_indexes:
        matched_rules[index] = _OTHER_HEADLINE
        if index and not matched_rules[index - 1] and _is_label_with_colon(lines[index - 1]):
            matched_rules[index - 1] = _HEADLINE_LABEL
        for neighbor in (index + 1, index - 1):
            if 0 <= neighbor < len(lines) and are_standfirsts[neighbor] and not matched_rules[neighbor]:
                matched_rules[neighbor] = _OTHER_STANDFIRST


def _is_other_headline(line: FingerprintedLine, fingerprint: ArticleFingerprint, stats: SiteLineStats) -> bool:
    """Whether the line is another article's headline, perhaps behind a label; no sentence, question or speech is."""
    if not fingerprint.excluded_headlines.isdisjoint(line.headline_digests) or line.text.endswith(FULL_STOPS):
        return False
    if line.text.startswith(_QUOTE_MARKS) and line.text.endswith(_QUOTE_MARKS):
        return False
    is_question = line.text.endswith(("?", "？", "؟", ";")) and not line.at_end
    return not is_question and any(
        0 < stats.headline_counts.get(digest, 0) <= _MAX_SAME_HEADLINE for digest in line.headline_digests
    )


def _is_other_standfirst(line: FingerprintedLine, fingerprint: ArticleFingerprint, stats: SiteLineStats) -> bool:
    digests = line.headline_digests[:1]
    return fingerprint.excluded_headlines.isdisjoint(digests) and any(
        0 < stats.standfirst_counts.get(digest, 0) <= _MAX_SAME_HEADLINE for digest in digests
    )


def _has_text_below(
    index: int, lines: Sequence[FingerprintedLine], headline_indexes: Sequence[int], are_standfirsts: Sequence[bool]
) -> bool:
    below = index + 1
    return (
        below < len(lines) and below not in headline_indexes and not are_standfirsts[below] and lines[below].is_sentence
    )


def _is_label_with_colon(line: FingerprintedLine) -> bool:
    """Whether the line is a short label that announces what follows it."""
    return line.width <= _MAX_LABEL_WIDTH and line.text.endswith((":", "："))


def _is_copy(lines: Sequence[FingerprintedLine], stats: SiteLineStats) -> bool:
    """Whether much of the body stands in other articles, or there is none to tell by."""
    body_digests = [line.digest for line in lines if not line.at_end and line.digest]
    return sum(stats.line_counts.get(digest, 0) > 0 for digest in body_digests) >= _MIN_COPY_RATIO * len(body_digests)


def _match_repeated(
    lines: Sequence[FingerprintedLine],
    matched_rules: list[_RemovalRule | None],
    stats: SiteLineStats,
    author_names: Collection[str],
) -> None:
    """Cut sentences that the site repeats wherever they stand, and what it repeats behind the text.

    Behind the text means that everything below is cut, too, or is a sign-off: a sub-heading has text below it.
    """
    is_trailing = True
    for index, line in _enumerate_reversed(lines):
        if matched_rules[index]:
            continue
        at_end = is_trailing and line.at_end
        is_repeated = (at_end or _is_lone_sentence(line)) and _is_repeated(
            line, stats, is_short_at_end=at_end and line.width < _MIN_LONG_LINE_WIDTH
        )
        if is_repeated and not _is_sign_off(line, author_names):
            matched_rules[index] = _REPEATED_AT_END if at_end else _REPEATED_BETWEEN
        else:
            is_trailing = at_end and _is_sign_off(line, author_names)


def _is_lone_sentence(line: FingerprintedLine) -> bool:
    """Whether a line before the end is a sentence by itself: no label, which a sub-heading is, and no long text."""
    return not line.at_end and line.is_sentence and line.width < _MIN_LONG_LINE_WIDTH


def _enumerate_reversed(lines: Sequence[FingerprintedLine]) -> Iterator[tuple[int, FingerprintedLine]]:
    return ((index, lines[index]) for index in reversed(range(len(lines))))


def _is_repeated(line: FingerprintedLine, stats: SiteLineStats, *, is_short_at_end: bool) -> bool:
    min_articles, min_share = (
        (MIN_ARTICLES_AT_END, MIN_SHARE_AT_END) if is_short_at_end else (MIN_ARTICLES_BETWEEN, MIN_SHARE_BETWEEN)
    )
    article_count = stats.line_counts.get(line.digest, 0) + 1
    return article_count >= min_articles and article_count >= min_share * (stats.article_count + 1)


def _get_full_names(article: Article) -> set[str]:
    """The authors with two names: one name may be the publisher's own."""
    return {folded for folded in map(fold, article.authors) if " " in folded}


def _is_sign_off(line: FingerprintedLine, author_names: Collection[str]) -> bool:
    """Whether a line names the agency or the reporters that the text is from."""
    words = line.text.split()
    if len(words) > _MAX_CREDIT_WORDS:
        return False
    if find_credited_agencies([line.text]) or find_reporting_lines([line.text]):
        return True
    if len(words) <= _MAX_NAME_LINE_WORDS and any(name in line.folded for name in author_names):
        return True
    word_keys = [word_key for word_key in map(normalize_word, words) if word_key]
    matches = ((word_keys[index], get_vocabulary().match_at(word_keys, index)) for index in range(len(word_keys)))
    # "Reporting" credits by itself, "with" does so only in "with material from".
    return any(
        match is not None
        and match.has_kind("contributed")
        and (match.word_count > 1 or len(word) >= _MIN_CREDIT_WORD_CHARS)
        for word, match in matches
    )
