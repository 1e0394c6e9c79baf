"""An article without a title or a text is not written."""

from __future__ import annotations

import logging

import pytest
from scrapy.exceptions import DropItem
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.items import Article
from newscrawl.pipelines.dropped import ArticleDropped
from newscrawl.pipelines.required import RequiredPipeline


def test_an_article_with_title_and_text_passes_unchanged() -> None:
    article = Article(id="1", title="Ferry", text="It sails.")
    assert build_from_crawler(RequiredPipeline, get_crawler()).process_item(article) is article


@pytest.mark.parametrize(
    ("article", "reason"),
    [
        (Article(id="1", title=None, text="It sails."), "no_title"),
        (Article(id="1", title="", text="It sails."), "no_title"),
        (Article(id="1", title="Ferry", text=""), "no_text"),
        (Article(id="1"), "no_text"),
    ],
    ids=["no title", "empty title", "no text", "neither"],
)
def test_an_article_without_one_of_them_is_dropped(article: Article, reason: str) -> None:
    with pytest.raises(ArticleDropped) as dropped:
        build_from_crawler(RequiredPipeline, get_crawler()).process_item(article)
    assert dropped.value.reason == reason


def test_a_dropped_article_is_logged_at_info() -> None:
    exception = ArticleDropped("it has no title", reason="no_title")
    assert isinstance(exception, DropItem)
    assert logging.getLevelNamesMapping()[exception.log_level or ""] == logging.INFO
    assert str(exception) == "it has no title"
