"""The raw byline to names and agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newscrawl.items import Article
from newscrawl.workers.pool import get_precomputed_cache
from newscrawl.workers.precomputed import PrecomputedCache

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class BylinesPipeline:
    """Reads `authors` and `agencies` out of `byline`, which stays as it was found.

    :param foresight: where the worker that read the page has done so already.
    """

    def __init__(self, precomputed_cache: PrecomputedCache | None = None) -> None:
        self._precomputed_cache = precomputed_cache or PrecomputedCache()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Find what workers know."""
        return cls(get_precomputed_cache(crawler))

    def process_item(self, item: Article) -> Article:
        """The article with its authors and agencies."""
        return self._precomputed_cache.add_authors(item)
