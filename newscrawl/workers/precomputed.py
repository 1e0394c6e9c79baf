"""What the pipelines will make of an article if nothing else changes it, worked out where its page was read.

What the worker that read a page has already worked out for the pipelines, so that the crawling process need not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from newscrawl.boilerplate.fingerprint import ArticleFingerprint, fingerprint_article
from newscrawl.bylines.text_credits import add_authors, remove_author_lines
from newscrawl.items import Article, Removal


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


_MAX_ENTRIES = 100
"""Articles on their way through the pipelines of which something is known; some ten are at a time."""

_Stage = Literal["read", "named", "left"]


@dataclass(slots=True)
class _CachedSteps:
    article: Article
    """As the last step left it."""
    stage: _Stage
    steps: PrecomputedSteps


class PrecomputedCache:
    """The steps that need the article alone, looked up where a worker has made them, and made where none has.

    What is known of an article holds as long as nothing but its rights has changed since: those are added in between,
    and no step asks for them. After any other change, every further step is made anew.
    """

    def __init__(self) -> None:
        self._cached_by_id: dict[str, _CachedSteps] = {}

    def store(self, article: Article, steps: PrecomputedSteps) -> None:
        """Remember what is known of an article that sets out."""
        if len(self._cached_by_id) >= _MAX_ENTRIES:
            del self._cached_by_id[next(iter(self._cached_by_id))]
        self._cached_by_id[article.id] = _CachedSteps(_copy_lists(article), "read", steps)

    def add_authors(self, article: Article) -> Article:
        """The article with its names (`newscrawl.bylines.text_credits.add_authors`)."""
        cached = self._lookup(article, "read")
        return self._advance(cached, "named", cached.steps.add_authors(article)) if cached else add_authors(article)

    def remove_author_lines(self, article: Article) -> Article:
        """The article without repeated author lines (`newscrawl.bylines.text_credits.remove_author_lines`)."""
        cached = self._lookup(article, "named")
        if cached is None:
            return remove_author_lines(article)
        return self._advance(cached, "left", cached.steps.remove_author_lines(article))

    def take_fingerprint(self, article: Article) -> ArticleFingerprint | None:
        """What the article leaves in the memory of its site (`newscrawl.boilerplate.fingerprint`)."""
        cached = self._lookup(article, "left")
        self._cached_by_id.pop(article.id, None)
        return cached.steps.fingerprint if cached else fingerprint_article(article)

    def _lookup(self, article: Article, stage: _Stage) -> _CachedSteps | None:
        """What is known of an article after this step, if that is what it still is."""
        cached = self._cached_by_id.get(article.id)
        if cached is None or cached.stage != stage:
            return None
        return cached if replace(cached.article, rights=article.rights) == article else None

    def _advance(self, cached: _CachedSteps, stage: _Stage, article: Article) -> Article:
        cached.article, cached.stage = _copy_lists(article), stage
        return article


def _copy_lists(article: Article) -> Article:
    """The article with lists of its own: a pipeline of the user's may add to those that it is given."""
    return replace(article, authors=[*article.authors], agencies=[*article.agencies], removed=[*article.removed])
