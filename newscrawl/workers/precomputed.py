"""Results of pipeline steps that a worker computes with the extraction, so that the crawling process need not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from newscrawl.boilerplate.fingerprint import ArticleFingerprint, fingerprint_article
from newscrawl.bylines.text_credits import add_authors, remove_author_lines
from newscrawl.items import Article, Removal

_MAX_ENTRIES = 100
"""Articles in the pipelines whose precomputed steps are kept; about ten are there at a time."""

_Stage = Literal["extracted", "with_authors", "cleaned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecomputedSteps:
    """The results of the steps that need only the article; each step gets the result of the step before."""

    authors: list[str]
    agencies: list[str]
    text: str
    """The text without the lines that repeat the byline."""
    author_line_removals: list[Removal]
    """These lines."""
    fingerprint: ArticleFingerprint | None
    """What the cross-page memory of the site stores."""

    def add_authors(self, article: Article) -> Article:
        """The article with its authors and agencies."""
        return replace(article, authors=self.authors, agencies=self.agencies)

    def remove_author_lines(self, article: Article) -> Article:
        """The article without the lines that repeat its byline."""
        if not self.author_line_removals:
            return article
        return replace(article, text=self.text, removed=[*article.removed, *self.author_line_removals])


@dataclass(slots=True)
class _CachedSteps:
    article: Article
    """The article as the last step returned it."""
    stage: _Stage
    steps: PrecomputedSteps


class PrecomputedCache:
    """Does each step with the precomputed result if there is one, else computes it now.

    A precomputed result is valid as long as nothing but the rights of the article has changed since: a pipeline between
    the steps adds them, and no step uses them. After any other change, all further steps are computed again.
    """

    def __init__(self) -> None:
        self._cached_by_id: dict[str, _CachedSteps] = {}

    def store(self, article: Article, steps: PrecomputedSteps) -> None:
        """Keep the precomputed steps of an article that enters the pipelines."""
        if len(self._cached_by_id) >= _MAX_ENTRIES:
            del self._cached_by_id[next(iter(self._cached_by_id))]
        self._cached_by_id[article.id] = _CachedSteps(_copy_lists(article), "extracted", steps)

    def add_authors(self, article: Article) -> Article:
        """The article with its authors and agencies (`newscrawl.bylines.text_credits.add_authors`)."""
        cached = self._lookup(article, "extracted")
        if cached is None:
            return add_authors(article)
        return self._advance(cached, "with_authors", cached.steps.add_authors(article))

    def remove_author_lines(self, article: Article) -> Article:
        """The article without repeated author lines (`newscrawl.bylines.text_credits.remove_author_lines`)."""
        cached = self._lookup(article, "with_authors")
        if cached is None:
            return remove_author_lines(article)
        return self._advance(cached, "cleaned", cached.steps.remove_author_lines(article))

    def take_fingerprint(self, article: Article) -> ArticleFingerprint | None:
        """The fingerprint of the article (`newscrawl.boilerplate.fingerprint`); its cached steps are removed."""
        cached = self._lookup(article, "cleaned")
        self._cached_by_id.pop(article.id, None)
        return cached.steps.fingerprint if cached else fingerprint_article(article)

    def _lookup(self, article: Article, stage: _Stage) -> _CachedSteps | None:
        """The cached steps, if they are at this stage and the article has not changed since."""
        cached = self._cached_by_id.get(article.id)
        if cached is None or cached.stage != stage:
            return None
        return cached if replace(cached.article, rights=article.rights) == article else None

    def _advance(self, cached: _CachedSteps, stage: _Stage, article: Article) -> Article:
        cached.article, cached.stage = _copy_lists(article), stage
        return article


def precompute(article: Article) -> PrecomputedSteps:
    """Compute all steps of an article."""
    with_authors = add_authors(article)
    cleaned = remove_author_lines(with_authors)
    return PrecomputedSteps(
        authors=with_authors.authors,
        agencies=with_authors.agencies,
        text=cleaned.text,
        author_line_removals=cleaned.removed[len(with_authors.removed) :],
        fingerprint=fingerprint_article(cleaned),
    )


def _copy_lists(article: Article) -> Article:
    """The article with copies of its lists: a pipeline of the user may append to the lists that it gets."""
    return replace(article, authors=[*article.authors], agencies=[*article.agencies], removed=[*article.removed])
