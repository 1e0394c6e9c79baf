"""The content hash of an article, computed when its title and text are final."""

from __future__ import annotations

from newscrawl.extraction.result import add_content_hash
from newscrawl.items import Article


class ContentHashPipeline:
    """Sets `content_hash`: after all pipelines that change the title or the text, before all that use the hash."""

    def process_item(self, item: Article) -> Article:
        """The article with the digest of its title and text."""
        return add_content_hash(item)
