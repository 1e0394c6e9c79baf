"""Lines that are removed by structure, and similar lines that must stay: no words are read here."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.lines import BlockState
from newscrawl.boilerplate.structure import find_figure_captions, has_only_external_links, remove_by_structure
from newscrawl.html.dom_index import DomIndex
from tests.block_helpers import P1, P2, P3, kept_texts, lines_of, only_block, rule_of

SITE = "quayside.example"
SENTENCE = "The boat that left on Friday with nine men has not been seen since the fog came down."
HEADLINE = "How the fog took nine men"


def remove_in_text(fragment: str) -> list[BlockState]:
    """The lines of an article with the fragment between its second and third paragraph."""
    lines, container = lines_of(f'<div class="body" container><p>{P1}</p><p>{P2}</p>{fragment}<p>{P3}</p></div>')
    blocks = [line.block for line in lines]
    remove_by_structure(lines, container, site=SITE, captions=find_figure_captions(DomIndex(blocks), blocks))
    return lines


def rule_in_text(fragment: str, text: str) -> str | None:
    """The rule that removed this text of the fragment; the article's own paragraphs must be kept."""
    lines = remove_in_text(fragment)
    assert [line.is_kept for line in lines if line.block.text in (P1, P2, P3)] == [True] * 3
    return rule_of(lines, text)


@pytest.mark.parametrize(
    ("fragment", "rule"),
    [
        pytest.param(f"<figure><img><figcaption>{SENTENCE}</figcaption></figure>", "structure:figure", id="caption"),
        pytest.param(f"<figure><img><p>{SENTENCE}</p></figure>", "structure:figure", id="paragraph in a figure"),
        pytest.param(f"<figure><div><div>{SENTENCE}</div></div></figure>", "structure:figure", id="deep in a figure"),
        pytest.param(f"<figure>{SENTENCE}</figure>", "structure:figure", id="text directly in a figure"),
        pytest.param(f"<figcaption>{SENTENCE}</figcaption>", "structure:figure", id="caption without a figure"),
        pytest.param(f"<table><caption>{SENTENCE}</caption></table>", None, id="title of a table"),
        pytest.param(f"<figure><blockquote>{SENTENCE}</blockquote></figure>", None, id="quote in a figure"),
        pytest.param(f"<figure><table><tr><td>{SENTENCE}</td></tr></table></figure>", None, id="table in a figure"),
        pytest.param(f"<figure><pre>{SENTENCE}</pre></figure>", None, id="verses in a figure"),
    ],
)
def test_captions_are_removed_and_quotes_and_tables_in_figures_stay(fragment: str, rule: str | None) -> None:
    assert rule_in_text(fragment, SENTENCE) == rule


@pytest.mark.parametrize(
    ("fragment", "rule"),
    [
        pytest.param(f'<div class="newsletter"><p>{SENTENCE}</p></div>', "structure:newsletter", id="strong name"),
        pytest.param(f'<div class="related"><p>{SENTENCE}</p></div>', "structure:related", id="another strong name"),
        pytest.param(f"<form><p>{SENTENCE}</p></form>", "structure:<form>", id="form"),
        pytest.param(f"<article><nav><p>{SENTENCE}</p></nav></article>", "structure:<nav>", id="navigation"),
        pytest.param(
            f'<div class="video" not-content><p>{SENTENCE}</p></div>', "structure:video", id="weak, not in the mask"
        ),
        pytest.param(f"<aside not-content><p>{SENTENCE}</p></aside>", "structure:<aside>", id="aside, not in the mask"),
        pytest.param(f'<div class="video"><p>{SENTENCE}</p></div>', None, id="weak name, in the mask"),
        pytest.param(f"<aside><p>{SENTENCE}</p></aside>", None, id="aside, in the mask"),
        pytest.param(f'<div class="share"><p>{SENTENCE}</p></div>', None, id="prompt's name on a sentence"),
        pytest.param(f'<div class="gallery"><p>{SENTENCE}</p></div>', None, id="gallery's name on a sentence"),
    ],
)
def test_a_hint_removes_if_it_is_strong_or_the_text_is_not_in_the_content_mask(fragment: str, rule: str | None) -> None:
    assert rule_in_text(fragment, SENTENCE) == rule


