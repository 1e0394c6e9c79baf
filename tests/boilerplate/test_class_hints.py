"""Hints of class names, ids and tags around a block, and when they are ignored."""

from __future__ import annotations

import pytest

from newscrawl import extract
from newscrawl.boilerplate.class_hints import ClassHint, ClassHints, split_class_names
from newscrawl.html.blocks import extract_blocks
from newscrawl.html.dom_index import DomIndex
from newscrawl.html.parser import parse_html
from newscrawl.rules.loader import load_rules
from tests.block_helpers import P1, P2, P3, blocks_of, hints_of

SMALL = "Rope and oars"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("teaser", "teaser", id="one word"),
        pytest.param("Teaser", "teaser", id="capital"),
        pytest.param("TEASER", "teaser", id="capitals"),
        pytest.param("read-more", "read-more read more", id="hyphen"),
        pytest.param("read_more", "read-more read more", id="underscore"),
        pytest.param("read__more--big", "read-more-big read-more more-big read more big", id="BEM"),
        pytest.param("readMore", "read-more read more", id="camel case"),
        pytest.param("ReadMoreBox", "read-more-box read-more more-box read more box", id="Pascal case"),
        pytest.param("HTMLBox", "html-box html box", id="capitals before a word"),
        pytest.param("promo2col", "promo-col promo col", id="digit between"),
        pytest.param("a-b-c-d", "a-b-c b-c-d a-b b-c c-d a b c d", id="four words do not make a name of four"),
        pytest.param("read more", "read more", id="two names are not a pair"),
        pytest.param("lg:w-1/2 mt-[3px]", "lg-w lg w mt-px mt px", id="utility classes"),
        pytest.param("", "", id="nothing"),
        pytest.param("123 --", "", id="no letters"),
    ],
)
def test_names_are_split_at_hyphens_underscores_capitals_and_digits_the_longest_first(
    value: str, expected: str
) -> None:
    assert " ".join(split_class_names(value)) == expected


def hint_of(markup: str) -> ClassHint | None:
    """The hint for the one small block beside an article of three paragraphs."""
    page = f"<article><p>{P1}</p><p>{P2}</p><p>{P3}</p>{markup}</article>"
    blocks = blocks_of(page)
    (hint,) = [hint for block, hint in zip(blocks, hints_of(blocks), strict=True) if block.text == SMALL]
    return hint


@pytest.mark.parametrize(
    ("markup", "reason", "strong"),
    [
        pytest.param('<p class="newsletter">{}</p>', "newsletter", True, id="class of the block"),
        pytest.param('<div class="newsletter"><p>{}</p></div>', "newsletter", True, id="class around the block"),
        pytest.param(
            '<div class="newsletter"><div><p>{}</p></div></div>', "newsletter", True, id="two levels above it"
        ),
        pytest.param('<div id="js-newsletter-3"><p>{}</p></div>', "newsletter", True, id="id"),
        pytest.param('<div class="big" id="newsletter"><p>{}</p></div>', "newsletter", True, id="id after a class"),
        pytest.param('<div data-testid="NewsletterBox"><p>{}</p></div>', "newsletter", True, id="test id"),
        pytest.param('<div data-component="newsletter"><p>{}</p></div>', "newsletter", True, id="component"),
        pytest.param('<div role="navigation"><p>{}</p></div>', "navigation", False, id="role"),
        pytest.param('<div class="c-readMore__list"><p>{}</p></div>', "teaser", True, id="pair of words"),
        pytest.param("<nav><p>{}</p></nav>", "navigation", True, id="nav"),
        pytest.param("<form><p>{}</p></form>", "site_furniture", True, id="form"),
        pytest.param("<aside><p>{}</p></aside>", "site_furniture", False, id="aside"),
        pytest.param("<footer><p>{}</p></footer>", "site_furniture", False, id="footer"),
        pytest.param("<header><p>{}</p></header>", "navigation", False, id="header"),
        pytest.param("<address>{}</address>", "repeated_byline", False, id="address"),
        pytest.param('<p style="color:red; display : none; display:none">{}</p>', "site_furniture", False, id="hidden"),
        pytest.param("<p hidden>{}</p>", "site_furniture", False, id="hidden attribute"),
    ],
)
def test_names_and_tags_hint(markup: str, reason: str, strong: bool) -> None:
    hint = hint_of(markup.format(SMALL))
    assert hint is not None
    assert (hint.reason, hint.is_strong) == (reason, strong)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<p>{}</p>", id="no name"),
        pytest.param('<p class="text lead big-4 u-mt">{}</p>', id="names of no meaning"),
        pytest.param('<p class="unrelated">{}</p>', id="word inside a word"),
        pytest.param('<p class="read more">{}</p>', id="two names are not a pair"),
        pytest.param('<p title="newsletter" data-x="newsletter">{}</p>', id="another attribute"),
        pytest.param('<p style="display:block">{}</p>', id="shown"),
        pytest.param('<section><p class="p-402">{}</p></section>', id="section"),
    ],
)
def test_other_names_and_tags_do_not_hint(markup: str) -> None:
    assert hint_of(markup.format(SMALL)) is None


