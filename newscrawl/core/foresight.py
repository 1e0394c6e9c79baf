"""What the pipelines will make of an article if nothing else changes it, worked out where its page was read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newscrawl.article import Article, Removal
from newscrawl.core.authorlines import remove_author_lines
from newscrawl.core.bylines import add_authors
from newscrawl.core.memory.sitetrace import ArticleFingerprint, fingerprint_article


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecomputedSteps:
    """The results of the steps that need the article alone, each of the article as the step before leaves it."""

    authors: list[str]
    agencies: list[str]
    text: str
    """Without the lines that repeat the byline."""
    author_line_removals: list[Removal]
    """Those lines."""
    fingerprint: ArticleFingerprint | None
    """What it leaves in the memory of its site."""

    def add_authors(self, article: Article) -> Article:
        """The article with its names."""
        return replace(article, authors=self.authors, agencies=self.agencies)

    def remove_author_lines(self, article: Article) -> Article:
        """The article with its names, without the lines that repeat them."""
        if not self.author_line_removals:
            return article
        return replace(article, text=self.text, removed=[*article.removed, *self.author_line_removals])


def precompute(article: Article) -> PrecomputedSteps:
    """What the pipelines will make of an article."""
    with_authors = add_authors(article)
    cleaned = remove_author_lines(with_authors)
    return PrecomputedSteps(
        authors=with_authors.authors,
        agencies=with_authors.agencies,
        text=cleaned.text,
        author_line_removals=cleaned.removed[len(with_authors.removed) :],
        fingerprint=fingerprint_article(cleaned),
    )
