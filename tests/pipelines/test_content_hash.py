"""The content hash depends on the title and the text, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from newscrawl.extraction.result import add_content_hash
from newscrawl.items import Article, Removal
from newscrawl.pipelines.content_hash import ContentHashPipeline

ARTICLE = Article(id="1", title="Ferry", text="It sails.\n\nAt noon.")


def digest(**changes: Any) -> str | None:
    return add_content_hash(replace(ARTICLE, **changes)).content_hash


def test_the_article_gets_its_digest_and_nothing_else_changes() -> None:
    article = ContentHashPipeline().process_item(ARTICLE)
    assert article == replace(ARTICLE, content_hash=digest())
    assert len(article.content_hash or "") == 32


@pytest.mark.parametrize(
    "changes",
    [{"title": "Ferries"}, {"title": None}, {"text": "It sails."}, {"title": "Ferry\0It", "text": " sails."}],
    ids=["title", "no title", "text", "a line moved between them"],
)
def test_another_title_or_text_is_another_digest(changes: dict[str, Any]) -> None:
    assert digest(**changes) != digest()


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "2"},
        {"tags": ["sea"]},
        {"removed": [Removal(text="Subscribe", reason="subscribe", rule="r")]},
        {"content_hash": "old"},
    ],
    ids=["id", "tags", "removed lines", "an older digest"],
)
def test_other_fields_do_not_count(changes: dict[str, Any]) -> None:
    assert digest(**changes) == digest()


def test_a_lone_surrogate_has_a_digest_too() -> None:
    assert digest(text="a\ud800b") != digest(text="ab")
