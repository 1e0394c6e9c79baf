"""The skeleton: the same parts round the same lines, and nothing that trafilatura would stumble over."""

from __future__ import annotations

import pytest
from lxml import etree

from newscrawl.extraction.trafilatura_bridge import build_simplified_tree
from newscrawl.html.blocks import DomIndex
from tests.block_helpers import blocks_of


def written(markup: str, cut: str | None = None) -> str:
    """The skeleton's body as mark-up; the block with this text is cut."""
    blocks = blocks_of(markup)
    left_out = [block for block in blocks if block.text == cut]
    tree = build_simplified_tree(DomIndex(blocks), blocks, excluded=left_out)
    body = None if tree is None else tree.find("body")
    assert body is not None
    return etree.tostring(body, encoding="unicode", method="html").removeprefix("<body>").removesuffix("</body>")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("<p>One.</p><p>Two.</p>", "<p>One.</p><p>Two.</p>", id="paragraphs"),
        pytest.param(
            '<div class="a" id="b" onclick="c"><p>One.</p></div>',
            '<div class="a" id="b"><p>One.</p></div>',
            id="names stay, other attributes go",
        ),
        pytest.param("<p>The <b>old</b> <i>quay</i>.</p>", "<p>The old quay.</p>", id="inline elements"),
        pytest.param("<script>x()</script><nav>Menu</nav><p>One.</p><img src='/a'>", "<p>One.</p>", id="no text"),
        pytest.param(
            "<div>One.<p>Two.</p>Three.</div>", "<div>One.<p>Two.</p><br>Three.</div>", id="text round a part"
        ),
        pytest.param("<p>One.<br><br>Two.</p>", "<p>One.<br>Two.</p>", id="two lines of one element"),
        pytest.param("<table><tr><td>1<td>2</table>", "<table><tr><td>1 | 2</td></tr></table>", id="table row"),
        pytest.param('<p><a href="/q">Over</a> here</p>', '<p><a href="/q">Over</a> here</p>', id="link"),
        pytest.param(
            '<p>Over <a href="/q">here</a></p>', '<p><a href="/q">Over</a> here</p>', id="link of that length"
        ),
        pytest.param("<o:p>One.</o:p>", "<div>One.</div>", id="name that no tree may have"),
        pytest.param('<p "class"=x a<b=2>One.</p>', "<p>One.</p>", id="attributes that no tree may have"),
    ],
)
def test_a_page_is_written_anew_from_its_blocks(markup: str, expected: str) -> None:
    assert written(markup) == expected


def test_a_block_that_is_cut_is_left_out_with_what_holds_nothing_else() -> None:
    assert written("<div><p>One.</p></div><div><p>Two.</p></div>", cut="One.") == "<div><p>Two.</p></div>"


def test_of_no_blocks_there_is_no_tree() -> None:
    blocks = blocks_of("<p>One.</p>")
    assert build_simplified_tree(DomIndex(blocks), blocks, excluded=blocks) is None
    assert build_simplified_tree(DomIndex([]), []) is None


def test_the_page_itself_is_left_as_it_is() -> None:
    blocks = blocks_of("<div><p>One <b>boat</b>.</p></div>")
    root = blocks[0].element.getroottree()
    before = etree.tostring(root)
    build_simplified_tree(DomIndex(blocks), blocks)
    assert etree.tostring(root) == before
