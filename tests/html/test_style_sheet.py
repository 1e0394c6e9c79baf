"""The rules of a page's own style sheets that change where lines end."""

from __future__ import annotations

import pytest

from newscrawl.html.parser import parse_html
from newscrawl.html.style_sheet import find_effects

BODY = (
    '<div class="story"><span class="line first" id="one">a</span><b>b</b><p><i>c</i></p></div>'
    '<div class="box"><b>d</b></div>'
)


def block_texts(sheet: str, body: str = BODY) -> list[str]:
    """The texts of the elements that the sheet makes blocks, in page order."""
    root = parse_html(f"<html><head><style>{sheet}</style></head><body>{body}</body></html>")
    effects = find_effects(root)
    return [str(element.text) for element in root.iter() if element in effects and effects[element].is_block]


@pytest.mark.parametrize(
    ("sheet", "texts"),
    [
        pytest.param(".line{display:block}", ["a"], id="class"),
        pytest.param("span.line.first { color: red; display : block }", ["a"], id="tag and classes"),
        pytest.param("#one{display:block}", ["a"], id="id"),
        pytest.param("b{display:block}", ["b", "d"], id="tag"),
        pytest.param(".story b{display:block}", ["b"], id="tag in a class"),
        pytest.param(".story > p > i, .none {display:block}", ["c"], id="tag in a tag"),
        pytest.param("h2,.line ,h3{display:block}", ["a"], id="list of selectors"),
        pytest.param("@charset 'utf-8';.line{display:block}", ["a"], id="behind a statement"),
        pytest.param("/* .line{} */.line/*x*/{display:block}/* open", ["a"], id="comments"),
        pytest.param("@media print{.q{margin:0}.line{display:block}}b{display:block}", ["b", "d"], id="for print only"),
        pytest.param("@media (max-width:9px){.line{display:block}} i{display:block}", ["c"], id="for small screens"),
        pytest.param(".line:hover{display:block}", [], id="state"),
        pytest.param(".line[hidden]{display:block}", [], id="attribute"),
        pytest.param("p.line{display:block}", [], id="another tag"),
        pytest.param(".first.last{display:block}", [], id="a class that is missing"),
        pytest.param(".line{display:inline}", [], id="inline"),
        pytest.param("}}{{display:block", [], id="broken"),
        pytest.param("", [], id="empty"),
    ],
)
def test_the_rules_that_make_blocks_are_found(sheet: str, texts: list[str]) -> None:
    assert block_texts(sheet) == texts


def test_line_feeds_are_kept_where_the_last_rule_says_so() -> None:
    sheet = ".story{white-space:pre-line}.box{white-space:pre}div.box{white-space:normal}"
    root = parse_html(f"<html><head><style>{sheet}</style></head><body>{BODY}</body></html>")
    found = {element.get("class"): effect.keeps_line_feeds for element, effect in find_effects(root).items()}
    assert found == {"story": True, "box": False}