def test_a_strong_hint_wins_over_a_weak_one_nearer_or_not() -> None:
    near_weak = f'<div class="newsletter"><div class="label"><p>{SMALL}</p></div></div>'
    near_strong = f'<div class="label"><div class="newsletter"><p>{SMALL}</p></div></div>'
    assert [h and h.name for h in (hint_of(near_weak), hint_of(near_strong))] == ["newsletter", "newsletter"]


def test_among_strong_hints_the_nearest_wins() -> None:
    hint = hint_of(f'<div class="related"><div class="newsletter"><p>{SMALL}</p></div></div>')
    assert hint is not None
    assert hint.name == "newsletter"


def test_among_weak_hints_the_nearest_wins() -> None:
    hint = hint_of(f'<div class="video"><div class="share"><p>{SMALL}</p></div></div>')
    assert hint is not None
    assert hint.name == "share"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("story-meta", id="weak name"),
        pytest.param("teaser", id="strong name"),
        pytest.param("premium paywall", id="two names"),
    ],
)
def test_a_name_around_all_of_the_text_is_ignored(name: str) -> None:
    blocks = blocks_of(f'<div class="{name}"><p>{P1}</p><p>{P2}</p><p>{P3}</p><p>{SMALL}</p></div>')
    assert hints_of(blocks) == [None] * 4


def test_a_name_around_a_small_part_of_the_text_is_a_hint() -> None:
    blocks = blocks_of(f'<p>{P1}</p><p>{P2}</p><p>{P3}</p><p>{P1} {P2}</p><p class="related">{SENTENCE}</p>')
    assert [hint and hint.reason for hint in hints_of(blocks)] == [None, None, None, None, "teaser"]


@pytest.mark.parametrize(
    ("name", "hinted_chars", "other_chars", "expected"),
    [
        pytest.param("related", 498, 502, "teaser", id="strong, less than half of the text"),
        pytest.param("related", 500, 500, None, id="strong, half of the text"),
        pytest.param("video", 248, 752, "site_furniture", id="weak, less than a quarter"),
        pytest.param("video", 250, 750, None, id="weak, a quarter"),
        pytest.param("cookie-consent", 898, 102, "consent", id="consent, less than nine tenths"),
        pytest.param("cookie-consent", 900, 100, None, id="consent, nine tenths"),
    ],
)
def test_a_name_around_a_large_part_of_the_text_is_ignored(
    name: str, hinted_chars: int, other_chars: int, expected: str | None
) -> None:
    blocks = blocks_of(f'<div class="{name}"><p>{"h" * hinted_chars}</p></div><p>{"o" * other_chars}</p>')
    assert [hint and hint.reason for hint in hints_of(blocks)] == [expected, None]


