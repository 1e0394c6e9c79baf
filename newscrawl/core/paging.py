"""Articles on several pages, made one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from newscrawl.article import Article, Removal
from newscrawl.core.dates import moment
from newscrawl.core.text import fold, words

Value = TypeVar("Value")

MOST_PAGES = 30
"""Pages of one article. The longest reports that are cut up have some twenty; more is a trap."""

_FEWEST_WORDS = 6
"""A line of so many words that stands on two pages is repeated, wherever it stands; a shorter one may be a refrain."""


def merged(pages: Sequence[Article], *, complete: bool = True) -> Article:
    """The article of which these are the pages, in order: the first page's, with the text of all.

    What a page repeats of those before it is removed: its title, standfirst and byline, and lines round the text.

    :param complete: whether the last one is the article's last page.
    """
    first = pages[0]
    said = {fold(line) for line in (first.title, first.description, first.byline) if line}
    texts, removed = [first.text], list(first.removed)
    said |= {fold(line) for line in _paragraphs(first)}
    for page in pages[1:]:
        kept, repeated = _without_repeats(_paragraphs(page), said)
        said |= {fold(line) for line in kept}
        texts += kept
        known = {(cut.text, cut.reason) for cut in removed}
        removed += [cut for cut in page.removed if (cut.text, cut.reason) not in known]
        removed += [Removal(text=line, reason="site_furniture", rule="paging:repeated") for line in repeated]
    return replace(
        first,
        text="\n\n".join(filter(None, texts)),
        removed=removed,
        byline=next((page.byline for page in pages if page.byline), None),
        modified=max((page.modified for page in pages if page.modified), default=None, key=moment),
        tags=_each_once(tag for page in pages for tag in page.tags),
        images=_each_once(image for page in pages for image in page.images),
        agencies=_each_once(name for page in pages for name in page.agencies),
        truncated=pages[-1].truncated or not complete,
    )


def with_whole(first: Article, whole: Article) -> Article | None:
    """The first page with the text of all of it on one; None where that has not more than the first page."""
    if len(whole.text) <= len(first.text):
        return None
    return replace(first, text=whole.text, removed=whole.removed, images=whole.images, truncated=whole.truncated)


def _without_repeats(lines: Sequence[str], said: Collection[str]) -> tuple[list[str], list[str]]:
    """The lines that no page before had, and the others; short ones are repeats only at the top and the bottom."""
    old = [fold(line) in said for line in lines]
    start = next((place for place, is_old in enumerate(old) if not is_old), len(lines))
    end = next((place for place in range(len(lines), start, -1) if not old[place - 1]), start)
    again = [
        is_old and (not start <= place < end or len(words(lines[place])) >= _FEWEST_WORDS)
        for place, is_old in enumerate(old)
    ]
    kept = [line for line, is_again in zip(lines, again, strict=True) if not is_again]
    return kept, [line for line, is_again in zip(lines, again, strict=True) if is_again]


def _paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n") if article.text else []


def _each_once(values: Iterable[Value]) -> list[Value]:
    found: list[Value] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found