@pytest.mark.parametrize(
    ("fragment", "rule"),
    [
        pytest.param('<p class="share">Tell it at home</p>', "structure:share", id="prompt's name"),
        pytest.param('<h3 class="comments">Tell it at home</h3>', "structure:comments", id="heading"),
        pytest.param('<p class="kicker">Tell it at home</p>', None, id="name that is not a prompt's"),
        pytest.param('<ul class="share"><li>Tell it at home</li></ul>', None, id="item: list items are not labels"),
    ],
)
def test_a_weak_hint_for_a_prompt_removes_labels(fragment: str, rule: str | None) -> None:
    assert rule_in_text(fragment, "Tell it at home") == rule


def test_the_reason_is_that_of_the_hint() -> None:
    (line,) = [line for line in remove_in_text(f'<div class="author-card"><p>{SENTENCE}</p></div>') if not line.is_kept]
    assert (line.reason, line.rule) == ("author_bio", "structure:author-card")


@pytest.mark.parametrize(
    ("fragment", "text", "rule"),
    [
        pytest.param(
            f'<p><a href="/fog">{HEADLINE}</a></p>', HEADLINE, "structure:link-only", id="headline of the site"
        ),
        pytest.param(
            f'<p><a href="https://{SITE}/fog">{HEADLINE}</a></p>', HEADLINE, "structure:link-only", id="absolute URL"
        ),
        pytest.param(
            f'<p><a href="https://www.{SITE}/fog">{HEADLINE}</a></p>',
            HEADLINE,
            "structure:link-only",
            id="subdomain of the site",
        ),
        pytest.param(f'<p><a href="//{SITE}/f">{HEADLINE}</a></p>', HEADLINE, "structure:link-only", id="no scheme"),
        pytest.param(
            f'<a href="/fog"><div>{HEADLINE}</div></a>', HEADLINE, "structure:link-only", id="block inside the link"
        ),
        pytest.param(
            f'<h3><a href="/fog">{HEADLINE}?</a></h3>', f"{HEADLINE}?", "structure:link-only", id="linked heading"
        ),
        pytest.param(
            f'<ul><li><a href="/fog">{HEADLINE}</a></li></ul>', HEADLINE, "structure:link-only", id="linked item"
        ),
        pytest.param(
            f'<p not-content><a href="https://other.example/fog">{HEADLINE}</a></p>',
            HEADLINE,
            "structure:outward-link-only",
            id="headline elsewhere, not in the mask",
        ),
        pytest.param(
            f'<p><a href="https://other.example/fog">{HEADLINE}</a></p>',
            HEADLINE,
            None,
            id="product elsewhere, in the mask",
        ),
        pytest.param(f'<p><a href="/fog">{SENTENCE}</a></p>', SENTENCE, None, id="sentence to its full stop"),
        pytest.param(
            f'<p not-content><a href="/fog">{SENTENCE}</a></p>',
            SENTENCE,
            None,
            id="sentence like the article's, not in the mask",
        ),
        pytest.param(
            f'<div not-content><a href="/fog">{SENTENCE}</a></div>',
            SENTENCE,
            "structure:link-only",
            id="sentence elsewhere on the page, not in the mask",
        ),
        pytest.param(
            f'<p>See <a href="/fog">{HEADLINE}</a>, and what the widows say of it</p>',
            f"See {HEADLINE}, and what the widows say of it",
            None,
            id="link in a sentence",
        ),
        pytest.param(
            '<p><a href="/plan">https://quayside.example/plan.pdf</a></p>',
            "https://quayside.example/plan.pdf",
            None,
            id="URL as text",
        ),
        pytest.param(
            '<p>Source: <a href="/plan">quayside.example/plan</a></p>',
            "Source: quayside.example/plan",
            None,
            id="URL with a label",
        ),
        pytest.param(f"<p>{HEADLINE}</p>", HEADLINE, None, id="no link"),
        pytest.param(
            f'<p>Mehr dazu: <a href="/fog">{HEADLINE}</a></p>',
            f"Mehr dazu: {HEADLINE}",
            "structure:labelled-link",
            id="headline after a label",
        ),
        pytest.param(
            f'<p>כתבה נוספת בנושא: <a href="/fog">{HEADLINE}</a></p>',
            f"כתבה נוספת בנושא: {HEADLINE}",
            "structure:labelled-link",
            id="headline after a label in Hebrew",
        ),
        pytest.param(
            f'<p>He asked: <a href="/fog">{HEADLINE}</a>.</p>',
            f"He asked: {HEADLINE}.",
            None,
            id="sentence with a colon",
        ),
        pytest.param(
            '<p>Source: <a href="/tides">Tide tables</a></p>', "Source: Tide tables", None, id="source with a label"
        ),
        pytest.param(
            f'<p>The book: <a href="https://other.example/b">{HEADLINE}</a></p>',
            f"The book: {HEADLINE}",
            None,
            id="headline elsewhere after a label",
        ),
        pytest.param(f'<p><a name="fog">{HEADLINE}</a></p>', HEADLINE, None, id="anchor that leads nowhere"),
        pytest.param(
            '<h3 not-content><a href="https://shop.example/oar">The long oar</a></h3>',
            "The long oar",
            None,
            id="product as a heading among the paragraphs",
        ),
        pytest.param(
            '<div><h3 not-content><a href="https://shop.example/oar">The long oar</a></h3></div>',
            "The long oar",
            "structure:outward-link-only",
            id="heading in a box of its own that leads elsewhere",
        ),
        pytest.param(
            '<h2 class="widget-title" not-content>The fog lifts</h2>',
            "The fog lifts",
            None,
            id="heading with an odd name",
        ),
        pytest.param(
            '<div class="widget"><h2 not-content>The fog lifts</h2></div>',
            "The fog lifts",
            "structure:widget",
            id="heading in a widget",
        ),
        pytest.param("<h2><div not-content>The fog lifts</div></h2>", "The fog lifts", None, id="heading around a box"),
    ],
)
def test_headlines_of_other_articles_are_removed_and_linked_text_stays(
    fragment: str, text: str, rule: str | None
) -> None:
    assert rule_in_text(fragment, text) == rule


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        pytest.param(["https://other.example/a"], True, id="another site"),
        pytest.param(["//other.example/a"], True, id="no scheme"),
        pytest.param(["https://other.example"], True, id="no path"),
        pytest.param([f"https://{SITE}/a"], False, id="the site"),
        pytest.param([f"https://m.{SITE}/a"], False, id="subdomain"),
        pytest.param([f"https://{SITE}:8080/a"], False, id="port"),
        pytest.param(["https://otherquayside.example/a"], True, id="host that ends alike"),
        pytest.param([f"https://other.example/?to={SITE}"], True, id="the site in the query"),
        pytest.param(["/a"], False, id="relative"),
        pytest.param(["#a"], False, id="fragment"),
        pytest.param(["mailto:a@other.example"], False, id="mail"),
        pytest.param(["javascript:void(0)"], False, id="script"),
        pytest.param(["https://other.example/a", "/b"], False, id="one of two"),
        pytest.param(["http:"], True, id="scheme alone"),
        pytest.param(["https:other"], True, id="no slashes"),
        pytest.param(["https:/other"], True, id="one slash"),
        pytest.param(["//"], True, id="slashes alone"),
    ],
)
def test_a_block_has_only_external_links_if_every_link_is_external(links: list[str], expected: bool) -> None:
    markup = "".join(f'<a href="{link}">x</a> ' for link in links)
    assert has_only_external_links(only_block(f"<p>{markup}</p>"), SITE) is expected


