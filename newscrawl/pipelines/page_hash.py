"""Drop an article that was fetched again if its page gives what it gave before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.extraction.result import add_content_hash
from newscrawl.items import Article
from newscrawl.pipelines.dropped import ArticleUnchanged

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class PageHashPipeline:
    """Compares the headline and text of an article that was written before with what its page gave then.

    It stands before the cross-page memory: in the meantime, the memory may have learned to remove one more line, and
    that is no change of the article.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article, if its headline or its text is new.

        :raises ArticleUnchanged: both are what they were (`same_text`).
        """
        ledger = self._crawler.get_extension(LedgerExtension)
        entry = ledger.get_item_entry(item) if ledger else None
        page_hash = add_content_hash(item).content_hash
        if ledger is None or entry is None or page_hash is None:
            return item
        if entry.revision and page_hash == entry.page_hash:
            raise ArticleUnchanged("its headline and its text are what they were", reason="same_text")
        ledger.set_page_hash(item, page_hash)
        return item
