"""Furniture and teasers, known by what other pages of the site hold: in any language, with no phrase list.

Precision comes before recall: a line that could be text stays, however often it repeats. Nothing is cut from an
article whose site is not known by others, nor from one that is mostly a copy of another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newscrawl.article import Article, Reason, Removal
from newscrawl.core.cleaning.lines import FULL_STOP
from newscrawl.core.memory.sitetrace import BETWEEN, LONG, REPEATED, Trace, TracedLine
from newscrawl.core.names.signoffs import credited_agencies, reporting_lines
from newscrawl.core.names.vocabulary import key, vocabulary
from newscrawl.core.text import fold

FEW, FEW_SHARE = 3, 0.3
"""Articles, this one among them, and the part of all that are known, that a short line at the end must stand in.
Short lines at the end of real articles repeat, too (an appeal for witnesses, the last ingredient), but not in a third
of what a site publishes."""
MANY, MANY_SHARE = 5, 0.5
"""The same for a long line at the end, and for a sentence between others: no event and no series fills half a site."""
_SERIES = 3
"""A headline that more articles have is the name of a series, and no teaser."""
_COPY = 0.5
"""Where this part of its body stands in other articles, an article is a copy or a newer version of them."""
_DIGEST, _DIGEST_LINES = 3, 4
"""So many headlines of others, with text below each and at most so many lines from one to the next, are a digest of
the day, whose sub-headings they are."""
_CREDIT_WORDS, _NAMING_WORDS = 40, 12
_TELLING = 8
_LABEL_WIDTH = 30
_QUOTES = tuple("“”„«»\"「」『』‘’'")

_Verdict = tuple[Reason, str]
_REPEATED: _Verdict = ("site_furniture", REPEATED)
_BETWEEN: _Verdict = ("site_furniture", BETWEEN)
_HEADLINE: _Verdict = ("teaser", "memory:other-headline")
_STANDFIRST: _Verdict = ("teaser", "memory:other-standfirst")
_LABEL: _Verdict = ("teaser", "memory:label-of-headline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the memory says of one article's lines; the article itself is not counted."""

    articles: int = 0
    """Other articles of the site that it was learned from."""
    standing: Mapping[bytes, int] = field(default_factory=dict)
    """By digest of a line: how many of them it stands in."""
    headlines: Mapping[bytes, int] = field(default_factory=dict)
    """By digest: how many other articles have this headline."""
    standfirsts: Mapping[bytes, int] = field(default_factory=dict)


def without_known_furniture(article: Article, trace: Trace, known: Known) -> Article:
    """The article without lines that its site repeats, and without the headlines and standfirsts of others.

    They go to `removed`, for the reasons `site_furniture` and `teaser`. What stays: the article's own headline and
    standfirst, sub-headings, quoted speech, sign-offs that name an agency or reporters, and at least half the text.
    """
    lines = [line for line in trace.lines if not line.cut]
    verdicts: list[_Verdict | None] = [None] * len(lines)
    if known.headlines or known.standfirsts:
        _cut_headlines(lines, verdicts, trace, known)
    if max(known.standing.values(), default=0) + 1 >= FEW and not _is_copy(lines, known):
        _cut_repeated(lines, verdicts, known, _people(article))
    cut = [
        Removal(text=line.text, reason=verdict[0], rule=verdict[1])
        for line, verdict in zip(lines, verdicts, strict=True)
        if verdict
    ]
    kept = [line.text for line, verdict in zip(lines, verdicts, strict=True) if not verdict]
    if not cut or sum(map(len, kept)) < sum(len(removal.text) for removal in cut):
        return article
    return replace(article, text="\n\n".join(kept), removed=[*article.removed, *cut])


def _cut_headlines(lines: Sequence[TracedLine], verdicts: list[_Verdict | None], trace: Trace, known: Known) -> None:
    found = [index for index, line in enumerate(lines) if _is_other_headline(line, trace, known)]
    seconds = [_is_other_standfirst(line, trace, known) for line in lines]
    lone = [index for index in found if _has_text_below(index, lines, found, seconds)]
    if len(lone) >= _DIGEST and lone[-1] - lone[0] <= _DIGEST_LINES * (len(lone) - 1):
        found = [index for index in found if index not in lone]
    for index in found:
        verdicts[index] = _HEADLINE
        if index and not verdicts[index - 1] and _is_open_label(lines[index - 1]):
            verdicts[index - 1] = _LABEL
        for beside in (index + 1, index - 1):
            if 0 <= beside < len(lines) and seconds[beside] and not verdicts[beside]:
                verdicts[beside] = _STANDFIRST