def test_without_a_site_every_absolute_url_is_external() -> None:
    assert has_only_external_links(only_block(f'<p><a href="https://{SITE}/a">x</a></p>'), None)
    assert not has_only_external_links(only_block('<p><a href="/a">x</a></p>'), None)


@pytest.mark.parametrize(
    ("fragment", "text", "rule"),
    [
        pytest.param(f"<p not-content>{SENTENCE}</p>", SENTENCE, None, id="paragraph among paragraphs"),
        pytest.param(
            "<p not-content>Nobody came back.</p>", "Nobody came back.", None, id="short one among paragraphs"
        ),
        pytest.param("<h3 not-content>Fog and silence</h3>", "Fog and silence", None, id="heading among paragraphs"),
        pytest.param(f'<p class="q" not-content>{SENTENCE}</p>', SENTENCE, None, id="sentence of another style"),
        pytest.param(
            '<p class="q" not-content>Fog and silence</p>',
            "Fog and silence",
            "structure:apart",
            id="label of another style",
        ),
        pytest.param(
            f"<section not-content><div>{SENTENCE}</div></section>",
            SENTENCE,
            "structure:apart",
            id="sentence elsewhere",
        ),
        pytest.param(
            "<div not-content><h3>Fog and silence</h3></div>",
            "Fog and silence",
            None,
            id="heading in a box of its own above a paragraph",
        ),
        pytest.param(f"<section><div>{SENTENCE}</div></section>", SENTENCE, None, id="sentence elsewhere, in the mask"),
    ],
)
def test_text_that_is_not_in_the_mask_stays_beside_the_articles_paragraphs(
    fragment: str, text: str, rule: str | None
) -> None:
    assert rule_in_text(fragment, text) == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param("–", "structure:no-words", id="dash"),
        pytest.param("|", "structure:no-words", id="bar"),
        pytest.param(">>", "structure:no-words", id="arrows"),
        pytest.param("* * *", None, id="stars between scenes"),
        pytest.param("***", None, id="stars together"),
        pytest.param("— — —", None, id="dashes between scenes"),
        pytest.param("7", None, id="figure"),
        pytest.param("ש", None, id="letter"),
    ],
)
def test_rests_of_mark_up_are_removed_and_separators_of_scenes_stay(text: str, rule: str | None) -> None:
    assert rule_in_text(f"<p>{text}</p>", text) == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param("14:32", "structure:time-only", id="time"),
        pytest.param("2:32 p.m.", "structure:time-only", id="half of the day"),
        pytest.param("14.32 Uhr", "structure:time-only", id="German"),
        pytest.param("14h32", "structure:time-only", id="French"),
        pytest.param("2031-05-06T07:08:09+02:00", "structure:time-only", id="time stamp"),
        pytest.param("At 14:32 the first boat came in", None, id="time in a line"),
        pytest.param("3-2", None, id="score"),
        pytest.param("2031", None, id="year"),
    ],
)
def test_a_line_with_only_a_time_is_removed(text: str, rule: str | None) -> None:
    assert rule_in_text(f"<p>{text}</p>", text) == rule


