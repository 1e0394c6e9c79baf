"""Removal of lines and headlines that other articles of the site have: in any language, without phrases.

Precision is more important than recall: a line that could be text stays, however often it repeats. Nothing is removed
from an article whose site is not known from other articles, nor from one that is mostly a copy of another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newscrawl.boilerplate.fingerprint import (
    MIN_LONG_LINE_WIDTH,
    REPEATED_AT_END_RULE,
    REPEATED_BETWEEN_RULE,
    ArticleFingerprint,
    FingerprintedLine,
)
from newscrawl.boilerplate.lines import FULL_STOPS
from newscrawl.bylines.text_credits import find_credited_agencies, find_reporting_lines
from newscrawl.bylines.vocabulary import get_vocabulary, normalize_word
from newscrawl.items import Article, Removal, RemovalReason
from newscrawl.text import fold

MIN_ARTICLES_AT_END, MIN_RATIO_AT_END = 3, 0.3
"""A short line at the end is removed if so many articles of the site have it, this one included, and this share of all
known articles. Short lines at the end of real articles repeat, too (an appeal for witnesses, the last ingredient), but
not in a third of what a site publishes."""
MIN_ARTICLES_BETWEEN, MIN_RATIO_BETWEEN = 5, 0.5
"""The same for a long line at the end and for a sentence before it: no event and no series fills half of a site."""

_MAX_SAME_HEADLINE = 3
"""A headline that more articles have is the name of a series, and not a teaser."""
_MIN_COPY_RATIO = 0.5
"""An article is a copy or a newer version of others if they have this share of the lines of its body."""
_MIN_ROUNDUP_HEADLINES, _MAX_ROUNDUP_GAP = 3, 4
"""An article is a digest of the day if it has so many headlines of others with text below each, and on average at most
so many lines from one to the next: these headlines are its sub-headings."""

_MAX_CREDIT_WORDS, _MAX_NAME_LINE_WORDS = 40, 12
"""Words of a sign-off: of one that credits an agency or reporters, and of one that is known by an author's name."""
_MIN_CREDIT_WORD_CHARS = 8
_MAX_LABEL_WIDTH = 30
_QUOTE_MARKS = tuple("“”„«»\"「」『』‘’'")

_RemovalRule = tuple[RemovalReason, str]
_REPEATED_AT_END: _RemovalRule = ("site_furniture", REPEATED_AT_END_RULE)
_REPEATED_BETWEEN: _RemovalRule = ("site_furniture", REPEATED_BETWEEN_RULE)
_OTHER_HEADLINE: _RemovalRule = ("teaser", "memory:other-headline")
_OTHER_STANDFIRST: _RemovalRule = ("teaser", "memory:other-standfirst")
_HEADLINE_LABEL: _RemovalRule = ("teaser", "memory:label-of-headline")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLineStats:
    """What the memory of a site knows of the lines of one article; the article itself is not counted."""

    article_count: int = 0
    """Other articles of the site in the memory."""
    line_counts: Mapping[bytes, int] = field(default_factory=dict)
    """By the digest of a line: how many of those articles have it."""
    headline_counts: Mapping[bytes, int] = field(default_factory=dict)
    """By the digest of a headline: how many other articles have it."""
    standfirst_counts: Mapping[bytes, int] = field(default_factory=dict)


def remove_repeated_lines(article: Article, fingerprint: ArticleFingerprint, stats: SiteLineStats) -> Article:
    """The article without the lines that its site repeats, and without headlines and standfirsts of other articles.

    The removed lines go to `removed`, with the reasons `site_furniture` and `teaser`. The article's own headline and
    standfirst, sub-headings, quoted speech and sign-offs that name an agency or reporters stay. If more than half of
    the text would be removed, all of it stays.
    """
    lines = [line for line in fingerprint.lines if not line.is_removed]
    matched_rules: list[_RemovalRule | None] = [None] * len(lines)
    if stats.headline_counts or stats.standfirst_counts:
        _match_headlines(lines, matched_rules, fingerprint, stats)
    if max(stats.line_counts.values(), default=0) + 1 >= MIN_ARTICLES_AT_END and not _is_copy(lines, stats):
        _match_repeated(lines, matched_rules, stats, _get_full_names(article))
    removals = [
        Removal(text=line.text, reason=rule[0], rule=rule[1])
        for line, rule in zip(lines, matched_rules, strict=True)
        if rule
    ]
    kept = [line.text for line, rule in zip(lines, matched_rules, strict=True) if not rule]
    if not removals or sum(map(len, kept)) < sum(len(removal.text) for removal in removals):
        return article
    return replace(article, text="\n\n".join(kept), removed=[*article.removed, *removals])


