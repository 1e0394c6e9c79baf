"""Tables, `pre`, headings and style sheets that are used for the look of a page."""

from __future__ import annotations

import pytest

from newscrawl.html.blocks import Block, extract_blocks
from newscrawl.html.parser import parse_html
from tests.block_helpers import blocks_of

LONG = (
    "The lock keepers of Upper Marl opened both gates on Friday, and for the first time in a year "
    "the barges went through by night."
)
ALSO_LONG = (
    "Nobody in the town had been told, so that the bridge stood closed until the morning, "
    "and forty carts had to wait before it."
)


def kinds_of(markup: str) -> list[str]:
    return [block.kind for block in blocks_of(markup)]


@pytest.mark.parametrize(
    ("markup", "kinds"),
    [
        pytest.param(f"<table><tr><td>Night</td></tr><tr><td>{LONG}</td></tr></table>", ["paragraph"] * 2, id="rows"),
        pytest.param(f"<table><tr><td><p>{LONG}</p><p>So it is.</p></td></tr></table>", ["paragraph"] * 2, id="cell"),
        pytest.param(
            f"<table><tr><td>Home<br>News</td><td>Night<br><br>{LONG}</td></tr></table>", ["paragraph"] * 3, id="menu"
        ),
        pytest.param(
            f"<table><tr><td>Gate</td><td>{LONG}</td></tr><tr><td>a</td><td>b</td></tr></table>",
            ["table", "table"],
            id="a table of data with a long cell",
        ),
        pytest.param("<table><tr><td>Gate</td></tr><tr><td>Barge</td></tr></table>", ["table"] * 2, id="short rows"),
        pytest.param(
            "<table><tr><td><br></td><td>Gate</td><td>4</td></tr></table>", ["table"], id="a line break in a cell"
        ),
        pytest.param(f"<pre>Night\n\n{LONG}\n\nSo it is.</pre>", ["paragraph"] * 3, id="text in pre"),
        pytest.param("<pre>open(gate)\n\nwait(60)</pre>", ["pre", "pre"], id="a program in pre"),
        pytest.param(f"<h4><div>{LONG}<br><br>{ALSO_LONG}</div></h4>", ["paragraph"] * 2, id="text in a heading"),
        pytest.param(f"<h2>{LONG}</h2>", ["heading"], id="a long heading"),
    ],
)
def test_elements_that_hold_the_text_of_the_page_say_nothing_of_its_kind(markup: str, kinds: list[str]) -> None:
    assert kinds_of(markup) == kinds


def styled_texts(sheet: str, markup: str) -> list[str]:
    """The texts of the blocks of a page with a style sheet of its own."""
    page = f"<html><head><style>{sheet}</style></head><body>{markup}</body></html>"
    blocks: list[Block] = extract_blocks(parse_html(page))
    return [block.text for block in blocks]


SPANS = f'<div><span class="ln">{LONG}</span><span class="ln">Night</span><span class="ln">{ALSO_LONG}</span></div>'


def test_a_style_sheet_makes_lines_of_spans_and_of_line_feeds() -> None:
    assert styled_texts(".ln{display:block}", SPANS) == [LONG, "Night", ALSO_LONG]
    text = f'<div class="story">{LONG}\nNight\n{ALSO_LONG}</div>'
    assert styled_texts("div.story{white-space:pre-line}", text) == [LONG, "Night", ALSO_LONG]


def test_without_such_a_rule_they_are_one_line() -> None:
    assert styled_texts(".ln{color:red}", SPANS) == [f"{LONG}Night{ALSO_LONG}"]
    assert styled_texts("div{margin:0}", f"<div>{LONG}\n{ALSO_LONG}</div>") == [f"{LONG} {ALSO_LONG}"]


def test_a_rule_breaks_no_sentence() -> None:
    link = '<a class="ln" href="/l">the lock</a>'
    markup = f'<p>{LONG} He went to {link}, <i class="x">and</i> then <i class="x">home</i>. {ALSO_LONG}</p>{SPANS}'
    assert styled_texts(".ln{display:block}", markup)[0].startswith(f"{LONG} He went to the lock, and then home.")
