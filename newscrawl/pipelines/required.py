"""No line without a title and a text."""

from __future__ import annotations

from newscrawl.items import Article
from newscrawl.pipelines.dropped import ArticleDropped


class RequiredPipeline:
    """Refuses what lacks a field without which a record is of no use."""

    def process_item(self, item: Article) -> Article:
        """The article, if it has a title and a text.

        :raises Refused: `no_title` or `no_text`.
        """
        if not item.text:
            raise ArticleDropped("no text is left of it", reason="no_text")
        if not item.title:
            raise ArticleDropped("it has no title", reason="no_title")
        return item
