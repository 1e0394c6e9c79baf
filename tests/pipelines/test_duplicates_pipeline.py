"""One article, one line, within a run."""

from __future__ import annotations

import tracemalloc

import pytest
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.article import Article
from newscrawl.pipelines.duplicates import DuplicatesPipeline
from newscrawl.pipelines.refused import Refused


@pytest.fixture
def pipeline() -> DuplicatesPipeline:
    return build_from_crawler(DuplicatesPipeline, get_crawler())


def test_an_article_passes_once(pipeline: DuplicatesPipeline) -> None:
    article = Article(id="3f2a", url="https://harbourpost.example/ferry")
    assert pipeline.process_item(article) is article
    with pytest.raises(Refused, match="3f2a") as refusal:
        pipeline.process_item(Article(id="3f2a", url="https://harbourpost.example/ferry?from=home"))
    assert refusal.value.reason == "duplicate"


def test_other_articles_pass(pipeline: DuplicatesPipeline) -> None:
    for number in range(10):
        pipeline.process_item(Article(id=str(number)))


def test_another_run_knows_nothing_of_it(pipeline: DuplicatesPipeline) -> None:
    pipeline.process_item(Article(id="1"))
    build_from_crawler(DuplicatesPipeline, get_crawler()).process_item(Article(id="1"))


def test_an_article_costs_less_than_its_id(pipeline: DuplicatesPipeline) -> None:
    number = 20_000
    tracemalloc.start()
    for index in range(number):
        pipeline.process_item(Article(id=f"{index}" + "x" * 200))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used / number < 180
