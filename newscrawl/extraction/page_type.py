"""Whether a page is no article: a consent page, an error, a log-in, a block, a parked domain. Evidence adds up.

The words of such pages (`rules/page_types.toml`) count by how much of the title and of a short text they make up, and
what only articles state counts against them: a date, a byline, article metadata. So an article about cookies, or one of
two sentences, is an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, get_args

from newscrawl.boilerplate.phrases import normalize_line
from newscrawl.rules.schema import PageType, Rules

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_UNSPACED_CHAR = re.compile(f"[{_UNSPACED}]")
_WORD = re.compile(
    rf"[^\s\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e\u00a1-\u00bf\u060c\u061b\u061f\u0964\u2000-\u206f{_UNSPACED}]+"
)
_TERM_PART = re.compile(rf"{_WORD.pattern}\*?")
_KEY_CHARS = 3
"""Terms are looked up by so many characters of their first word."""
_UNSPACED_CHARS_PER_WORD = 2
MAX_TEXT_CHARS = 3000
"""A longer text is an article, or a privacy notice that no site redirects to."""
MAX_SIGNED_TEXT_CHARS = 600
"""A longer text with any sign of an article is one, and need not be judged."""

_TITLE_WEIGHT = 3.0
"""For a title that is nothing but words of the type."""
_TEXT_WEIGHT, _MAX_TEXT_SHARE = 10.0, 0.5
_TERM_WEIGHT, _MAX_TERMS = 0.2, 6
_ADDRESS_WEIGHT = 1.5
"""For a text that speaks to its reader."""
_SHORT_WORDS, _LONG_WORDS = 60, 160
"""A text of fewer words than the first counts for a refusal, one of more than the second against it."""
_LENGTH_WEIGHT = 1.0
_PASSWORD_WEIGHT = 1.5
_ARTICLE_SIGN_WEIGHT = 1.5
"""For each thing that a page states as articles do."""
_MIN_SCORE = 6.0
"""Pages that are no articles reach 7.0 to 12, in our own words and 27 languages; the real pages of the development sets
2.7 at most; articles of two sentences about cookies, passwords and the like, without date and byline, 5.8."""
PAGE_TYPES: tuple[PageType, ...] = get_args(PageType)
_TermKind = PageType | Literal["address"]
_ADDRESS: Literal["address"] = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSigns:
    """What a page shows of its type."""

    title: str
    lines: Sequence[str]
    """The lines of its main region, kept or removed."""
    article_signs: int = 0
    """How many things it states as articles do: 0 to 3."""
    has_password_field: bool = False


@dataclass(frozen=True, slots=True)
class PageTypeEvidence:
    """How strongly a page is of a type, and why."""

    page_type: PageType
    score: float
    title_share: float
    """The share of the title's letters in words of the type."""
    text_share: float
    terms: frozenset[str]
    """The terms of the type in the text."""


@dataclass(slots=True)
class _TermIndex:
    """The terms of all types: spaced ones by the beginning of their first word, and those of other scripts."""

    spaced: dict[str, list[tuple[tuple[str, ...], str, _TermKind]]] = field(default_factory=dict)
    """The words of each term, of which each may end with `*`; the term; its type."""
    unspaced: list[tuple[str, _TermKind]] = field(default_factory=list)


def find_page_type(signs: PageSigns, rules: Rules) -> PageTypeEvidence | None:
    """The type that a page is of if it is no article; None if it may be one.

    :param signs: a text of more than 3,000 characters is never judged.
    """
    text = "\n".join(signs.lines)
    if len(text) > MAX_TEXT_CHARS or rules.page_type_terms is None:
        return None
    index = _build_index(rules)
    in_title, in_text = _match(signs.title, index), _match(text, index)
    evidence = [
        _weigh(page_type, in_title.get(page_type), in_text.get(page_type), signs, text, _ADDRESS in in_text)
        for page_type in PAGE_TYPES
        if page_type in in_title or page_type in in_text
    ]
    best = max(evidence, key=lambda candidate: (candidate.score, candidate.page_type), default=None)
    return best if best and best.score >= _MIN_SCORE else None


