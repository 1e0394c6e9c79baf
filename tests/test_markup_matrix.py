"""The same article in every mark-up gives the same text. `python -m tests.markup_matrix --lines` shows what fails."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest

from tests.markup_matrix import Cell, format_faults, judge_all, load_articles, share_right
from tests.markups import MARKUPS

MIN_SHARE = 0.98
"""The share of right cells that is reached; it is only ever raised."""
ALWAYS_RIGHT = ("semantic", "amp", "microdata", "wordpress")
"""Mark-ups in which every article is right."""


@cache
def cells() -> dict[tuple[str, str], Cell]:
    return judge_all(load_articles(), MARKUPS)


def test_the_share_of_right_cells_has_not_sunk() -> None:
    assert share_right(cells()) >= MIN_SHARE, format_faults(cells())


@pytest.mark.parametrize("markup", ALWAYS_RIGHT)
def test_every_article_is_right_in_this_markup(markup: str) -> None:
    wrong = {key: cell for key, cell in cells().items() if key[0] == markup and not cell.is_right}
    assert not wrong, format_faults(wrong)


def test_the_matrix_has_many_languages_scripts_and_markups() -> None:
    articles = load_articles().values()
    scripts = {unicodedata.name(article.paragraphs[0][0]).split()[0] for article in articles}
    assert (len(articles) >= 8, len(scripts) >= 5, len(MARKUPS) >= 20) == (True, True, True)


@pytest.mark.parametrize("name", load_articles())
def test_every_article_of_the_matrix_has_paragraphs_and_dirt_of_every_kind(name: str) -> None:
    article = load_articles()[name]
    kinds = {line.kind for line in article.lines}
    assert kinds >= {"title", "standfirst", "author", "share", "caption", "credited", "teaser", "login", "headline"}
    assert len(article.paragraphs) >= 6
    texts = [line.text for line in article.lines if line.kind != "author"]
    assert len(texts) == len({*texts})
