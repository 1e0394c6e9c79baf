"""The digest of what is left, once nothing is cut any more."""

from __future__ import annotations

from newscrawl.extraction.result import add_content_hash
from newscrawl.items import Article


class ContentHashPipeline:
    """Sets `content_hash`: runs after every pipeline that changes the title or the text, and before any that asks."""

    def process_item(self, item: Article) -> Article:
        """The article with the digest of its title and text."""
        return add_content_hash(item)
