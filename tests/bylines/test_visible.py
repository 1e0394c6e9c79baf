"""Marks of a byline on an element, and the text of an element."""

from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring, fromstring

from newscrawl.bylines.visible import classify_class_names, extract_multiline_text, get_byline_role


@pytest.mark.parametrize(
    ("fragment", "role"),
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
        ('<aside class="byline">Ana Lima</aside>', "byline"),
        ("<p>Ana Lima</p>", ""),
    ],
)
def test_the_role_of_an_element(fragment: str, role: str) -> None:
    assert get_byline_role(fragment_fromstring(fragment)) == role


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("post has-comments byline", "byline"),
        ("withSidebar author", "byline"),
        ("author withSidebar", "byline"),
        ("comments byline", "other"),
        ("has-byline", ""),
    ],
)
def test_class_names_for_features_do_not_count(names: str, role: str) -> None:
    assert classify_class_names(names) == role


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>By <b>Ana</b> Lima</div>", "By Ana Lima"),
        ("<div>By <span>Ana Lima</span> and <span>Bo Ek</span></div>", "By\nAna Lima\nand\nBo Ek"),
        ("<div>By <button>Follow</button> Ana Lima</div>", "By\nAna Lima"),
        ("<div>By <!-- the writer --> Ana Lima</div>", "By\nAna Lima"),
        ("<div>By\nAna\nLima</div>", "By Ana Lima"),
        ("<div>" + "Ana Lima " * 50 + "</div>", ""),
    ],
)
def test_the_text_of_an_element_has_a_line_for_each_block(html: str, text: str) -> None:
    assert extract_multiline_text(fromstring(html)) == text


def test_text_after_the_element_is_left_out() -> None:
    assert extract_multiline_text(fromstring("<p><b>Ana Lima</b> in Porto</p>")[0]) == "Ana Lima"


def test_an_element_with_thousands_of_elements_has_no_text() -> None:
    assert extract_multiline_text(fromstring("<div>Ana Lima" + "<span></span>" * 5000 + "</div>")) == ""
    assert extract_multiline_text(fromstring("<div>Ana Lima" + "<span></span>" * 500 + "</div>")) == "Ana Lima"