def _is_other_headline(line: TracedLine, trace: Trace, known: Known) -> bool:
    """Whether the line is another article's headline, perhaps behind a label; no sentence, question or speech is."""
    if not trace.own.isdisjoint(line.heads) or line.text.endswith(FULL_STOP):
        return False
    if line.text.startswith(_QUOTES) and line.text.endswith(_QUOTES):
        return False
    asks = line.text.endswith(("?", "？", "؟", ";")) and not line.at_end
    return not asks and any(0 < known.headlines.get(one, 0) <= _SERIES for one in line.heads)


def _is_other_standfirst(line: TracedLine, trace: Trace, known: Known) -> bool:
    keys = line.heads[:1]
    return trace.own.isdisjoint(keys) and any(0 < known.standfirsts.get(one, 0) <= _SERIES for one in keys)


def _has_text_below(index: int, lines: Sequence[TracedLine], found: Sequence[int], seconds: Sequence[bool]) -> bool:
    below = index + 1
    return below < len(lines) and below not in found and not seconds[below] and lines[below].is_sentence


def _is_open_label(line: TracedLine) -> bool:
    """Whether the line is a short label that announces what follows it."""
    return line.width <= _LABEL_WIDTH and line.text.endswith((":", "："))


def _is_copy(lines: Sequence[TracedLine], known: Known) -> bool:
    """Whether much of the body stands in other articles, or there is none to tell by."""
    body = [line.key for line in lines if not line.at_end and line.key]
    return sum(known.standing.get(one, 0) > 0 for one in body) >= _COPY * len(body)


def _cut_repeated(
    lines: Sequence[TracedLine], verdicts: list[_Verdict | None], known: Known, names: Collection[str]
) -> None:
    """Cut sentences that the site repeats wherever they stand, and what it repeats behind the text.

    Behind the text means that everything below is cut, too, or is a sign-off: a sub-heading has text below it.
    """
    behind = True
    for index, line in _from_the_end(lines):
        if verdicts[index]:
            continue
        at_end = behind and line.at_end
        shared = (at_end or _is_remark(line)) and _is_shared(line, known, few=at_end and line.width < LONG)
        if shared and not _is_sign_off(line, names):
            verdicts[index] = _REPEATED if at_end else _BETWEEN
        else:
            behind = at_end and _is_sign_off(line, names)


def _is_remark(line: TracedLine) -> bool:
    """Whether a line before the end is a sentence by itself: no label, which a sub-heading is, and no long text."""
    return not line.at_end and line.is_sentence and line.width < LONG


def _from_the_end(lines: Sequence[TracedLine]) -> Iterator[tuple[int, TracedLine]]:
    return ((index, lines[index]) for index in reversed(range(len(lines))))


def _is_shared(line: TracedLine, known: Known, *, few: bool) -> bool:
    least, share = (FEW, FEW_SHARE) if few else (MANY, MANY_SHARE)
    articles = known.standing.get(line.key, 0) + 1
    return articles >= least and articles >= share * (known.articles + 1)


def _people(article: Article) -> set[str]:
    """The authors with two names: one name may be the publisher's own."""
    return {folded for folded in map(fold, article.authors) if " " in folded}


def _is_sign_off(line: TracedLine, names: Collection[str]) -> bool:
    """Whether a line names the agency or the reporters that the text is from."""
    words = line.text.split()
    if len(words) > _CREDIT_WORDS:
        return False
    if credited_agencies([line.text]) or reporting_lines([line.text]):
        return True
    if len(words) <= _NAMING_WORDS and any(name in line.folded for name in names):
        return True
    keys = [one for one in map(key, words) if one]
    matches = ((keys[at], vocabulary().at(keys, at)) for at in range(len(keys)))
    # "Reporting" credits by itself, "with" does so only in "with material from".
    return any(
        match is not None and match.has("contributed") and (match.words > 1 or len(word) >= _TELLING)
        for word, match in matches
    )
