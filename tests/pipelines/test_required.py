"""No line without a title and a text."""

from __future__ import annotations

import logging

import pytest
from scrapy.exceptions import DropItem
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.items import Article
from newscrawl.pipelines.dropped import ArticleDropped
from newscrawl.pipelines.required import RequiredPipeline


def test_an_article_with_title_and_text_passes_as_it_is() -> None:
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
def test_what_lacks_one_is_refused_with_the_reason(article: Article, reason: str) -> None:
    with pytest.raises(ArticleDropped) as refusal:
        build_from_crawler(RequiredPipeline, get_crawler()).process_item(article)
    assert refusal.value.reason == reason


def test_a_refusal_is_a_drop_that_is_logged_at_info() -> None:
    refusal = ArticleDropped("it has no title", reason="no_title")
    assert isinstance(refusal, DropItem)
    assert logging.getLevelNamesMapping()[refusal.log_level or ""] == logging.INFO
    assert str(refusal) == "it has no title"
