"""Write an article again only if its headline or text has changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.items import Article
from newscrawl.pipelines.dropped import ArticleUnchanged

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RevisionsPipeline:
    """Counts the versions of an article that was fetched again: `revision` 2, 3, and so on.

    A version is new if its headline or cleaned text is new (`content_hash`); other changes of the page do not count.
    Setting: ``NEWSCRAWL_REVISIT``, the ages at which articles are fetched again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the pipeline."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """The article with its revision.

        :raises ArticleUnchanged: its headline and text are those of its last version (`same_text`).
        """
        ledger = self._crawler.get_extension(LedgerExtension)
        entry = ledger.get_item_entry(item) if ledger else None
        if entry is None or not entry.revision:
            return item
        if item.content_hash == entry.content_hash:
            raise ArticleUnchanged("its headline and its text are what they were", reason="same_text")
        return replace(item, revision=entry.revision + 1)