LINK = '<p><a href="/fog">How the fog took nine men</a></p>'
CARD_WITH = LINK + "<p>{}</p>"
ITEMS = f"<ul><li>{{}}</li><li>{'t' * 301}</li></ul>"
CARD = '<div class="c"><h4><a href="/{0}">How the {0} was won and lost</a></h4><p>Six men, one {0} and a bet.</p></div>'


@pytest.mark.parametrize(
    "fragment",
    [
        pytest.param(CARD.format("oar"), id="one card"),
        pytest.param(f"<section>{CARD.format('oar')}{CARD.format('net')}</section>", id="two cards"),
        pytest.param(
            '<div><p>From the same coast</p><ul><li><a href="/a">The oar</a></li><li><a href="/b">The net</a></li></ul>'
            "<p>Six men, one net and a bet.</p></div>",
            id="list of headlines with its label",
        ),
    ],
)
def test_the_lines_of_a_card_are_removed_with_its_headline(fragment: str) -> None:
    assert kept_texts(remove_in_text(fragment)) == [P1, P2, P3]


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        pytest.param(
            f'<div><p><a href="/fog">{HEADLINE}</a></p><p>{P1[:-1]}, it was said.</p><p>{P2[:-1]}, too.</p></div>',
            f"{P1[:-1]}, it was said.",
            id="two paragraphs beside one headline",
        ),
        pytest.param(
            f'<p><a href="/fog">{HEADLINE}</a><br><br>{SENTENCE}</p>', SENTENCE, id="paragraph with a headline above it"
        ),
        pytest.param(
            f'<div><p><a href="https://other.example/a">{HEADLINE}</a></p><p>{SENTENCE}</p></div>',
            SENTENCE,
            id="product and what is said of it",
        ),
    ],
)
def test_text_beside_a_headline_stays_if_it_is_more_than_a_summary(fragment: str, text: str) -> None:
    assert rule_in_text(fragment, text) is None


