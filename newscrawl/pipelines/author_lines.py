"""Repeated author lines out of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newscrawl.article import Article
from newscrawl.extensions.extraction_pool import foresight_of
from newscrawl.extensions.foresight import Foresight

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class AuthorLinesPipeline:
    """Moves the lines of `text` that only repeat the byline to `removed`; runs after the names are known.

    :param foresight: where the worker that read the page has done so already.
    """

    def __init__(self, foresight: Foresight | None = None) -> None:
        self._foresight = foresight or Foresight()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find what workers know."""
        return cls(foresight_of(crawler))

    def process_item(self, item: Article) -> Article:
        """The article without repeated author lines."""
        return self._foresight.without_author_lines(item)
