"""Where on a page a byline may stand."""

from __future__ import annotations

import pytest

from newscrawl.bylines.page_regions import BylineRegions, find_byline_regions
from newscrawl.html.parser import parse_html

TITLE = "Harbour ferry returns to service"


def _layout(body: str) -> BylineRegions:
    return find_byline_regions(parse_html(f"<html><body>{body}</body></html>"), TITLE)


def _after(body: str) -> list[str]:
    return [element.text or "" for element in _layout(body).after_headline]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "<aside><p>not here</p></aside>",
        "<nav><p>not here</p></nav>",
        '<div class="commentList"><p>not here</p></div>',
        '<div id="related-stories"><p>not here</p></div>',
        '<div data-testid="newsletter"><p>not here</p></div>',
        "<article><p>not here</p></article>",
    ],
)
def test_what_belongs_to_others_is_left_out(elsewhere: str) -> None:
    assert _after(f"<h1>{TITLE}</h1><p>one</p>{elsewhere}<p>two</p>") == ["one", "two"]


def test_what_holds_the_headline_holds_the_article_whatever_it_is_called() -> None:
    page = f'<form class="comments"><article><h1>{TITLE}</h1><p>one</p></article></form>'
    assert _after(page) == ["one"]


@pytest.mark.parametrize("holding", ["title-and-byline", "post-author"])
def test_what_holds_the_headline_is_no_byline_whatever_it_is_called(holding: str) -> None:
    layout = _layout(f'<div class="{holding}"><h1>{TITLE}</h1><p class="byline">Ana Lima</p></div>')
    assert layout.marked_before_headline == []
    assert [element.text for element in layout.marked_after_headline] == ["Ana Lima"]


def test_a_part_called_comments_is_left_out_where_there_is_no_headline() -> None:
    assert _after('<p>one</p><div class="comments"><p>two</p></div>') == ["one"]


def test_the_headline_is_the_heading_that_says_the_title() -> None:
    page = f"<h1>Harbour Post</h1><p>before</p><h2>{TITLE}</h2><p>after</p>"
    assert _after(page) == ["after"]


def test_a_heading_by_role_says_the_title_where_no_other_does() -> None:
    page = f'<h1>Harbour Post</h1><p>before</p><div role="heading">{TITLE}</div><p>after</p>'
    assert _after(page) == ["after"]


def test_the_first_of_the_first_rank_is_the_headline_where_none_says_the_title() -> None:
    assert _after("<h2>News</h2><nav><h1>Menu</h1></nav><h1>Harbour Post</h1><p>after</p>") == ["after"]


def test_what_says_byline_is_told_apart_by_its_side_of_the_headline() -> None:
    layout = _layout(f'<p class="byline">before</p><h1>{TITLE}</h1><a rel="author">after</a><p>text</p>')
    assert [element.text for element in layout.marked_before_headline] == ["before"]
    assert [element.text for element in layout.marked_after_headline] == ["after"]
