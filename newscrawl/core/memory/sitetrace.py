"""What an article leaves in the memory of its site: digests of its lines and headlines, never their text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from newscrawl.article import Article, Link
from newscrawl.core.cleaning.lines import FULL_STOP
from newscrawl.core.text import fold, width
from newscrawl.core.urls import article_id, registrable_domain

REPEATED, BETWEEN = "memory:repeated-line", "memory:repeated-between"
"""The rules by which a line is cut that other articles have, too: at the end, and before it."""

LONG = 120
"""Width from which a line is running text: that repeats in earnest, as the background to one event."""
_SENTENCE = 40
"""Width from which a line with a full stop is a sentence and no label."""
_LABEL = 8
"""Width from which a line without one is remembered: shorter ones are list items, scores, names of dishes."""
_LETTERS = 4
"""Letters without which a line is a result, a date or a rule."""
_BEGINNING = 12
"""Characters in which nearly every line has them."""
_HEADLINE = 25
"""Width from which a title is known again: shorter ones are sub-headings and names, too."""
_LONGEST_HEAD = 600
"""Characters: standfirsts are that long, too."""
_END = 6
"""So many lines at the most are the end of an article, and a third of its lines at the most."""
_BODY = 40
"""So many lines before the end are remembered at the most: enough to know a copy by."""
_STOPS = (*FULL_STOP, "!", "！")
_PREFIX = re.compile(r"[^:：|»→]{2,30}(?:[:：|»→]|\s[-–—]\s)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedLine:
    """A line of the text and what of it can be known again."""

    text: str
    folded: str
    width: int
    """Length, with wide characters counted twice."""
    at_end: bool
    key: bytes
    """Its digest as a line of the end, or of the body: nothing where it is not remembered."""
    heads: tuple[bytes, ...] = ()
    """The digests under which it may be a headline: as it stands, behind a label, said twice."""
    cut: bool = False
    """Whether it stood in the page and has been cut by the memory before."""

    @property
    def is_sentence(self) -> bool:
        """Whether it is long enough for a sentence, and ends like one."""
        return self.width >= _SENTENCE and self.text.endswith(_STOPS)


@dataclass(frozen=True, kw_only=True)
class Trace:
    """All that the memory of a site wants to know of one article."""

    site: str
    ids: tuple[bytes, ...]
    """The article by its id, and by every address it has."""
    lines: tuple[TracedLine, ...]
    own: frozenset[bytes]
    """Its headline and standfirst, and what it was cut of as a teaser: no line of it is cut for being one."""
    heads: tuple[tuple[bytes, bool], ...]
    """Headlines (False) and standfirsts (True) met here: its own, with its id."""
    teasers: tuple[bytes, ...]
    """Headlines met here: those of others, whose address nobody knows."""

    @cached_property
    def remembered(self) -> frozenset[bytes]:
        """The digests of its lines."""
        ends = [line.key for line in self.lines if line.at_end]
        body = [line.key for line in self.lines if not line.at_end and line.key]
        return frozenset([*ends, *body[:_BODY]]) - {b""}

    @cached_property
    def asked(self) -> frozenset[bytes]:
        """The digests under which its lines may be the headlines of others."""
        return frozenset(key for line in self.lines for key in line.heads)


LinkTrace = tuple[str, bytes, bytes]
"""The site of the article that a link leads to, its id, and its headline."""


def trace_of(article: Article) -> Trace | None:
    """What the article leaves; None where its site is not known."""
    if not article.site:
        return None
    title, standfirst = head_key(article.title), head_key(article.description)
    teasers = {head_key(cut.text): None for cut in article.removed if cut.reason == "teaser"}
    addresses = filter(None, dict.fromkeys((article.url, article.canonical_url)))
    ids = dict.fromkeys(_id_key(one) for one in (article.id, *map(article_id, addresses)))
    return Trace(
        site=article.site,
        ids=tuple(ids),
        lines=tuple(_lines(article)),
        own=frozenset({title, standfirst, *teasers}),
        heads=tuple((key, second) for key, second in ((title, False), (standfirst, True)) if key),
        teasers=tuple(key for key in teasers if key and key not in (title, standfirst)),
    )


def trace_of_link(link: Link) -> LinkTrace | None:
    """What a link leaves; None where its site or its text is not known."""
    site, key = registrable_domain(link.url), head_key(link.hints.title)
    return (site, _id_key(article_id(link.url)), key) if site and key else None


def head_key(text: str | None) -> bytes:
    """The digest of a headline or standfirst; nothing where it is too long, or too short to be no sub-heading."""
    folded = fold(text) if text else ""
    return digest("head", folded) if _HEADLINE <= width(folded, LONG) <= _LONGEST_HEAD else b""


def digest(kind: str, text: str) -> bytes:
    """Sixteen bytes for a folded text of one kind."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, person=kind.encode()).digest()


def _lines(article: Article) -> Iterator[TracedLine]:
    """The lines of the text, then those that the memory has cut from it: they stood in the page, too."""
    kept = article.text.split("\n\n") if article.text else []
    end = len(kept) - min(_END, max(1, len(kept) // 3))
    own = {fold(text) for text in (article.title, article.description) if text}
    for index, text in enumerate(kept):
        yield _line(text, own, at_end=index >= end)
    for removal in article.removed:
        if removal.rule in (REPEATED, BETWEEN):
            yield _line(removal.text, own, at_end=removal.rule == REPEATED, cut=True)


def _line(text: str, own: Collection[str], *, at_end: bool, cut: bool = False) -> TracedLine:
    folded, size = fold(text), width(text, LONG)
    is_own = folded in own
    lasting = not is_own and size >= (_LABEL if at_end else _SENTENCE) and _is_spoken(folded)
    return TracedLine(
        text=text,
        folded=folded,
        width=size,
        at_end=at_end,
        key=digest("end" if at_end else "body", folded) if lasting else b"",
        heads=() if is_own or cut else tuple(_heads(text, folded)),
        cut=cut,
    )


def _is_spoken(folded: str) -> bool:
    """Whether it has as many letters as a word: most lines have them at once."""
    return sum(map(str.isalpha, folded[:_BEGINNING])) >= _LETTERS or sum(map(str.isalpha, folded)) >= _LETTERS


def _heads(text: str, folded: str) -> Iterator[bytes]:
    if not _HEADLINE <= width(folded, LONG) <= _LONGEST_HEAD:
        return
    yield digest("head", folded)
    if (prefix := _PREFIX.match(text)) and (key := head_key(text[prefix.end() :])):
        yield key
    half = len(folded) // 2
    if folded[:half].strip() == folded[half:].strip() and (key := head_key(folded[:half])):
        yield key


def _id_key(article: str) -> bytes:
    return blake2b(article.encode("utf-8", "surrogatepass"), digest_size=8).digest()
