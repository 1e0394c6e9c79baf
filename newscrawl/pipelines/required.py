"""Write only articles with a title and a text."""

from __future__ import annotations

from newscrawl.items import Article
from newscrawl.pipelines.dropped import ArticleDropped


class RequiredPipeline:
    """Drops articles without a title or a text: such a record would be useless."""

    def process_item(self, item: Article) -> Article:
        """The article, if it has a title and a text.

        :raises ArticleDropped: it has not (`no_title` or `no_text`).
        """
        if not item.text:
            raise ArticleDropped("no text is left of it", reason="no_text")
        if not item.title:
            raise ArticleDropped("it has no title", reason="no_title")
        return item
