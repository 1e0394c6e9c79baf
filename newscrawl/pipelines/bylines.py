"""The raw byline to names and agencies."""

from __future__ import annotations

from newscrawl.article import Article
from newscrawl.core.bylines import with_names


class BylinesPipeline:
    """Reads `authors` and `agencies` out of `byline`, which stays as it was found."""

    def process_item(self, item: Article) -> Article:
        """The article with its authors and agencies."""
        return with_names(item)
