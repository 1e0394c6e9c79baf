"""Merges the pages of one article into one article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from newscrawl.items import Article, Removal
from newscrawl.metadata.date_parser import to_aware_datetime
from newscrawl.text import fold, split_words

_Value = TypeVar("_Value")

MAX_PAGES = 30
"""The pages of one article that are followed. The longest articles have some twenty; more is a crawler trap."""

_MIN_REPEATED_WORDS = 6
"""A line of at least so many words is a repeat anywhere on a page; a shorter one in the middle may be a refrain."""


def merge_pages(pages: Sequence[Article], *, complete: bool = True) -> Article:
    """The first page's article with the text of all pages.

    What a page repeats of the pages before it is removed: title, description, byline, and lines around the text.

    :param pages: in the order of the article.
    :param complete: whether the last one is the last page of the article.
    """
    first = pages[0]
    seen = {fold(line) for line in (first.title, first.description, first.byline) if line}
    texts, removed = [first.text], list(first.removed)
    seen |= {fold(line) for line in _split_paragraphs(first)}
    for page in pages[1:]:
        kept, repeated = _split_repeats(_split_paragraphs(page), seen)
        seen |= {fold(line) for line in kept}
        texts += kept
        seen_removals = {(removal.text, removal.reason) for removal in removed}
        removed += [removal for removal in page.removed if (removal.text, removal.reason) not in seen_removals]
        removed += [Removal(text=line, reason="site_furniture", rule="paging:repeated") for line in repeated]
    return replace(
        first,
        text="\n\n".join(filter(None, texts)),
        removed=removed,
        byline=next((page.byline for page in pages if page.byline), None),
        modified=max((page.modified for page in pages if page.modified), default=None, key=to_aware_datetime),
        tags=_deduplicate(tag for page in pages for tag in page.tags),
        images=_deduplicate(image for page in pages for image in page.images),
        agencies=_deduplicate(name for page in pages for name in page.agencies),
        truncated=pages[-1].truncated or not complete,
    )


def use_single_page(first: Article, single_page: Article) -> Article | None:
    """The first page's article with the text of the page that has the whole article; None if that is not longer."""
    if len(single_page.text) <= len(first.text):
        return None
    return replace(
        first,
        text=single_page.text,
        removed=single_page.removed,
        images=single_page.images,
        truncated=single_page.truncated,
    )


def _split_repeats(lines: Sequence[str], seen: Collection[str]) -> tuple[list[str], list[str]]:
    """The new lines, and those that repeat a page before; a short line is a repeat only at the top or the bottom."""
    seen_before = [fold(line) in seen for line in lines]
    start = next((index for index, is_seen in enumerate(seen_before) if not is_seen), len(lines))
    end = next((index for index in range(len(lines), start, -1) if not seen_before[index - 1]), start)
    repeats = [
        is_seen and (not start <= index < end or len(split_words(lines[index])) >= _MIN_REPEATED_WORDS)
        for index, is_seen in enumerate(seen_before)
    ]
    kept = [line for line, is_repeat in zip(lines, repeats, strict=True) if not is_repeat]
    return kept, [line for line, is_repeat in zip(lines, repeats, strict=True) if is_repeat]


def _split_paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n") if article.text else []


def _deduplicate(values: Iterable[_Value]) -> list[_Value]:
    """Each value once; they may be unhashable."""
    unique: list[_Value] = []
    for value in values:
        if value not in unique:
            unique.append(value)
    return unique
