"""Log lines name an article and never hold it."""

from __future__ import annotations

import logging

import pytest
from scrapy.exceptions import DropItem
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.extensions.log_output import SanitizedLogFormatter
from newscrawl.items import Article
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import crawl
from tests.mockserver import MockServer
from tests.pages import story

URL = "https://harbour.example/a"
ARTICLE = Article(id="7", url=URL, title="Ferry", text="A long text.")


@pytest.fixture
def formatter() -> SanitizedLogFormatter:
    return SanitizedLogFormatter.from_crawler(get_crawler())


def message(found: object) -> tuple[int, str]:
    assert isinstance(found, dict)
    return found["level"], found["msg"] % found["args"]


def test_an_item_is_its_address(formatter: SanitizedLogFormatter) -> None:
    spider = get_crawler()._create_spider(name="x")  # noqa: SLF001 - Scrapy has no other way
    error = DropItem("no title\x1b[1m")
    assert message(formatter.scraped(ARTICLE, None, spider)) == (logging.DEBUG, f"Scraped {URL}")
    assert message(formatter.dropped(ARTICLE, error, None, spider)) == (
        logging.INFO,
        f"Dropped {URL}: no title\\x1b[1m",
    )
    assert message(formatter.item_error(ARTICLE, error, None, spider)) == (logging.ERROR, f"Error processing {URL}")


def test_an_item_without_an_address_is_that_of_its_response(formatter: SanitizedLogFormatter) -> None:
    spider = get_crawler()._create_spider(name="x")  # noqa: SLF001 - Scrapy has no other way
    assert message(formatter.scraped({}, Response(URL), spider))[1] == f"Scraped {URL}"
    assert message(formatter.scraped({}, None, spider))[1] == "Scraped dict"


@pytest.mark.asyncio
async def test_the_log_of_a_crawl_does_not_hold_the_text(server: MockServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.routes |= {"/a": story(), "/a/2": story()}
    await crawl(ArticleSpider, url=f"{server.url('/a')},{server.url('/a/2')}")
    assert f"Scraped {server.url('/a')}" in caplog.text
    assert "harbour office" not in caplog.text
