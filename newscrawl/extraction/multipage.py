"""Articles on several pages, made one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from newscrawl.items import Article, Removal
from newscrawl.metadata.date_parser import to_aware_datetime
from newscrawl.text import fold, split_words

Value = TypeVar("Value")

MAX_PAGES = 30
"""Pages of one article. The longest reports that are cut up have some twenty; more is a trap."""

_MIN_REPEATED_WORDS = 6
"""A line of so many words that stands on two pages is repeated, wherever it stands; a shorter one may be a refrain."""


def merge_pages(pages: Sequence[Article], *, complete: bool = True) -> Article:
    """The article of which these are the pages, in order: the first page's, with the text of all.

    What a page repeats of those before it is removed: its title, standfirst and byline, and lines round the text.

    :param complete: whether the last one is the article's last page.
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
        removed += [cut for cut in page.removed if (cut.text, cut.reason) not in seen_removals]
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
    """The first page with the text of all of it on one; None where that has not more than the first page."""
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
    """The lines that no page before had, and the others; short ones are repeats only at the top and the bottom."""
    seen_before = [fold(line) in seen for line in lines]
    start = next((place for place, is_old in enumerate(seen_before) if not is_old), len(lines))
    end = next((index for index in range(len(lines), start, -1) if not seen_before[index - 1]), start)
    repeats = [
        is_seen and (not start <= place < end or len(split_words(lines[place])) >= _MIN_REPEATED_WORDS)
        for place, is_seen in enumerate(seen_before)
    ]
    kept = [line for line, is_repeat in zip(lines, repeats, strict=True) if not is_repeat]
    return kept, [line for line, is_again in zip(lines, repeats, strict=True) if is_again]


def _split_paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n") if article.text else []


def _deduplicate(values: Iterable[Value]) -> list[Value]:
    unique: list[Value] = []
    for value in values:
        if value not in unique:
            unique.append(value)
    return unique
