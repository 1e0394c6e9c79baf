"""The compiler of selectors: CSS or XPath, and what is neither."""

from __future__ import annotations

import pytest

from newscrawl.exceptions import BadRule
from newscrawl.html.parser import parse_html
from newscrawl.rules.selectors import compile_selector, compile_xpath


@pytest.mark.parametrize("selector", ["div.log > p", "//div[@class='log']/p", "(//p)", "./body/div/p"])
def test_a_selector_is_css_or_xpath_by_its_beginning(selector: str) -> None:
    page = parse_html("<div class='log'><p>One</p><p>Two</p></div>")
    assert [element.text for element in compile_selector(selector, "file: body")(page)] == ["One", "Two"]


@pytest.mark.parametrize(
    ("selector", "error"),
    [
        pytest.param("div..log", "'div..log' is no CSS selector: Expected ident", id="broken CSS"),
        pytest.param("div::text", "'div::text' is no CSS selector: ", id="pseudo-element"),
        pytest.param("//p[", "'//p[' is no XPath: Invalid expression", id="broken XPath"),
        pytest.param("//p[lower-case(.)]", "'//p[lower-case(.)]' is no XPath: Unregistered function", id="XPath 2"),
        pytest.param("//og:p", "'//og:p' is no XPath: Undefined namespace prefix", id="unknown prefix"),
    ],
)
def test_what_is_no_selector_is_an_error(selector: str, error: str) -> None:
    with pytest.raises(BadRule) as caught:
        compile_selector(selector, "sites/harbour.example.toml: body")
    assert str(caught.value).startswith(f"sites/harbour.example.toml: body: {error}")
    assert "\n" not in str(caught.value)


def test_css_is_no_xpath() -> None:
    with pytest.raises(BadRule, match="is no XPath"):
        compile_xpath("div.log > .p", "file: body")
