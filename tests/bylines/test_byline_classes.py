"""What tags and attributes say of an element."""

from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring

from newscrawl.bylines.page_regions import classify_class_names, get_byline_role


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ('<p class="article-byline">Ana Lima</p>', "byline"),
        ('<p id="byline">Ana Lima</p>', "byline"),
        ('<p data-testid="AuthorName" id="p7">Ana Lima</p>', "byline"),
        ('<p data-testid="lede" id="byline">Ana Lima</p>', ""),
        ('<p itemprop="author">Ana Lima</p>', "byline"),
        ('<p itemprop="author" class="author-follow">Ana Lima</p>', "beside"),
        ('<a rel="author">Ana Lima</a>', "byline"),
        ("<address>Ana Lima</address>", "byline"),
        ("<address>Quay 4</address>", ""),
        ('<p class="byline" id="comment-4">Ana Lima</p>', "other"),
        ('<p class="byline" data-testid="related">Ana Lima</p>', "other"),
        ('<aside class="byline">Ana Lima</aside>', "other"),
        ("<p>Ana Lima</p>", ""),
    ],
)
def test_what_an_element_says(fragment: str, said: str) -> None:
    assert get_byline_role(fragment_fromstring(fragment)) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("post has-comments byline", "byline"),
        ("withSidebar author", "byline"),
        ("author withSidebar", "byline"),
        ("comments byline", "other"),
        ("has-byline", ""),
    ],
)
def test_what_a_part_has_is_not_what_it_is(names: str, said: str) -> None:
    assert classify_class_names(names) == said
