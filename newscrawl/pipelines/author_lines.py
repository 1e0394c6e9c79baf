"""The pipeline that removes repetitions of the byline from the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newscrawl.items import Article
from newscrawl.workers.pool import get_precomputed_cache
from newscrawl.workers.precomputed import PrecomputedCache

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class AuthorLinesPipeline:
    """Moves the paragraphs of `text` that only repeat the byline to `removed`; runs after `BylinesPipeline`.

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
        """The article without paragraphs that only repeat its byline."""
        return self._precomputed_cache.remove_author_lines(item)
