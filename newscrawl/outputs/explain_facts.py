"""What the text view and the HTML view of an explanation share: the record's fields as text, and the text direction."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newscrawl.extraction.explain import Explanation
from newscrawl.items import Access, Article

ACCESS_DESCRIPTIONS: dict[Access, str] = {
    "open": "the page says that everyone may read it, and nothing speaks against that.",
    "metered": "the page is readable, and says that it is not free.",
    "paywalled": "more than one sign says that only a part is served to everyone.",
    "unknown": "nothing says whether everyone may read it.",
}
"""What each value of `access` means."""

_DISPLAYED_FIELDS = (
    *("title", "description", "byline", "authors", "agencies", "published", "modified", "publisher", "section"),
    *("tags", "language", "url", "canonical_url"),
)

TextDirection = Literal["ltr", "rtl"]
_STRONG_DIRECTIONS: dict[str, TextDirection] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
"""The direction of a word by the Unicode bidirectional class of its first letter."""
_MAX_DIRECTION_CHARS = 2000
"""How much of a text is read to find its direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field of the record as text, and where in the page its value was read."""

    name: str
    value: str
    provenance: tuple[str, ...] = ()


def iter_facts(explanation: Explanation) -> Iterator[Fact]:
    """Iterate over the fields that have a value, the most important ones first; both views show `access` separately."""
    article = explanation.article
    for name in _DISPLAYED_FIELDS:
        value = getattr(article, name)
        if text := ", ".join(value) if isinstance(value, list) else value:
            yield Fact(name=name, value=" ".join(text.split()), provenance=explanation.provenance.get(name, ()))
    if article.images:
        yield Fact(name="images", value=_summarize_images(article))
    if article.text:
        truncation_note = "; it stops before the article does" if article.truncated else ""
        lines = f"{explanation.kept_count} {pluralize_lines(explanation.kept_count)}"
        summary = f"{lines}, {len(article.text)} characters{truncation_note}"
        yield Fact(name="text", value=summary, provenance=explanation.provenance.get("text", ()))
    for warning in explanation.rule_warnings:
        yield Fact(name="site rule", value=warning.message, provenance=(warning.location,))


def pluralize_lines(count: int) -> str:
    """The word `line` or `lines`."""
    return "line" if count == 1 else "lines"


def detect_direction(text: str) -> TextDirection:
    """The direction of a text: `rtl` if most of its words are in Arabic, Hebrew or another right-to-left script.

    Words are counted, not letters, so that a long URL in a Hebrew text does not change the direction.

    >>> detect_direction("הרכבת של A1"), detect_direction("The word רכבת"), detect_direction("7")
    ('rtl', 'ltr', 'ltr')
    """
    directions = [_word_direction(word) for word in text[:_MAX_DIRECTION_CHARS].split()]
    return "rtl" if directions.count("rtl") > directions.count("ltr") else "ltr"


def _summarize_images(article: Article) -> str:
    credit_lines = list(dict.fromkeys(image.credit for image in article.images if image.credit))
    caption_count = sum(image.caption is not None for image in article.images)
    summary = f"{len(article.images)}, {caption_count} with a caption"
    return f"{summary}; credit: {', '.join(credit_lines)}" if credit_lines else summary


def _word_direction(word: str) -> TextDirection | None:
    return next(
        (_STRONG_DIRECTIONS[kind] for kind in map(unicodedata.bidirectional, word) if kind in _STRONG_DIRECTIONS), None
    )
