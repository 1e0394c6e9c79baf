"""Write each article once, even if several URLs lead to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.items import Article
from newscrawl.pipelines.dropped import ArticleDropped

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DuplicatesPipeline:
    """Drops an article that another URL has given: in this run, in an earlier run, or in another crawl that runs now.

    The ledger knows which URL has given an article. If there is no state folder (`NEWSCRAWL_STATE`), it knows only the
    URLs of this run.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article, if its URL is the first that gives it.

        :raises ArticleDropped: another URL gave it before (`duplicate`).
        """
        ledger = self._crawler.get_extension(LedgerExtension)
        if ledger and not ledger.claim_item(item):
            raise ArticleDropped(f"another URL gave this article, {item.id}", reason="duplicate")
        return item
