"""The container of the article, its blocks, and the blocks outside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from lxml import etree
from lxml.html import HtmlElement

from newscrawl.boilerplate.lines import MainContent, is_running_text
from newscrawl.extraction.main_content import find_container, find_main_content
from newscrawl.html.blocks import Block
from newscrawl.html.dom_index import DomIndex
from newscrawl.html.parser import parse_html
from newscrawl.rules.loader import load_rules
from tests.block_helpers import P1, P2, P3, blocks_of, content_mask_of, hints_of

TITLE = "Ferrymen of Low Sound strike for wages"
STORY = f"<h1>{TITLE}</h1><div id='story'><p>{P1}</p><p>{P2}</p><p>{P3}</p></div>"
LONG = f"{P1} {P2} {P3}"
HEADLINES = "".join(f'<li><a href="/{n}">How the boat number {n} was lost in the great fog</a></li>' for n in range(20))


def main_content_of(markup: str) -> MainContent:
    return find_main_content(parse_html(f"<html><body>{markup}</body></html>"), load_rules(), title=TITLE)


def test_the_main_content_has_its_blocks_masks_and_hints() -> None:
    main_content = main_content_of(f"<main><article>{STORY}</article></main>")
    assert main_content.container.get("id") == "story"
    assert [block.text for block in main_content.blocks] == [P1, P2, P3]
    assert main_content.content_mask == [True] * 3
    assert main_content.block_hints == [None] * 3


def test_blocks_outside_the_container_are_listed_without_those_of_landmarks() -> None:
    main_content = main_content_of(
        "<header><p>Quayside Courier, since 1904</p></header><main><article>"
        f"<header><p>Ports and boats</p></header>{STORY}<div class='share'><p>Tell it at home</p></div></article>"
        "</main><footer><p>All rights reserved</p></footer>"
    )
    outside = [block.text for block, _ in main_content.outside]
    assert "Tell it at home" in outside
    assert "Quayside Courier, since 1904" not in outside
    assert "All rights reserved" not in outside
    assert not {P1, P2, P3} & set(outside)


def test_blocks_outside_the_container_keep_their_class_hints() -> None:
    main_content = main_content_of(
        f"<main><article>{STORY}<div class='newsletter'><p>Tell it at home</p></div></article></main>"
    )
    assert [hint.reason for _, hint in main_content.outside if hint] == ["newsletter"]


def test_the_tree_does_not_change() -> None:
    root = parse_html(f"<html><body><nav>Menu</nav><article>{STORY}</article></body></html>")
    before = etree.tostring(root)
    find_main_content(root, load_rules(), title=TITLE)
    assert etree.tostring(root) == before


def test_the_same_page_gives_the_same_main_content() -> None:
    markup = f"<main><article>{STORY}</article></main>"
    first, second = main_content_of(markup), main_content_of(markup)
    assert [block.text for block in first.blocks] == [block.text for block in second.blocks]
    assert first.content_mask == second.content_mask


def test_the_structure_decides_on_a_page_that_is_too_large_for_trafilatura(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.extraction.trafilatura_bridge.run_trafilatura", None)  # a call would raise
    boats = "".join(f"<li>{number}. {P1}</li>" for number in range(5_001))
    main_content = main_content_of(f"<main><h1>{TITLE}</h1><ul>{boats}</ul></main>")
    assert sum(main_content.content_mask) == 5_001


@pytest.mark.parametrize(
    "boilerplate",
    [
        pytest.param("<nav><p>{}</p></nav>", id="strong class hint"),
        pytest.param("<ul><li><a href='/q'>{}</a></li></ul>", id="link in a list"),
        pytest.param("<h3><a href='/q'>{}</a></h3>", id="linked heading"),
        pytest.param("<div class='teaser'><p><a href='/q'>{}</a></p></div>", id="link with a class hint"),
    ],
)
def test_trafilatura_does_not_get_what_cannot_be_the_text(boilerplate: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def record_call(dom_index: DomIndex, blocks: Sequence[Block], *, excluded: Collection[Block]) -> list[bool]:
        shown.extend(block.text for block in blocks if block not in excluded)
        return [False] * len(blocks)

    monkeypatch.setattr("newscrawl.extraction.trafilatura_bridge.run_trafilatura", record_call)
    main_content_of(f"<div><p>{P1}</p></div><div><p>{P2}</p></div>{boilerplate.format('What the ferrymen are owed')}")
    assert shown == [P1, P2]


def container_of(markup: str, *, title: str | None = TITLE) -> HtmlElement:
    blocks = blocks_of(markup)
    return find_container(
        DomIndex(blocks),
        blocks,
        content_mask_of(blocks),
        hints_of(blocks),
        [*map(is_running_text, blocks)],
        title=title,
    )


def has_texts(container: HtmlElement, texts: Sequence[str]) -> list[bool]:
    content = " ".join(container.text_content().split())
    return [text in content for text in texts]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f'<div id="body"><p>{P1}</p><p>{P2}</p></div>', id="division in the body"),
        pytest.param(
            f'<div><main><article><section id="body"><p>{P1}</p><p>{P2}</p></section></article></main></div>', id="deep"
        ),
        pytest.param(f'<nav>{HEADLINES}</nav><div id="body"><p>{P1}</p><p>{P2}</p></div>', id="next to a menu"),
        pytest.param(
            f'<div id="body"><p>{P1}</p><p>{P2}</p></div><ul>{HEADLINES}</ul>', id="before a long list of headlines"
        ),
        pytest.param(f'<h1>{TITLE}</h1><div id="body"><p>{P1}</p><p>{P2}</p></div>', id="after the headline"),
        pytest.param(f'<div id="body">{P1}<br><br>{P2}<br><br>{P3}</div>', id="text between line breaks"),
        pytest.param(
            f'<table><tr><td>Menu</td><td id="body"><p>{P1}</p><p>{P2}</p></td></tr></table>', id="table cell"
        ),
        pytest.param(
            f'<div><div id="body"><p>{P1}</p><p>{P2}</p><p>{P3}</p></div><div class="comments" not-content>'
            f"<p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div></div>",
            id="next to comments longer than the article",
        ),
        pytest.param(
            f'<div><div id="body"><p>{P1}</p></div><div class="newsletter" not-content><p>{LONG} {LONG}</p></div>'
            "</div>",
            id="next to a long box with a telling class name",
        ),
        pytest.param(
            f'<div id="body"><p>{P1}</p><p>{P2}</p><div class="ad">Advertisement</div><p>{P3}</p></div>',
            id="with an ad",
        ),
        pytest.param(
            f'<div id="body"><div><p>{P1}</p></div><div class="ad">x</div><div><p>{P2}</p></div></div>', id="in halves"
        ),
        pytest.param(
            f'<div id="body"><section><p>{P1}</p></section><section><p>{P2}</p></section><section><p>{P3}</p></section>'
            "</div>",
            id="in sections",
        ),
        pytest.param(
            f'<div id="body"><div class="t"><p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div><div class="ad">x</div>'
            f'<div class="t"><p>{P1}</p></div></div>',
            id="in parts of the same style, the last one short",
        ),
        pytest.param(
            f'<div id="body"><p>{P1}</p><p>{P2}</p><p>{P3}</p><div class="entries"><p>{LONG}</p><p>{LONG}</p>'
            f"<p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div></div>",
            id="paragraphs before the entries of a live blog",
        ),
        pytest.param(
            f'<div id="body"><p>{LONG} {LONG} {LONG}</p><p>{P1}</p></div>', id="one long paragraph, one short"
        ),
        pytest.param(f'<div id="body"><p>{P1}</p></div>', id="one paragraph"),
        pytest.param(f'<div id="body"><ul><li>{P1}</li></ul><p>{P2}</p></div>', id="a list among paragraphs"),
    ],
)
def test_the_container_is_the_deepest_element_with_all_of_the_text(markup: str) -> None:
    assert container_of(markup).get("id") == "body"


def test_the_body_is_the_container_if_the_text_is_in_several_places() -> None:
    assert container_of(f"<p>{P1}</p><section><p>{P2}</p></section>").tag == "body"


def test_the_root_is_the_container_if_no_text_has_weight() -> None:
    assert container_of("<div not-content><p>Rope</p><p>Oars</p></div>").tag == "html"


def test_the_container_of_two_articles_of_one_length_has_both() -> None:
    articles = "".join(f"<article><h2>{title}</h2><p>{LONG}</p></article>" for title in ("Boats", "Fog"))
    assert container_of(f'<div id="all">{articles}</div>', title=None).get("id") == "all"


def test_the_article_with_the_page_title_is_the_container_on_an_endless_page() -> None:
    own = f'<article id="own"><h1>{TITLE}</h1><p>{LONG}</p><p>{LONG}</p></article>'
    other = f'<article id="other"><h1>Fog over the fort</h1><p>{LONG}</p></article>'
    assert has_texts(container_of(f"<main>{own}{other}</main>"), ["Ferrymen", "Fog over"]) == [True, False]


def test_text_outside_the_content_mask_leads_if_there_is_no_other() -> None:
    assert container_of(f'<nav>Menu</nav><div id="body" not-content><p>{P1}</p><p>{P2}</p></div>').get("id") == "body"


def test_a_single_paragraph_is_not_the_container() -> None:
    container = container_of(f"<article><h1>{TITLE}</h1><p>{P1}</p><p>Nobody knows more.</p></article>")
    assert has_texts(container, [P1, "Nobody knows more."]) == [True, True]
