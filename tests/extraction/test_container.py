"""The body container: where the article is read from, and what is left beside it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from lxml.html import HtmlElement

from newscrawl.boilerplate.lines import is_running_text
from newscrawl.extraction.main_content import find_container
from newscrawl.html.blocks import DomIndex
from tests.block_helpers import P1, P2, P3, blocks_of, content_mask_of, hints_of

LONG = f"{P1} {P2} {P3}"
TITLE = "Ferrymen of Low Sound strike for wages"
HEADLINES = "".join(f'<li><a href="/{n}">How the boat number {n} was lost in the great fog</a></li>' for n in range(20))


def found(markup: str, *, title: str | None = TITLE) -> HtmlElement:
    blocks = blocks_of(markup)
    return find_container(
        DomIndex(blocks),
        blocks,
        content_mask_of(blocks),
        hints_of(blocks),
        [*map(is_running_text, blocks)],
        title=title,
    )


def holds(container: HtmlElement, texts: Sequence[str]) -> list[bool]:
    content = " ".join(container.text_content().split())
    return [text in content for text in texts]


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f'<div id="body"><p>{P1}</p><p>{P2}</p></div>', id="division in the body"),
        pytest.param(
            f'<div><main><article><section id="body"><p>{P1}</p><p>{P2}</p></section></article></main></div>', id="deep"
        ),
        pytest.param(f'<nav>{HEADLINES}</nav><div id="body"><p>{P1}</p><p>{P2}</p></div>', id="beside a menu"),
        pytest.param(
            f'<div id="body"><p>{P1}</p><p>{P2}</p></div><ul>{HEADLINES}</ul>', id="above a long list of headlines"
        ),
        pytest.param(f'<h1>{TITLE}</h1><div id="body"><p>{P1}</p><p>{P2}</p></div>', id="under the headline"),
        pytest.param(f'<div id="body">{P1}<br><br>{P2}<br><br>{P3}</div>', id="text between line breaks"),
        pytest.param(
            f'<table><tr><td>Menu</td><td id="body"><p>{P1}</p><p>{P2}</p></td></tr></table>', id="table cell"
        ),
        pytest.param(
            f'<div><div id="body"><p>{P1}</p><p>{P2}</p><p>{P3}</p></div><div class="comments" not-content>'
            f"<p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div></div>",
            id="beside comments longer than the article",
        ),
        pytest.param(
            f'<div><div id="body"><p>{P1}</p></div><div class="newsletter" not-content><p>{LONG} {LONG}</p></div>'
            "</div>",
            id="beside a long box that its name gives away",
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
            id="in parts of one look, the last one short",
        ),
        pytest.param(
            f'<div id="body"><p>{P1}</p><p>{P2}</p><p>{P3}</p><div class="entries"><p>{LONG}</p><p>{LONG}</p>'
            f"<p>{LONG}</p><p>{LONG}</p><p>{LONG}</p></div></div>",
            id="paragraphs over a live blog's entries",
        ),
        pytest.param(
            f'<div id="body"><p>{LONG} {LONG} {LONG}</p><p>{P1}</p></div>', id="one long paragraph, one short"
        ),
        pytest.param(f'<div id="body"><p>{P1}</p></div>', id="one paragraph"),
        pytest.param(f'<div id="body"><ul><li>{P1}</li></ul><p>{P2}</p></div>', id="a list among paragraphs"),
    ],
)
def test_the_container_is_the_deepest_element_with_all_of_the_text(markup: str) -> None:
    assert found(markup).get("id") == "body"


def test_without_text_that_lies_together_the_body_is_the_container() -> None:
    assert found(f"<p>{P1}</p><section><p>{P2}</p></section>").tag == "body"


def test_without_any_text_to_weigh_the_root_is_the_container() -> None:
    assert found("<div not-content><p>Rope</p><p>Oars</p></div>").tag == "html"


def test_two_articles_of_one_length_are_read_from_what_holds_both() -> None:
    articles = "".join(f"<article><h2>{title}</h2><p>{LONG}</p></article>" for title in ("Boats", "Fog"))
    assert found(f'<div id="all">{articles}</div>', title=None).get("id") == "all"


def test_under_an_endless_scroll_the_article_with_the_pages_headline_is_the_container() -> None:
    own = f'<article id="own"><h1>{TITLE}</h1><p>{LONG}</p><p>{LONG}</p></article>'
    other = f'<article id="other"><h1>Fog over the fort</h1><p>{LONG}</p></article>'
    assert holds(found(f"<main>{own}{other}</main>"), ["Ferrymen", "Fog over"]) == [True, False]


def test_text_that_nobody_voted_for_leads_where_there_is_no_other() -> None:
    assert found(f'<nav>Menu</nav><div id="body" not-content><p>{P1}</p><p>{P2}</p></div>').get("id") == "body"


def test_a_lone_paragraph_is_read_with_what_stands_beside_it() -> None:
    container = found(f"<article><h1>{TITLE}</h1><p>{P1}</p><p>Nobody knows more.</p></article>")
    assert holds(container, [P1, "Nobody knows more."]) == [True, True]
