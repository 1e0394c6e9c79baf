"""What the pipelines will make of an article if nothing else changes it, worked out where its page was read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newscrawl.article import Article, Removal
from newscrawl.core.authorlines import without_author_lines
from newscrawl.core.bylines import with_names
from newscrawl.core.memory.sitetrace import Trace, trace_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The results of the steps that need the article alone, each of the article as the step before leaves it."""

    authors: list[str]
    agencies: list[str]
    text: str
    """Without the lines that repeat the byline."""
    repeated: list[Removal]
    """Those lines."""
    trace: Trace | None
    """What it leaves in the memory of its site."""

    def named(self, article: Article) -> Article:
        """The article with its names."""
        return replace(article, authors=self.authors, agencies=self.agencies)

    def without_author_lines(self, named: Article) -> Article:
        """The article with its names, without the lines that repeat them."""
        if not self.repeated:
            return named
        return replace(named, text=self.text, removed=[*named.removed, *self.repeated])


def foresee(article: Article) -> Foreseen:
    """What the pipelines will make of an article."""
    named = with_names(article)
    left = without_author_lines(named)
    return Foreseen(
        authors=named.authors,
        agencies=named.agencies,
        text=left.text,
        repeated=left.removed[len(named.removed) :],
        trace=trace_of(left),
    )
