"""What the mark-up of a page declares: headings, title, microdata."""

from __future__ import annotations

import pytest

from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata
from newscrawl.metadata.meta_tags import find_first_heading, read_declared_metadata
from newscrawl.metadata.page_metadata import read_page_metadata
from tests.metadata.helpers import read

HEADLINE = "Nine years without a rise: the ferrymen have had enough"
SEO_TITLE = "Ferry strike: wages, demands, background"


def page(body: str, *, og_title: str = HEADLINE) -> str:
    head = f'<title>{SEO_TITLE}</title><meta property="og:title" content="{og_title}">'
    return f"<html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "article_h1", "breadcrumb_h1"),
    [
        pytest.param(f"<h1>{HEADLINE}</h1>", [HEADLINE], [], id="plain"),
        pytest.param(f"<nav><h1>{SEO_TITLE}</h1></nav>", [], [SEO_TITLE], id="navigation"),
        pytest.param(f"<ol><li><h1>{SEO_TITLE}</h1></li></ol>", [], [SEO_TITLE], id="breadcrumb"),
        pytest.param(f"<h1>{HEADLINE}</h1><a href='/x'><h1>{SEO_TITLE}</h1></a>", [HEADLINE], [SEO_TITLE], id="teaser"),
    ],
)
def test_an_h1_in_a_list_link_or_navigation_is_no_article_h1(
    body: str, article_h1: list[str], breadcrumb_h1: list[str]
) -> None:
    headings = read_declared_metadata(parse_html(page(body))).headings
    assert (headings.article_h1, headings.breadcrumb_h1) == (article_h1, breadcrumb_h1)
    assert headings.all_h1 == [*article_h1, *breadcrumb_h1]


def test_the_part_of_a_heading_after_its_kicker_is_read_separately() -> None:
    root = parse_html(page(f"<h1><span>Strike</span><i> - </i><span>{HEADLINE}</span></h1>"))
    assert read_declared_metadata(root).headings.h1_without_kicker == [HEADLINE]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<h2>{SEO_TITLE}</h2>", id="outside the main element"),
        pytest.param(f"<main><ul><li><h2>{SEO_TITLE}</h2></li></ul></main>", id="in a list"),
    ],
)
def test_other_h2_are_not_headlines(body: str) -> None:
    assert read_declared_metadata(parse_html(page(body))).headings.main_h2 == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(f"<article><hgroup><p>Sea</p><h2>{HEADLINE}</h2></hgroup></article>", [HEADLINE], id="hgroup"),
        pytest.param(f"<main><header><h2>{HEADLINE}</h2></header></main>", [HEADLINE], id="header"),
        pytest.param(f"<main><h1>{SEO_TITLE}</h1><header><h2>{HEADLINE}</h2></header></main>", [], id="below an h1"),
        pytest.param(f"<main><header><h2><b>Sea</b> {HEADLINE}</h2></header></main>", [], id="with a kicker"),
        pytest.param(f"<main><h2>{HEADLINE}</h2></main>", [], id="anywhere"),
    ],
)
def test_an_h2_of_plain_text_in_a_header_is_shown_as_headline(body: str, expected: list[str]) -> None:
    assert read_declared_metadata(parse_html(page(body))).headings.shown_h2 == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        pytest.param('<h1><a href="/">Harbour Post</a></h1>', ["Harbour Post"], id="root"),
        pytest.param('<h1><a href="https://x.example"><b>Harbour</b> Post</a></h1>', ["Harbour Post"], id="host"),
        pytest.param('<a href="/index.html"><h1>Harbour Post</h1></a>', ["Harbour Post"], id="link around it"),
        pytest.param('<h1><a href="/ferry">Ferry late</a></h1>', [], id="link to an article"),
        pytest.param('<h1><a href="/">Harbour Post</a>: Ferry late</h1>', [], id="link in it"),
        pytest.param("<h1>Ferry late</h1>", [], id="no link"),
    ],
)
def test_an_h1_that_links_to_a_home_page_is_the_masthead(heading: str, expected: list[str]) -> None:
    headings = read_declared_metadata(parse_html(page(heading))).headings
    assert headings.masthead_h1 == expected
    assert bool(headings.article_h1) is not bool(expected)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ('<a href="/x"><span>Harbour</span> trust</a> sues <em>skippers</em>', "Harbour trust sues skippers"),
        ("<b><i>One</i> two <i>three</i> four</b> five", "One two three four five"),
        ("One <span>two <script>no()</script>three</span> four", "One two three four"),
        ("<div>Ferry</div>late<br>again", "Ferry late again"),
    ],
)
def test_the_text_of_a_heading_is_in_page_order(heading: str, expected: str) -> None:
    root = parse_html(f"<html><body><h1>{heading}</h1></body></html>")
    assert read_declared_metadata(root).headings.all_h1[:1] == [expected]


