"""What trafilatura gets of a page, and which blocks its text has."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from lxml import etree

from newscrawl.extraction.trafilatura_bridge import build_simplified_tree, match_blocks, run_trafilatura
from newscrawl.html.dom_index import DomIndex
from tests.block_helpers import P1, P2, P3, blocks_of

TITLE = "Ferrymen of Low Sound strike for wages"
STORY = f"<h1>{TITLE}</h1><div id='story'><p>{P1}</p><p>{P2}</p><p>{P3}</p></div>"
SENTENCE = "The ferry left the old quay at dawn with forty people and one dog aboard"


def run_on(markup: str) -> Mapping[str, bool]:
    """For each block's text whether trafilatura takes it for the article's."""
    blocks = blocks_of(markup)
    return dict(zip((block.text for block in blocks), run_trafilatura(DomIndex(blocks), blocks), strict=True))


def test_trafilatura_takes_the_paragraphs_and_not_the_menu() -> None:
    menu = "<div><ul><li><a href='/'>The front page of the paper</a></li><li><a href='/s'>Sport</a></li></ul></div>"
    is_content = run_on(f"{menu}<article>{STORY}</article>")
    assert [is_content[text] for text in (P1, P2, P3)] == [True] * 3
    assert not is_content["The front page of the paper"]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(
            '<p><span class="d">A</span>t dawn the stairs were empty, and so was the fort.</p>', id="first letter"
        ),
        pytest.param(
            "<p>At <b>dawn</b> the <i>stairs</i> were empty, and so was the <u>fort</u>.</p>", id="inline tags"
        ),
        pytest.param("<p>At dawn the stairs were empty, <a href='/f'>and so was the fort</a>.</p>", id="link"),
        pytest.param("<p>At dawn the stairs were empty,<br>and so was the fort.</p>", id="line break"),
        pytest.param("<p>At dawn   the stairs\n were empty, and so was the&nbsp;fort.</p>", id="white space"),
    ],
)
def test_a_paragraph_with_any_inline_elements_is_taken(markup: str) -> None:
    is_content = run_on(f"<article><h1>{TITLE}</h1><p>{P1}</p>{markup}<p>{P2}</p><p>{P3}</p></article>")
    assert list(is_content.values())[2] is True


def test_a_page_without_text_has_no_content() -> None:
    assert run_on("<p>x</p>") in ({"x": True}, {"x": False})
    assert run_trafilatura(DomIndex([]), []) == []


def simplify(markup: str, excluded: str | None = None) -> str:
    """The body of the simplified tree as mark-up; the block with this text is excluded."""
    blocks = blocks_of(markup)
    excluded_blocks = [block for block in blocks if block.text == excluded]
    tree = build_simplified_tree(DomIndex(blocks), blocks, excluded=excluded_blocks)
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
            id="names are kept, other attributes are not",
        ),
        pytest.param("<p>The <b>old</b> <i>quay</i>.</p>", "<p>The old quay.</p>", id="inline elements"),
        pytest.param("<script>x()</script><nav>Menu</nav><p>One.</p><img src='/a'>", "<p>One.</p>", id="no text"),
        pytest.param(
            "<div>One.<p>Two.</p>Three.</div>", "<div>One.<p>Two.</p><br>Three.</div>", id="text around an element"
        ),
        pytest.param("<p>One.<br><br>Two.</p>", "<p>One.<br>Two.</p>", id="two blocks in one element"),
        pytest.param("<table><tr><td>1<td>2</table>", "<table><tr><td>1 | 2</td></tr></table>", id="table row"),
        pytest.param('<p><a href="/q">Over</a> here</p>', '<p><a href="/q">Over</a> here</p>', id="link"),
        pytest.param(
            '<p>Over <a href="/q">here</a></p>', '<p><a href="/q">Over</a> here</p>', id="link of the same length"
        ),
        pytest.param("<o:p>One.</o:p>", "<div>One.</div>", id="tag that no tree may have"),
        pytest.param('<p "class"=x a<b=2>One.</p>', "<p>One.</p>", id="attributes that no tree may have"),
    ],
)
def test_the_simplified_tree_has_the_text_of_the_blocks(markup: str, expected: str) -> None:
    assert simplify(markup) == expected


def test_an_excluded_block_is_left_out_with_the_elements_around_it() -> None:
    assert simplify("<div><p>One.</p></div><div><p>Two.</p></div>", excluded="One.") == "<div><p>Two.</p></div>"


def test_without_blocks_there_is_no_tree() -> None:
    blocks = blocks_of("<p>One.</p>")
    assert build_simplified_tree(DomIndex(blocks), blocks, excluded=blocks) is None
    assert build_simplified_tree(DomIndex([]), []) is None


def test_the_tree_of_the_page_does_not_change() -> None:
    blocks = blocks_of("<div><p>One <b>boat</b>.</p></div>")
    root = blocks[0].element.getroottree()
    before = etree.tostring(root)
    build_simplified_tree(DomIndex(blocks), blocks)
    assert etree.tostring(root) == before


@pytest.mark.parametrize(
    ("markup", "text", "expected"),
    [
        pytest.param(f"<p>{P1}</p>", P1, True, id="the same line"),
        pytest.param(f"<p>{P1}</p>", P2, False, id="another line"),
        pytest.param(f"<p>{SENTENCE}.</p>", SENTENCE.upper(), True, id="case and punctuation"),
        pytest.param(f"<p>{SENTENCE}.</p>", f"So it was: {SENTENCE}, and more", True, id="within a line"),
        pytest.param(
            f"<p>{SENTENCE}.</p>", SENTENCE.replace("with forty", "with\nforty"), True, id="across a line break"
        ),
        pytest.param(
            f"<p>{SENTENCE}.</p>", SENTENCE.replace("forty people", "many"), False, id="too many words are missing"
        ),
        pytest.param(f"<p>{SENTENCE} today.</p>", SENTENCE, True, id="a word is missing"),
        pytest.param("<p>At dawn</p>", f"Boats\nAt dawn\n{P1}", True, id="short line"),
        pytest.param("<p>At dawn</p>", "At dawn they left", False, id="short line within another"),
        pytest.param("<p>…</p>", P1, False, id="no words"),
    ],
)
def test_a_block_matches_if_the_text_has_most_of_it(markup: str, text: str, expected: bool) -> None:
    assert match_blocks(text, blocks_of(markup)) == [expected]


def test_each_block_is_matched_by_itself() -> None:
    assert match_blocks(f"{P2}\n{SENTENCE}", blocks_of(f"<p>{P1}</p><p>{P2}</p><p>{SENTENCE}</p>")) == [
        False,
        True,
        True,
    ]
