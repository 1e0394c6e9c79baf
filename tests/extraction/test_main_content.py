"""The article's place in the page: what trafilatura hears of it, and what stands beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pytest
from lxml import etree

from newscrawl.boilerplate.lines import MainContent
from newscrawl.extraction.main_content import find_main_content
from newscrawl.extraction.trafilatura_bridge import run_trafilatura
from newscrawl.html.blocks import Block, DomIndex
from newscrawl.html.parser import parse_html
from newscrawl.rules.loader import load_rules
from tests.block_helpers import P1, P2, P3, blocks_of

TITLE = "Ferrymen of Low Sound strike for wages"
STORY = f"<h1>{TITLE}</h1><div id='story'><p>{P1}</p><p>{P2}</p><p>{P3}</p></div>"


def heard(markup: str) -> Mapping[str, bool]:
    """Which text of the page trafilatura took."""
    blocks = blocks_of(markup)
    return dict(zip((block.text for block in blocks), run_trafilatura(DomIndex(blocks), blocks), strict=True))


def body_of(markup: str) -> MainContent:
    return find_main_content(parse_html(f"<html><body>{markup}</body></html>"), load_rules(), title=TITLE)


def test_the_articles_paragraphs_are_heard_and_the_menu_is_not() -> None:
    menu = "<div><ul><li><a href='/'>The front page of the paper</a></li><li><a href='/s'>Sport</a></li></ul></div>"
    voted = heard(f"{menu}<article>{STORY}</article>")
    assert [voted[text] for text in (P1, P2, P3)] == [True] * 3
    assert not voted["The front page of the paper"]


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
def test_a_paragraph_is_heard_whatever_stands_in_it(markup: str) -> None:
    voted = heard(f"<article><h1>{TITLE}</h1><p>{P1}</p>{markup}<p>{P2}</p><p>{P3}</p></article>")
    assert list(voted.values())[2] is True


def test_a_page_without_text_gives_no_votes() -> None:
    assert heard("<p>x</p>") in ({"x": True}, {"x": False})
    assert run_trafilatura(DomIndex([]), []) == []


def test_the_body_holds_its_blocks_and_what_is_known_of_each() -> None:
    body = body_of(f"<main><article>{STORY}</article></main>")
    assert body.container.get("id") == "story"
    assert [block.text for block in body.blocks] == [P1, P2, P3]
    assert body.content_mask == [True] * 3
    assert body.block_hints == [None] * 3


def test_what_stands_beside_the_body_in_the_main_part_is_named() -> None:
    body = body_of(
        "<header><p>Quayside Courier, since 1904</p></header><main><article>"
        f"<header><p>Ports and boats</p></header>{STORY}<div class='share'><p>Tell it at home</p></div></article>"
        "</main><footer><p>All rights reserved</p></footer>"
    )
    beside = [block.text for block, _ in body.outside]
    assert "Tell it at home" in beside
    assert "Quayside Courier, since 1904" not in beside
    assert "All rights reserved" not in beside
    assert not {P1, P2, P3} & set(beside)


def test_what_stands_beside_the_body_keeps_its_hint() -> None:
    body = body_of(f"<main><article>{STORY}<div class='newsletter'><p>Tell it at home</p></div></article></main>")
    assert [hint.reason for _, hint in body.outside if hint] == ["newsletter"]


def test_the_tree_is_left_as_it_is() -> None:
    root = parse_html(f"<html><body><nav>Menu</nav><article>{STORY}</article></body></html>")
    before = etree.tostring(root)
    find_main_content(root, load_rules(), title=TITLE)
    assert etree.tostring(root) == before


def test_a_page_asked_twice_gives_the_same_body() -> None:
    markup = f"<main><article>{STORY}</article></main>"
    first, second = body_of(markup), body_of(markup)
    assert [block.text for block in first.blocks] == [block.text for block in second.blocks]
    assert first.content_mask == second.content_mask


def test_of_a_page_too_large_for_trafilatura_the_pages_own_structure_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.extraction.main_content.run_trafilatura", None)  # nobody may call it
    boats = "".join(f"<li>{number}. {P1}</li>" for number in range(5_001))
    body = body_of(f"<main><h1>{TITLE}</h1><ul>{boats}</ul></main>")
    assert sum(body.content_mask) == 5_001


@pytest.mark.parametrize(
    "furniture",
    [
        pytest.param("<nav><p>{}</p></nav>", id="strongly hinted at"),
        pytest.param("<ul><li><a href='/q'>{}</a></li></ul>", id="link in a list"),
        pytest.param("<h3><a href='/q'>{}</a></h3>", id="linked heading"),
        pytest.param("<div class='teaser'><p><a href='/q'>{}</a></p></div>", id="link in a part of such a name"),
    ],
)
def test_trafilatura_is_not_shown_what_can_be_none_of_the_text(furniture: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def listen(dom_index: DomIndex, blocks: Sequence[Block], *, excluded: Collection[Block]) -> list[bool]:
        shown.extend(block.text for block in blocks if block not in excluded)
        return [False] * len(blocks)

    monkeypatch.setattr("newscrawl.extraction.main_content.run_trafilatura", listen)
    body_of(f"<div><p>{P1}</p></div><div><p>{P2}</p></div>{furniture.format('What the ferrymen are owed')}")
    assert shown == [P1, P2]