@pytest.mark.parametrize(
    ("article_chars", "card", "is_removed"),
    [
        pytest.param(2000, CARD_WITH.format("s" * 300), True, id="a summary of 300 characters"),
        pytest.param(400, CARD_WITH.format("s" * 171), True, id="30 % of the text"),
        pytest.param(400, CARD_WITH.format("s" * 172), False, id="more than 30 % of the text"),
        pytest.param(2000, CARD_WITH.format("s" * 300) + LINK, True, id="a line of 300 characters for two headlines"),
        pytest.param(2000, CARD_WITH.format("s" * 301) + LINK, False, id="a paragraph"),
        pytest.param(2000, ITEMS.format(CARD_WITH.format("s" * 99)), False, id="item with one headline"),
        pytest.param(2000, ITEMS.format(CARD_WITH.format("s" * 99) + LINK), True, id="item with two headlines"),
    ],
)
def test_a_card_holds_little_besides_headlines(article_chars: int, card: str, is_removed: bool) -> None:
    container_markup = f'<div container><p class="a">{"a" * article_chars}</p><section>{card}</section></div>'
    lines, container = lines_of(container_markup)
    remove_by_structure(lines, container, site=SITE, captions=())
    (summary,) = [line for line in lines if line.block.text.startswith("ss")]
    assert summary.is_kept is not is_removed


@pytest.mark.parametrize(
    ("fragment", "rule"),
    [
        pytest.param('<p>12<a href="/a">345 6789 x</a></p>', "structure:link-only", id="80 % link"),
        pytest.param('<p>123<a href="/a">45 6789 x</a></p>', None, id="less than 80 % link"),
        pytest.param(f'<p>More: <a href="/a">{"h" * 20}</a></p>', "structure:labelled-link", id="20 characters"),
        pytest.param(f'<p>More: <a href="/a">{"h" * 19}</a></p>', None, id="19 characters after a label"),
        pytest.param(f'<p>{"L" * 29}: <a href="/a">{"h" * 20}</a></p>', "structure:labelled-link", id="label of 30"),
        pytest.param(f'<p>{"L" * 30}: {"L" * 9} <a href="/a">{"h" * 20}</a></p>', None, id="label of 31"),
        pytest.param(f'<p>More: hh<a href="/a">{"h" * 18}</a></p>', "structure:labelled-link", id="90 % link"),
        pytest.param(f'<p>More: hhh<a href="/a">{"h" * 18}</a></p>', None, id="less than 90 % link"),
    ],
)
def test_limits_of_linked_headlines(fragment: str, rule: str | None) -> None:
    (line,) = [line for line in remove_in_text(fragment) if line.block.text not in (P1, P2, P3)]
    assert (line.rule or None) == rule


def test_headlines_directly_among_the_paragraphs_remove_no_paragraph() -> None:
    fragment = "".join(f'<p><a href="/{number}">The story of the boat number {number}</a></p>' for number in range(9))
    assert kept_texts(remove_in_text(fragment)) == [P1, P2, P3]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("<figure><p>x</p></figure>", True, id="paragraph"),
        pytest.param("<figure>x</figure>", True, id="figure itself"),
        pytest.param("<figure><blockquote>x</blockquote></figure>", False, id="quote"),
        pytest.param("<p>x</p>", False, id="no figure"),
    ],
)
def test_captions_are_blocks_inside_a_figure(markup: str, expected: bool) -> None:
    found = only_block(markup)
    assert (found in find_figure_captions(DomIndex([found]), [found])) is expected
