"""Write only articles in the languages that the user wants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from newscrawl.items import Article
from newscrawl.metadata.language import matches_any_language
from newscrawl.pipelines.dropped import ArticleDropped

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class LanguagesPipeline:
    """Drops articles in other languages.

    Setting: ``NEWSCRAWL_LANGUAGES``, a list of BCP 47 tags; an empty list allows all languages.
    """

    def __init__(self, allowed: list[str]) -> None:
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting.

        :raises NotConfigured: all languages are allowed.
        """
        allowed = [tag.strip() for tag in crawler.settings.getlist("NEWSCRAWL_LANGUAGES") if tag.strip()]
        if not allowed:
            raise NotConfigured  # without a message: Scrapy would log it as a warning at every start
        return cls(allowed)

    def process_item(self, item: Article) -> Article:
        """The article, if its language is allowed.

        :raises ArticleDropped: it is not (`language`).
        """
        if not matches_any_language(item.language, self._allowed):
            raise ArticleDropped(f"in a language that is not wanted: {item.language or 'unknown'}", reason="language")
        return item