def test_an_article_in_a_wrapper_with_the_name_of_a_teaser_is_not_lost() -> None:
    article = extract(
        f"<html lang='en'><body><h1>Ferrymen strike</h1><p>{P1}</p>"
        f"<div class='related'><p>{P2}</p><p>{P3}</p></div></body></html>"
    )
    assert article.text.split("\n\n") == [P1, P2, P3]


@pytest.mark.parametrize(
    ("comment_chars", "other_chars", "expected"),
    [
        pytest.param(800, 200, True, id="an article beside long comments"),
        pytest.param(801, 199, False, id="too little for an article beside them"),
        pytest.param(250, 750, True, id="comments on a quarter of the text"),
        pytest.param(249, 751, False, id="comments on less than a quarter"),
    ],
)
def test_comments_compete_with_the_article_if_both_are_long(
    comment_chars: int, other_chars: int, expected: bool
) -> None:
    blocks = blocks_of("<div class='comments'><p>Aye</p></div><p>Nay</p>")
    hints = ClassHints(DomIndex(blocks), load_rules())
    assert hints.has_competing_comments([comment_chars, other_chars]) is expected


def test_only_text_in_the_content_mask_makes_a_hint_ignored() -> None:
    blocks = blocks_of(f'<p>{P1}</p><div class="promo" not-content><p>{P2}</p><p>{P3}</p><p>{P2}</p></div>')
    assert [hint and hint.reason for hint in hints_of(blocks)] == [None, "teaser", "teaser", "teaser"]


def test_a_page_without_running_text_keeps_its_hints() -> None:
    assert [hint and hint.name for hint in hints_of(blocks_of('<p class="share">Rope</p><p>Oars</p>'))] == [
        "share",
        None,
    ]


def test_a_name_on_the_root_element_is_a_hint_for_all_blocks() -> None:
    blocks = extract_blocks(parse_html('<html class="newsletter"><body><p>Rope</p></body></html>'))
    assert [hint and hint.name for hint in hints_of(blocks)] == ["newsletter"]


SENTENCE = "Six more stories of boats that did not come back, told by those who waited."


@pytest.mark.parametrize(
    "attributes",
    ['class="video" id="share" role="banner"', 'role="banner" id="share" class="video"', 'id="share" class="video"'],
    ids=["as usual", "reversed", "two only"],
)
def test_a_class_counts_before_an_id_in_any_order(attributes: str) -> None:
    hint = hint_of(f"<p {attributes}>{SMALL}</p>")
    assert hint is not None
    assert hint.name == "video"


def test_a_name_on_two_nested_elements_counts_once() -> None:
    blocks = blocks_of(f'<p>{P1}</p><p>{P2}</p><p>{P3}</p><div class="related"><p class="related">{SENTENCE}</p></div>')
    assert [hint and hint.name for hint in hints_of(blocks)] == [None, None, None, "related"]


COMMENTS = f"<ol><li class='comment'><p>{P1}</p></li><li class='comment'><p>{P2}</p></li></ol>"


@pytest.mark.parametrize(
    ("markup", "strong"),
    [
        pytest.param(f"<h1>Low Sound</h1><p>{P3}</p><div class='comments'>{COMMENTS}</div>", True, id="comments"),
        pytest.param(f"<h1>Low Sound</h1><p>{P3}{P3}</p>{COMMENTS}", True, id="single comments beside an article"),
        pytest.param(f"<h1>Low Sound</h1><p>{P3}</p><div class='comment'><p>{P1}</p></div>", None, id="opinion piece"),
        pytest.param(
            f"<div class='comments'><h1>Low Sound</h1><p>{P1}</p></div><p>{P3}</p>", None, id="headline inside"
        ),
        pytest.param(f"<p>{P3}</p><div class='comments'>{COMMENTS}</div>", None, id="no headline"),
    ],
)
def test_comments_may_be_longer_than_the_article(markup: str, strong: bool | None) -> None:
    blocks = blocks_of(markup)
    hint = {block.text: hint for block, hint in zip(blocks, hints_of(blocks), strict=True)}[P1]
    assert (hint and hint.is_strong) == strong
