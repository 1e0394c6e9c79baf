"""Which blocks the structure of a page shows to be text, and when that is not confident."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.class_hints import ClassHints
from newscrawl.boilerplate.lines import is_running_text
from newscrawl.extraction.content_classifier import ContentMask, classify_blocks
from newscrawl.html.dom_index import DomIndex
from newscrawl.rules.loader import load_rules
from tests.block_helpers import P1, P2, P3, blocks_of

LONG = f"{P1} {P2} {P3}"
STORY = "".join(f"<p>{text}</p>" for text in (LONG, P1, LONG, P2, LONG))
UNENDED = "<p>The boats of all the fleet in the harbour, and their oars and ropes</p>" * 30
LINKS = "".join(f'<li><a href="/{n}">How the boat number {n} was lost in the great fog</a></li>' for n in range(9))


def classify(markup: str, excluded: str | None = None) -> tuple[ContentMask, dict[str, bool]]:
    blocks = blocks_of(markup)
    dom_index = DomIndex(blocks)
    running_mask = [is_running_text(block) and block.text != excluded for block in blocks]
    mask = classify_blocks(dom_index, blocks, ClassHints(dom_index, load_rules()), running_mask)
    return mask, dict(zip((block.text for block in blocks), mask.is_content, strict=True))


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(f"<div>{STORY}</div>", id="division"),
        pytest.param(f"<main><article><h1>Strike</h1><div>{STORY}</div></article></main>", id="in an article"),
        pytest.param(f"<ul>{LINKS}</ul><div>{STORY}</div><ul>{LINKS}</ul>", id="between lists of headlines"),
        pytest.param(
            f"<div>{STORY}<div class='newsletter'><p>{LONG}</p></div></div>", id="around a box with a strong class hint"
        ),
        pytest.param(
            f"<div>{STORY}<div class='teaser'><p>{LONG}</p></div></div>", id="around a box with a weak class hint"
        ),
        pytest.param(f"<div>{UNENDED}</div>", id="of lines that are not sentences"),
        pytest.param(f"<div>{LONG}<br><br>{LONG}<br><br>{LONG}</div>", id="between line breaks"),
        pytest.param(
            f"<div>{'<p>東京の港では、船員が月曜日にストライキを始めた。船は一隻も出なかったという。</p>' * 12}</div>",
            id="Japanese",
        ),
        pytest.param(f"<div><p>{LONG}</p></div>", id="a short article without any other text"),
    ],
)
def test_an_article_apart_from_other_text_is_confident(markup: str) -> None:
    mask, _ = classify(markup)
    assert mask.confident


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<p>A boat.</p>", id="very little text"),
        pytest.param("", id="no text"),
        pytest.param(f"<ul>{LINKS}</ul>", id="links alone"),
        pytest.param(f"<div>{STORY}</div><div><p>{LONG}</p><p>{LONG}</p></div>", id="much text elsewhere"),
        pytest.param(
            f"<ul>{''.join(f'<li><p>{LONG}</p></li>' for _ in range(6))}</ul>", id="in a list, as comments are"
        ),
        pytest.param(
            f"<div>{STORY}<p class='teaser'>{LONG}</p></div>",
            id="a paragraph with a weak class hint among its paragraphs",
        ),
        pytest.param(
            f"<div>{f'<div><p>{LONG}</p></div>' * 5}<section class='teaser'><div><p>{LONG}</p></div></section></div>",
            id="a part of the same style with a weak class hint",
        ),
        pytest.param(
            f"<div>{STORY}<div class='image'><p>{LONG}</p></div></div>", id="a part with the class name of captions"
        ),
        pytest.param(
            f"<div>{STORY}</div><div class='comments'>{''.join(f'<p>{LONG}</p>' for _ in range(20))}</div>",
            id="comments longer than the article",
        ),
        pytest.param(
            f"<section>{''.join(f'<div class=c{n}><p class=d{n}>{LONG}</p></div>' for n in range(6))}</section>",
            id="no two paragraphs of the same style",
        ),
        pytest.param(
            f"<div>{''.join(f'<div class=c{n % 3}>{UNENDED}</div>' for n in range(9))}</div>",
            id="lines of several styles that are not sentences",
        ),
    ],
)
def test_text_that_may_be_something_else_is_not_confident(markup: str) -> None:
    mask, _ = classify(markup)
    assert not mask.confident


@pytest.mark.parametrize(
    ("markup", "is_content"),
    [
        pytest.param("<h2>In the harbour</h2>", True, id="heading"),
        pytest.param("<p>In the harbour</p>", True, id="short paragraph"),
        pytest.param("<ul><li>In the harbour</li></ul>", True, id="list item"),
        pytest.param("<blockquote>In the harbour</blockquote>", True, id="quote"),
        pytest.param("<div>In the harbour</div>", False, id="short text of a div"),
        pytest.param("<figure><figcaption>In the harbour</figcaption></figure>", False, id="caption"),
        pytest.param("<ul><li><a href='/h'>In the harbour</a></li></ul>", False, id="linked list item"),
        pytest.param("<p><a href='/h'>In the harbour</a></p>", True, id="link in a paragraph of the article's style"),
        pytest.param("<p class='card'><a href='/h'>In the harbour</a></p>", False, id="link of another style"),
        pytest.param("<p class='teaser'>In the harbour</p>", False, id="weak class hint"),
    ],
)
def test_a_short_line_is_content_by_the_element_it_is_in(markup: str, is_content: bool) -> None:
    _, content_by_text = classify(f"<div><p>{LONG}</p><p>{LONG}</p>{markup}<p>{LONG} So say all.</p></div>")
    assert content_by_text[LONG]
    assert content_by_text["In the harbour"] is is_content


def test_text_outside_the_container_is_not_content() -> None:
    _, content_by_text = classify(f"<p>{P1} Yes.</p><div>{STORY}</div>")
    assert not content_by_text[f"{P1} Yes."]


def test_an_excluded_block_has_no_weight() -> None:
    other = f"{LONG} {LONG}"
    markup = f"<div>{STORY}</div><div><p>{other}</p></div>"
    assert not classify(markup)[0].confident
    assert classify(markup, excluded=other)[0].confident
