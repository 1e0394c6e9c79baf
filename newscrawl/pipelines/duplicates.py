"""One article, one line, under however many addresses it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.items import Article
from newscrawl.pipelines.dropped import ArticleDropped

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class DuplicatesPipeline:
    """Refuses an article that has been found under another address: in this run, an earlier one, or one beside it.

    The ledger knows whose it is; without a folder for it (`NEWSCRAWL_STATE`), of this run only.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """There is nothing to set up."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article, the first time.

        :raises Refused: `duplicate`.
        """
        ledger = self._crawler.get_extension(LedgerExtension)
        if ledger and not ledger.claim_item(item):
            raise ArticleDropped(f"another address gave this article, {item.id}", reason="duplicate")
        return item
