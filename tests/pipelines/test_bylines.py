"""Authors from the byline, and its repetitions in the text."""

from __future__ import annotations

from newscrawl.items import Article
from newscrawl.pipelines.author_lines import AuthorLinesPipeline
from newscrawl.pipelines.bylines import BylinesPipeline

ARTICLE = Article(
    id="1",
    title="Ferry sails again",
    byline="By Ana Lima and Tomas Berg",
    language="en",
    text="By Ana Lima and Tomas Berg\n\nThe ferry sails again, the harbour office said on Monday.",
)


def test_authors_are_read_from_the_byline_which_does_not_change() -> None:
    article = BylinesPipeline().process_item(ARTICLE)
    assert article.authors == ["Ana Lima", "Tomas Berg"]
    assert article.byline == ARTICLE.byline


def test_a_repeated_author_line_is_moved_to_removed() -> None:
    article = AuthorLinesPipeline().process_item(BylinesPipeline().process_item(ARTICLE))
    assert article.text == "The ferry sails again, the harbour office said on Monday."
    assert [(removal.text, removal.reason) for removal in article.removed] == [
        ("By Ana Lima and Tomas Berg", "repeated_byline")
    ]
