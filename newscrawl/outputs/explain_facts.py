"""What both views of an explanation say of the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.article import Access, Article
from newscrawl.core.explain import Explanation

ACCESS: dict[Access, str] = {
    "open": "the page says that everyone may read it, and nothing speaks against that.",
    "metered": "the page is readable, and says that it is not free.",
    "paywalled": "more than one sign says that only a part is served to everyone.",
    "unknown": "nothing says whether everyone may read it.",
}
"""What each word of `access` means."""

_SHOWN = (
    *("title", "description", "byline", "authors", "agencies", "published", "modified", "publisher", "section"),
    *("tags", "language", "url", "canonical_url"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field of the record as text, and the places of the page that state it."""

    name: str
    value: str
    sources: tuple[str, ...] = ()


def facts(explanation: Explanation) -> Iterator[Fact]:
    """The fields that are filled, in the order in which a reader asks for them; access is not among them."""
    article = explanation.article
    for name in _SHOWN:
        value = getattr(article, name)
        if text := ", ".join(value) if isinstance(value, list) else value:
            yield Fact(name=name, value=" ".join(text.split()), sources=explanation.sources.get(name, ()))
    if article.images:
        yield Fact(name="images", value=_images(article))
    if article.text:
        cut_short = "; it stops before the article does" if article.truncated else ""
        size = f"{explanation.kept} {plural(explanation.kept)}, {len(article.text)} characters{cut_short}"
        yield Fact(name="text", value=size, sources=explanation.sources.get("text", ()))
    for note in explanation.notes:
        yield Fact(name="site rule", value=note.what, sources=(note.where,))


def plural(count: int) -> str:
    """The word for so many lines."""
    return "line" if count == 1 else "lines"


def _images(article: Article) -> str:
    credited = list(dict.fromkeys(image.credit for image in article.images if image.credit))
    captioned = sum(image.caption is not None for image in article.images)
    counted = f"{len(article.images)}, {captioned} with a caption"
    return f"{counted}; credit: {', '.join(credited)}" if credited else counted
