"""The steps that need only the article, in the order of the item pipelines: for whoever has no pipelines."""

from __future__ import annotations

from newscrawl.article import Article
from newscrawl.core.authorlines import without_author_lines
from newscrawl.core.bylines import with_names
from newscrawl.core.digest import with_content_hash


def finished(article: Article) -> Article:
    """The article with names, without repeated author lines, and with the digest of what is left."""
    return with_content_hash(without_author_lines(with_names(article)))