def _match_headlines(
    lines: Sequence[FingerprintedLine],
    matched_rules: list[_RemovalRule | None],
    fingerprint: ArticleFingerprint,
    stats: SiteLineStats,
) -> None:
    """Match headlines of other articles, with the standfirst beside each and the label above it."""
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
    """Whether the line is the headline of another article, perhaps after a label.

    Sentences, quoted speech, and questions before the end (they are sub-headings) do not match.
    """
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
    """Whether the line is a short label that announces the line after it."""
    return line.width <= _MAX_LABEL_WIDTH and line.text.endswith((":", "："))


def _is_copy(lines: Sequence[FingerprintedLine], stats: SiteLineStats) -> bool:
    """Whether other articles have much of the article's body; an article without a body counts as a copy, too."""
    body_digests = [line.digest for line in lines if not line.at_end and line.digest]
    return sum(stats.line_counts.get(digest, 0) > 0 for digest in body_digests) >= _MIN_COPY_RATIO * len(body_digests)


def _match_repeated(
    lines: Sequence[FingerprintedLine],
    matched_rules: list[_RemovalRule | None],
    stats: SiteLineStats,
    author_names: Collection[str],
) -> None:
    """Match sentences that the site repeats anywhere, and any lines that it repeats after the text.

    A line is after the text if every line below it is matched or is a sign-off: a sub-heading has text below it.
    """
    is_trailing = True
    for index, line in _enumerate_reversed(lines):
        if matched_rules[index]:
            continue
        at_end = is_trailing and line.at_end
        is_repeated = (at_end or _is_lone_sentence(line)) and _is_repeated(
            line, stats, is_short_at_end=at_end and line.width < MIN_LONG_LINE_WIDTH
        )
        if is_repeated and not _is_sign_off(line, author_names):
            matched_rules[index] = _REPEATED_AT_END if at_end else _REPEATED_BETWEEN
        else:
            is_trailing = at_end and _is_sign_off(line, author_names)


def _is_lone_sentence(line: FingerprintedLine) -> bool:
    """Whether a line before the end is a single sentence: neither a label, such as a sub-heading, nor a long text."""
    return not line.at_end and line.is_sentence and line.width < MIN_LONG_LINE_WIDTH


def _enumerate_reversed(lines: Sequence[FingerprintedLine]) -> Iterator[tuple[int, FingerprintedLine]]:
    return ((index, lines[index]) for index in reversed(range(len(lines))))


def _is_repeated(line: FingerprintedLine, stats: SiteLineStats, *, is_short_at_end: bool) -> bool:
    min_articles, min_ratio = (
        (MIN_ARTICLES_AT_END, MIN_RATIO_AT_END) if is_short_at_end else (MIN_ARTICLES_BETWEEN, MIN_RATIO_BETWEEN)
    )
    article_count = stats.line_counts.get(line.digest, 0) + 1
    return article_count >= min_articles and article_count >= min_ratio * (stats.article_count + 1)


def _get_full_names(article: Article) -> set[str]:
    """The authors with two names or more: a single name may be the publisher's own."""
    return {folded for folded in map(fold, article.authors) if " " in folded}


def _is_sign_off(line: FingerprintedLine, author_names: Collection[str]) -> bool:
    """Whether a line names the agency or the reporters of the text."""
    words = line.text.split()
    if len(words) > _MAX_CREDIT_WORDS:
        return False
    if find_credited_agencies([line.text]) or find_reporting_lines([line.text]):
        return True
    if len(words) <= _MAX_NAME_LINE_WORDS and any(name in line.folded for name in author_names):
        return True
    word_keys = [word_key for word_key in map(normalize_word, words) if word_key]
    matches = ((word_keys[index], get_vocabulary().match_at(word_keys, index)) for index in range(len(word_keys)))
    # A long word such as "reporting" is a credit by itself; "with" is one only in a phrase ("with material from").
    return any(
        match is not None
        and match.has_kind("contributed")
        and (match.word_count > 1 or len(word) >= _MIN_CREDIT_WORD_CHARS)
        for word, match in matches
    )
