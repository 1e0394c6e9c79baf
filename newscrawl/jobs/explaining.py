"""How the explanation of a page is made, whether it was saved or is crawled."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from scrapy.http import Response

from newscrawl.article import Article, Link, Page
from newscrawl.core.explain import Explanation
from newscrawl.errors import NotAnArticle
from newscrawl.rules.model import Rules
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.fetching import build_page

PAGE_FETCHED = object()
"""The signal that `ExplainSpider` sends, with the `page`."""


class ExplainSpider(ArticleSpider):
    """The article spider, which also hands out the page that it reads."""

    async def parse_page(self, response: Response, link: Link) -> AsyncIterator[Article]:
        """As ever, and the page to whoever listens."""
        with suppress(NotAnArticle):  # the spider comes to the same, and reports it
            self.crawler.signals.send_catch_log(PAGE_FETCHED, page=build_page(response, link.feed_metadata))
        async for article in super().parse_page(response, link):
            yield article


class CrawledPage:
    """What a crawl of one address came to."""

    def __init__(self) -> None:
        self.page: Page | None = None
        self.article: Article | None = None

    def on_page_fetched(self, page: Page) -> None:
        """Called for the page, before it is read."""
        self.page = page

    def on_item_scraped(self, item: Article) -> None:
        """Called for what came out of the last pipeline."""
        self.article = item


def explain_article(page: Page, rules: Rules, article: Article | None = None) -> Explanation:
    """How the page's article came about.

    :param article: what a crawl made of the page; without it, what the library makes of it.
    :raises NotAnArticle: the page is empty, or no page.
    :raises ExtractionFailed: the page cannot be read to the end.
    """
    from newscrawl.core.build import extract_page  # trafilatura loads only when it is needed
    from newscrawl.core.explain import build_explanation
    from newscrawl.core.finish import finish
    from newscrawl.core.metadata.fieldsources import find_provenance

    result = extract_page(page, rules)
    article = article or finish(result.article)
    problem = None if article.text else "no article: no text of an article on the page"
    return build_explanation(result, article, provenance=find_provenance(page, article, rules), problem=problem)
