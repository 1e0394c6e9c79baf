"""Only articles in the languages that are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from newscrawl.article import Article
from newscrawl.core.metadata.languages import is_among
from newscrawl.pipelines.refused import Refused

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class LanguagesPipeline:
    """Refuses articles in other languages.

    Setting: ``NEWSCRAWL_LANGUAGES``, a list of BCP 47 tags; all languages are wanted where it is empty.
    """

    def __init__(self, wanted: list[str]) -> None:
        self._wanted = wanted

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting.

        :raises NotConfigured: every language is wanted.
        """
        wanted = [tag.strip() for tag in crawler.settings.getlist("NEWSCRAWL_LANGUAGES") if tag.strip()]
        if not wanted:
            raise NotConfigured  # with a message, Scrapy would warn of it at every start
        return cls(wanted)

    def process_item(self, item: Article) -> Article:
        """The article, if its language is wanted.

        :raises Refused: `language`.
        """
        if not is_among(item.language, self._wanted):
            raise Refused(f"in a language that is not wanted: {item.language or 'unknown'}", reason="language")
        return item