def test_the_content_of_a_meta_tag_may_be_called_value() -> None:
    head = '<meta name="og:title" value="Ferry late"><meta name="a" value="b" content="c"><meta name="d">'
    declared = read_declared_metadata(parse_html(f"<html><head>{head}</head><body>x</body></html>"))
    assert declared.meta_tags == {"og:title": ["Ferry late"], "a": ["c"]}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<nav><h2>Menu</h2></nav><h3>Ferry late</h3><h2>Fog</h2>", "Ferry late"),
        ("<ul><li><h2>Menu</h2></li></ul>", None),
    ],
)
def test_the_first_heading_of_a_page_is_found(body: str, expected: str | None) -> None:
    assert find_first_heading(parse_html(f"<html><body>{body}</body></html>")) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            f"<ol><li><h1>{SEO_TITLE}</h1></li></ol><article><h2>{HEADLINE}</h2></article>", HEADLINE, id="shown"
        ),
        pytest.param(
            f"<nav><h1>{SEO_TITLE}</h1></nav><article><h2><span>Low Sound</span> {HEADLINE}</h2></article>",
            HEADLINE,
            id="kicker",
        ),
        pytest.param(f"<main><h1>{SEO_TITLE}</h1><h2>{HEADLINE}</h2></main>", SEO_TITLE, id="the h1 is the article's"),
    ],
)
def test_if_the_h1_is_a_breadcrumb_the_headline_is_an_h2(body: str, expected: str) -> None:
    markup = page(body).replace("</head>", f'<meta name="twitter:title" content="{SEO_TITLE}"></head>')
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{SEO_TITLE}"}}</script></head>'
    root = parse_html(markup.replace("</head>", script))
    assert read_page_metadata(root, url=None, feed_metadata=FeedMetadata()).title == expected


def test_a_headline_with_a_different_kicker_in_each_place_is_chosen_without_kicker() -> None:
    body = f"<h1><span>On the river</span> <i>-</i> <span>{HEADLINE}</span></h1>"
    root = parse_html(page(body, og_title=f"Strike: {HEADLINE}"))
    assert read_page_metadata(root, url=None, feed_metadata=FeedMetadata()).title == HEADLINE


def test_a_line_break_in_a_heading_is_a_space_and_an_inline_element_is_not() -> None:
    root = parse_html("<html><body><h1><span>F</span>erry<br>late</h1><h1> </h1></body></html>")
    assert read_declared_metadata(root).headings.all_h1 == ["Ferry late"]


def test_the_title_of_an_svg_image_is_not_the_documents() -> None:
    declared = read_declared_metadata(parse_html("<html><body><svg><title>Menu</title></svg><p>Text</p></body></html>"))
    assert declared.document_title is None


def test_microdata_of_a_teaser_is_not_the_articles() -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Ferry late</h2>'
        '<meta itemprop="datePublished" content="2026-05-03"></div>'
        '<div itemscope itemtype="https://schema.org/Article"><meta itemprop="dateModified" content="2026-05-09"></div>'
        '<div itemscope itemtype="https://schema.org/Event"><meta itemprop="description" content="Fair"></div>'
    )
    metadata = read("", body)
    assert (metadata.title, metadata.description) == ("Ferry late", None)
    assert (metadata.published, metadata.modified) == ("2026-05-03", None)