@dataclass(slots=True)
class _Matches:
    """Where a text has terms of one type."""

    positions: set[int] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)

    def share_of(self, text: str) -> float:
        """The share of the letters of the text that are in terms."""
        return len(self.positions) / max(1, sum(map(str.isalnum, text)))


def _weigh(
    page_type: PageType,
    in_title: _Matches | None,
    in_text: _Matches | None,
    signs: PageSigns,
    text: str,
    speaks_to_reader: bool,
) -> PageTypeEvidence:
    title_share = in_title.share_of(normalize_line(signs.title)) if in_title else 0.0
    text_share = in_text.share_of(normalize_line(text)) if in_text else 0.0
    terms = frozenset(in_text.terms if in_text else ())
    words = len(_WORD.findall(text)) + len(_UNSPACED_CHAR.findall(text)) / _UNSPACED_CHARS_PER_WORD
    score = (
        _TITLE_WEIGHT * min(1.0, title_share)
        + _TEXT_WEIGHT * min(_MAX_TEXT_SHARE, text_share)
        + _TERM_WEIGHT * min(_MAX_TERMS, len(terms))
        + _ADDRESS_WEIGHT * speaks_to_reader
        + _LENGTH_WEIGHT * (words < _SHORT_WORDS)
        - _LENGTH_WEIGHT * (words > _LONG_WORDS)
        + _PASSWORD_WEIGHT * (signs.has_password_field and page_type == "login_page")
        - _ARTICLE_SIGN_WEIGHT * signs.article_signs
    )
    return PageTypeEvidence(page_type, score, title_share, text_share, terms)


def _match(text: str, index: _TermIndex) -> Mapping[_TermKind, _Matches]:
    """The terms in a text by their type."""
    normalized = normalize_line(text)
    found: dict[_TermKind, _Matches] = {}
    for page_type, term, start, end in (*_match_spaced(normalized, index), *_match_unspaced(normalized, index)):
        matches = found.setdefault(page_type, _Matches())
        matches.terms.add(term)
        matches.positions.update(position for position in range(start, end) if normalized[position].isalnum())
    return found


def _match_spaced(normalized: str, index: _TermIndex) -> Iterator[tuple[_TermKind, str, int, int]]:
    words = list(_WORD.finditer(normalized))
    for position, word in enumerate(words):
        for parts, term, page_type in index.spaced.get(word[0][:_KEY_CHARS], ()):
            following = words[position : position + len(parts)]
            if len(following) == len(parts) and all(
                candidate[0].startswith(part[:-1]) if part.endswith("*") else candidate[0] == part
                for part, candidate in zip(parts, following, strict=True)
            ):
                yield page_type, term, word.start(), following[-1].end()


def _match_unspaced(normalized: str, index: _TermIndex) -> Iterator[tuple[_TermKind, str, int, int]]:
    if not _UNSPACED_CHAR.search(normalized):
        return
    for term, page_type in index.unspaced:
        start = normalized.find(term)
        while start >= 0:
            yield page_type, term, start, start + len(term)
            start = normalized.find(term, start + len(term))


@lru_cache(maxsize=8)
def _build_index(rules: Rules) -> _TermIndex:
    index = _TermIndex()
    for page_type in (*PAGE_TYPES, _ADDRESS):
        for term in {term for terms in getattr(rules.page_type_terms, page_type).values() for term in terms}:
            # `*` is set aside: normalizing would remove it at the end.
            parts = tuple(
                normalize_line(part.removesuffix("*")) + "*" * part.endswith("*") for part in _TERM_PART.findall(term)
            )
            if _UNSPACED_CHAR.search(term):
                index.unspaced.append((normalize_line(term), page_type))
            elif parts:
                index.spaced.setdefault(parts[0].removesuffix("*")[:_KEY_CHARS], []).append((parts, term, page_type))
    return index
