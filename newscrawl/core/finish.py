"""The steps that need only the article, in the order of the item pipelines: for whoever has no pipelines."""

from __future__ import annotations

from newscrawl.article import Article
from newscrawl.core.authorlines import remove_author_lines
from newscrawl.core.bylines import add_authors
from newscrawl.core.digest import add_content_hash


def finish(article: Article) -> Article:
    """The article with names, without repeated author lines, and with the digest of what is left."""
    return add_content_hash(remove_author_lines(add_authors(article)))
