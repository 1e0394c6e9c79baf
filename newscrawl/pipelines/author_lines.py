"""Repeated author lines out of the text."""

from __future__ import annotations

from newscrawl.article import Article
from newscrawl.core.authorlines import without_author_lines


class AuthorLinesPipeline:
    """Moves the lines of `text` that only repeat the byline to `removed`; runs after the names are known."""

    def process_item(self, item: Article) -> Article:
        """The article without repeated author lines."""
        return without_author_lines(item)
