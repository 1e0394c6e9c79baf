"""Repeated author lines out of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newscrawl.items import Article
from newscrawl.workers.pool import get_precomputed_cache
from newscrawl.workers.precomputed import PrecomputedCache

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class AuthorLinesPipeline:
    """Moves the lines of `text` that only repeat the byline to `removed`; runs after the names are known.

    :param foresight: where the worker that read the page has done so already.
    """

    def __init__(self, precomputed_cache: PrecomputedCache | None = None) -> None:
        self._precomputed_cache = precomputed_cache or PrecomputedCache()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find what workers know."""
        return cls(get_precomputed_cache(crawler))

    def process_item(self, item: Article) -> Article:
        """The article without repeated author lines."""
        return self._precomputed_cache.remove_author_lines(item)
