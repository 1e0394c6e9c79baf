"""The text of an element as a line that may be a byline."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from newscrawl.bylines.visible import extract_multiline_text


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
def test_text_of(html: str, text: str) -> None:
    assert extract_multiline_text(fromstring(html)) == text


def test_the_tail_of_the_element_is_not_its_text() -> None:
    assert extract_multiline_text(fromstring("<p><b>Ana Lima</b> in Porto</p>")[0]) == "Ana Lima"


def test_an_element_of_thousands_of_elements_is_no_line() -> None:
    assert extract_multiline_text(fromstring("<div>Ana Lima" + "<span></span>" * 5000 + "</div>")) == ""
    assert extract_multiline_text(fromstring("<div>Ana Lima" + "<span></span>" * 500 + "</div>")) == "Ana Lima"
