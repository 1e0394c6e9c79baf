"""What the worker that read a page has already worked out for the pipelines, so that the crawling process need not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from newscrawl.article import Article
from newscrawl.core.authorlines import without_author_lines
from newscrawl.core.bylines import with_names
from newscrawl.core.foresight import Foreseen
from newscrawl.core.memory.sitetrace import Trace, trace_of

_MOST = 100
"""Articles on their way through the pipelines of which something is known; some ten are at a time."""

_Step = Literal["read", "named", "left"]


@dataclass(slots=True)
class _Known:
    article: Article
    """As the last step left it."""
    step: _Step
    foreseen: Foreseen


class Foresight:
    """The steps that need the article alone, looked up where a worker has made them, and made where none has.

    What is known of an article holds as long as nothing but its rights has changed since: those are added in between,
    and no step asks for them. After any other change, every further step is made anew.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def keep(self, article: Article, foreseen: Foreseen) -> None:
        """Remember what is known of an article that sets out."""
        if len(self._known) >= _MOST:
            del self._known[next(iter(self._known))]
        self._known[article.id] = _Known(_apart(article), "read", foreseen)

    def named(self, article: Article) -> Article:
        """The article with its names (`newscrawl.core.bylines.with_names`)."""
        known = self._of(article, "read")
        return self._left(known, "named", known.foreseen.named(article)) if known else with_names(article)

    def without_author_lines(self, article: Article) -> Article:
        """The article without repeated author lines (`newscrawl.core.authorlines.without_author_lines`)."""
        known = self._of(article, "named")
        if known is None:
            return without_author_lines(article)
        return self._left(known, "left", known.foreseen.without_author_lines(article))

    def trace(self, article: Article) -> Trace | None:
        """What the article leaves in the memory of its site (`newscrawl.core.memory.sitetrace.trace_of`)."""
        known = self._of(article, "left")
        self._known.pop(article.id, None)
        return known.foreseen.trace if known else trace_of(article)

    def _of(self, article: Article, step: _Step) -> _Known | None:
        """What is known of an article after this step, if that is what it still is."""
        known = self._known.get(article.id)
        if known is None or known.step != step:
            return None
        return known if replace(known.article, rights=article.rights) == article else None

    def _left(self, known: _Known, step: _Step, article: Article) -> Article:
        known.article, known.step = _apart(article), step
        return article


def _apart(article: Article) -> Article:
    """The article with lists of its own: a pipeline of the user's may add to those that it is given."""
    return replace(article, authors=[*article.authors], agencies=[*article.agencies], removed=[*article.removed])
