"""The pipeline that turns the raw byline into authors and agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newscrawl.items import Article
from newscrawl.workers.pool import get_precomputed_cache
from newscrawl.workers.precomputed import PrecomputedCache

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class BylinesPipeline:
    """Fills `authors` and `agencies` from `byline` and from credits in the text; `byline` does not change.

    :param precomputed_cache: has the result where the worker that extracted the article computed it; otherwise it is
        computed here.
    """

    def __init__(self, precomputed_cache: PrecomputedCache | None = None) -> None:
        self._precomputed_cache = precomputed_cache or PrecomputedCache()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Use the results of the worker processes of this crawl."""
        return cls(get_precomputed_cache(crawler))

    def process_item(self, item: Article) -> Article:
        """The article with `authors` and `agencies`."""
        return self._precomputed_cache.add_authors(item)
