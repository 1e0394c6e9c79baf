"""Furniture and teasers, known by what other pages of the site hold: in any language, with no phrase list.

Precision comes before recall: a line that could be text stays, however often it repeats. Nothing is cut from an
article whose site is not known by others, nor from one that is mostly a copy of another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newscrawl.article import Article, Removal, RemovalReason
from newscrawl.core.cleaning.lines import FULL_STOPS
from newscrawl.core.memory.sitetrace import (
    _MIN_LONG_LINE_WIDTH,
    _REPEATED_BETWEEN_RULE,
    _REPEATED_LINE_RULE,
    ArticleFingerprint,
    FingerprintedLine,
)
from newscrawl.core.names.signoffs import find_credited_agencies, find_reporting_lines
from newscrawl.core.names.vocabulary import get_vocabulary, normalize_word
from newscrawl.core.text import fold

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
