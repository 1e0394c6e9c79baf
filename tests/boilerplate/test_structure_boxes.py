"""Lines that are removed because of what shares their box, and similar lines that stay."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from newscrawl.boilerplate.captions import remove_captions
from newscrawl.boilerplate.lines import BlockState
from newscrawl.boilerplate.structure import remove_prompt_boxes, remove_pull_quotes
from newscrawl.items import RemovalReason
from tests.block_helpers import P1, P2, P3, kept_texts, lines_of, rule_of

OFFER = "What moves the river towns, told every Friday"
ASKS = "Sign up here"
CAPTION = "The stairs below the fort at low water"
QUOTE = "by noon not one boat had left the stairs"


def remove_beside_prompt(
    fragment: str, reason: RemovalReason = "newsletter", rule: str = "phrases/en:x"
) -> list[BlockState]:
    """The fragment among three paragraphs; its line `ASKS` was removed by a phrase."""
    lines, container = lines_of(f'<div container class="body"><p>{P1}</p><p>{P2}</p>{fragment}<p>{P3}</p></div>')
    for line in lines:
        if line.block.text == ASKS:
            line.remove(reason, rule)
    remove_prompt_boxes(lines, container)
    return lines


def test_the_only_paragraph_of_an_article_stays_beside_its_prompt() -> None:
    lines, container = lines_of(f'<div container class="body"><div><p>{P1}</p><p>{ASKS}</p></div></div>')
    lines[1].remove("paywall", "phrases/en:x")
    remove_prompt_boxes(lines, container)
    assert kept_texts(lines) == [P1]


@pytest.mark.parametrize(
    "fragment",
    [
        pytest.param(f"<section><h3>{OFFER}</h3><p>{ASKS}</p></section>", id="heading above it"),
        pytest.param(f"<section><div><p>{OFFER}</p></div><div><div>{ASKS}</div></div></section>", id="nested"),
        pytest.param(f'<section><p class="a">{OFFER}</p><span><p>{ASKS}</p></span></section>', id="in a span"),
    ],
)
def test_lines_in_the_box_of_a_prompt_get_its_reason(fragment: str) -> None:
    lines = remove_beside_prompt(fragment)
    (offer,) = [line for line in lines if line.block.text == OFFER]
    assert (offer.reason, offer.rule) == ("newsletter", "boxes:beside-prompt")
    assert kept_texts(lines) == [P1, P2, P3]


@pytest.mark.parametrize(
    "fragment",
    [
        pytest.param(f"<p>{OFFER}</p><p>{ASKS}</p>", id="no box of its own"),
        pytest.param(f"<section><p>{OFFER}. {P1} {P2} {P3}</p><p>{ASKS}</p></section>", id="long text"),
        pytest.param(
            f"<section><p>{OFFER}</p><p>{ASKS}</p></section><section><p>{P1} {P2} {P3}</p></section>",
            id="style of text elsewhere",
        ),
    ],
)
def test_text_beside_a_prompt_stays(fragment: str) -> None:
    assert any(text.startswith(OFFER) for text in kept_texts(remove_beside_prompt(fragment)))


@pytest.mark.parametrize(
    ("article_chars", "offer_chars", "is_removed"),
    [
        pytest.param(390, 130, True, id="a quarter of the text"),
        pytest.param(390, 131, False, id="more than a quarter of the text"),
        pytest.param(3000, 300, True, id="300 characters"),
        pytest.param(3000, 301, False, id="more than 300 characters"),
    ],
)
def test_the_box_of_a_prompt_holds_little(article_chars: int, offer_chars: int, is_removed: bool) -> None:
    offer = "o" * offer_chars
    lines, container = lines_of(
        f'<div container><p class="a">{"a" * article_chars}</p><div><p>{offer}</p><p>{ASKS}</p></div></div>'
    )
    lines[2].remove("newsletter", "phrases/en:x")
    remove_prompt_boxes(lines, container)
    assert lines[1].is_kept is not is_removed


@pytest.mark.parametrize(
    ("reason", "rule"),
    [
        pytest.param("share", "phrases/en:x", id="a share bar: live entries have them, too"),
        pytest.param("newsletter", "structure:newsletter", id="a class name alone"),
    ],
)
def test_only_the_words_of_a_prompt_remove_the_lines_of_its_box(reason: RemovalReason, rule: str) -> None:
    fragment = f"<section><h3>{OFFER}</h3><p>{ASKS}</p></section>"
    assert OFFER in kept_texts(remove_beside_prompt(fragment, reason, rule))


def remove_beside_picture(fragment: str) -> list[BlockState]:
    lines, container = lines_of(f'<div container class="body"><p>{P1}</p><p>{P2}</p>{fragment}<p>{P3}</p></div>')
    remove_captions(lines, container)
    return lines


@pytest.mark.parametrize(
    ("fragment", "rule"),
    [
        pytest.param(f'<div><img src="a"><p>{CAPTION}</p></div>', "boxes:beside-picture", id="below a picture"),
        pytest.param(
            f'<div><div><img src="a"></div><div><p>{CAPTION}</p></div></div>', "boxes:beside-picture", id="nested"
        ),
        pytest.param(f"<div><p>{CAPTION}</p></div>", None, id="no picture"),
        pytest.param(f'<img src="a"><p>{CAPTION}</p>', None, id="no box"),
        pytest.param(f'<div><img src="a"><h3>{CAPTION}</h3></div>', None, id="heading"),
        pytest.param(f'<ul><li><img src="a"> {CAPTION}</li></ul>', None, id="list item"),
        pytest.param(f'<div><img src="a"><p>{CAPTION}</p><p>Rope</p></div>', None, id="more than a caption"),
    ],
)
def test_a_line_alone_with_a_picture_is_a_caption(fragment: str, rule: str | None) -> None:
    assert rule_of(remove_beside_picture(fragment), CAPTION) == rule


def test_a_sentence_beside_a_picture_is_a_caption_only_with_a_class_hint() -> None:
    plain, named = (f'<div class="{name}"><img src="a"><p>{CAPTION}.</p></div>' for name in ("row", "image"))
    assert rule_of(remove_beside_picture(plain), f"{CAPTION}.") is None
    assert rule_of(remove_beside_picture(named), f"{CAPTION}.") == "boxes:beside-picture"


_PICTURE = '<p><img src="a"></p>'


@pytest.mark.parametrize(
    ("fragment", "text", "is_removed"),
    [
        pytest.param(f"{_PICTURE}<p><em>{CAPTION}.</em></p>", f"{CAPTION}.", True, id="italics behind a picture"),
        pytest.param(f"{_PICTURE}<p>{CAPTION}</p>", CAPTION, False, id="plain behind a picture"),
        pytest.param(f"{_PICTURE}<p><em>Rope</em> and tar</p>", "Rope and tar", False, id="some italics"),
        pytest.param(f"{_PICTURE}<p><b>Rope</b></p>", "Rope", False, id="the name of a product"),
        pytest.param(f"<p>{P3}</p><p><em>{CAPTION}</em></p>", CAPTION, False, id="italics behind text"),
        pytest.param(f'<figure><img src="a"></figure><p><em>{CAPTION}</em></p>', CAPTION, False, id="behind a figure"),
        pytest.param(f'<p><img src="a">Rope</p><p><em>{CAPTION}</em></p>', CAPTION, False, id="picture and text"),
    ],
)
def test_italics_right_behind_a_picture_are_a_caption(fragment: str, text: str, is_removed: bool) -> None:
    lines, container = lines_of(f'<div container class="body"><p>{P1}</p>{fragment}<p>{P2}</p><p>{P2}</p></div>')
    remove_captions(lines, container)
    assert (rule_of(lines, text) == "boxes:beside-picture") is is_removed


def test_a_sentence_beside_a_figure_is_a_text_beside_a_picture() -> None:
    box = (
        f'<div class="media-text"><figure><img src="a"></figure><div class="media-text-content"><p>{P3}</p></div></div>'
    )
    lines, container = lines_of(f'<div container class="body"><p>{P1}</p>{box}<p>{P2}</p></div>')
    remove_captions(lines, container)
    assert kept_texts(lines) == [P1, P3, P2]


@pytest.mark.parametrize(
    ("article_chars", "caption_chars", "is_removed"),
    [
        pytest.param(300, 100, True, id="a quarter of the text"),
        pytest.param(300, 101, False, id="more than a quarter of the text"),
        pytest.param(3000, 300, True, id="300 characters"),
        pytest.param(3000, 301, False, id="more than 300 characters"),
    ],
)
def test_captions_are_a_small_part_of_the_text(article_chars: int, caption_chars: int, is_removed: bool) -> None:
    lines, container = lines_of(
        f'<div container><p class="a">{"a" * article_chars}</p>'
        f'<div><img src="a"><p>{"c" * caption_chars}</p></div></div>'
    )
    remove_captions(lines, container)
    assert lines[1].is_kept is not is_removed


def test_a_list_of_things_with_pictures_stays() -> None:
    things = [f"Boat number {number} of the harbour, built of oak and tar" for number in range(9)]
    lines = remove_beside_picture("".join(f'<div class="b"><img src="a"><p>{thing}</p></div>' for thing in things))
    assert kept_texts(lines) == [P1, P2, *things, P3]


def remove_quotes(fragment: str) -> Sequence[str]:
    lines, container = lines_of(f'<div container class="body"><p>{P1}</p><p>{P2}</p>{fragment}<p>{P3}</p></div>')
    remove_pull_quotes(lines, container)
    return kept_texts(lines)


@pytest.mark.parametrize(
    "fragment",
    [
        pytest.param(f"<blockquote>{QUOTE}</blockquote>", id="quote"),
        pytest.param(f'<p class="pull">“{QUOTE.capitalize()}”</p>', id="in quotation marks"),
        pytest.param(f"<div><blockquote>{QUOTE}</blockquote><p>Mira Holt</p></div>", id="with a name"),
    ],
)
def test_a_repeated_passage_of_the_text_is_a_pull_quote(fragment: str) -> None:
    assert remove_quotes(fragment) == [P1, P2, P3]


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        pytest.param("<blockquote>Not one boat</blockquote>", "Not one boat", id="too short to tell"),
        pytest.param(f"<blockquote>{QUOTE} today</blockquote>", f"{QUOTE} today", id="says something else"),
        pytest.param(f"<h2>{QUOTE}</h2>", QUOTE, id="sub-heading"),
        pytest.param(f"<p>{QUOTE}</p>", QUOTE, id="a paragraph like the others"),
        pytest.param(f'<p class="refrain">{QUOTE}</p><p class="refrain">No.</p>', QUOTE, id="a style of two lines"),
    ],
)
def test_other_quotes_and_headings_stay(fragment: str, text: str) -> None:
    assert text in remove_quotes(fragment)


@pytest.mark.parametrize(
    ("chars", "is_removed"),
    [(29, False), (30, True), (400, True), (401, False)],
)
def test_a_pull_quote_is_neither_too_short_nor_too_long(chars: int, is_removed: bool) -> None:
    quote = f"{P1} {P2} {P3} {P1} {P2}"[:chars].rstrip(" .,").ljust(chars, "x")
    lines, container = lines_of(f"<div container><p>{quote}{P3} {P1}</p><blockquote>{quote}</blockquote></div>")
    remove_pull_quotes(lines, container)
    assert lines[1].is_kept is not is_removed


def test_pull_quotes_are_not_sought_on_a_page_with_too_many_candidates() -> None:
    def left(count: int) -> int:
        quotes = "".join(f'<p class="look-{number}">{P1}</p>' for number in range(count))
        lines, container = lines_of(f'<div container class="body"><p class="a">{P1} {P2}</p>{quotes}</div>')
        remove_pull_quotes(lines, container)
        return len(kept_texts(lines))

    assert left(499) == 1
    assert left(500) == 501
