"""The headings of a page, told apart by where they stand."""

from __future__ import annotations

import pytest

from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata
from newscrawl.metadata.meta_tags import read_declared_metadata
from newscrawl.metadata.page_metadata import read_page_metadata

SEEN, SOUGHT = "Nine years without a rise: the ferrymen have had enough", "Ferry strike: wages, demands, background"


def page(body: str, *, stated: str = SEEN) -> str:
    head = f'<title>{SOUGHT}</title><meta property="og:title" content="{stated}">'
    return f"<html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "own", "trail"),
    [
        pytest.param(f"<h1>{SEEN}</h1>", [SEEN], [], id="plain"),
        pytest.param(f"<nav><h1>{SOUGHT}</h1></nav>", [], [SOUGHT], id="navigation"),
        pytest.param(f"<ol><li><h1>{SOUGHT}</h1></li></ol>", [], [SOUGHT], id="breadcrumb"),
        pytest.param(f"<h1>{SEEN}</h1><a href='/x'><h1>{SOUGHT}</h1></a>", [SEEN], [SOUGHT], id="teaser"),
    ],
)
def test_an_h1_in_a_list_link_or_navigation_is_not_the_pages_own(body: str, own: list[str], trail: list[str]) -> None:
    headlines = read_declared_metadata(parse_html(page(body))).headings
    assert (headlines.article_h1, headlines.breadcrumb_h1) == (own, trail)
    assert headlines.all_h1 == [*own, *trail]


def test_the_end_of_a_heading_with_an_element_of_its_own_is_kept_apart() -> None:
    root = parse_html(page(f"<h1><span>Strike</span><i> - </i><span>{SEEN}</span></h1>"))
    assert read_declared_metadata(root).headings.h1_without_kicker == [SEEN]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<h1>{SEEN}</h1><main><h2>{SOUGHT}</h2></main>", id="behind the page's own h1"),
        pytest.param(f"<h2>{SOUGHT}</h2>", id="outside the main part"),
        pytest.param(f"<main><ul><li><h2>{SOUGHT}</h2></li></ul></main>", id="in a list"),
    ],
)
def test_other_h2_are_no_headline(body: str) -> None:
    assert read_declared_metadata(parse_html(page(body))).headings.main_h2 == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(f"<ol><li><h1>{SOUGHT}</h1></li></ol><article><h2>{SEEN}</h2></article>", SEEN, id="shown"),
        pytest.param(
            f"<nav><h1>{SOUGHT}</h1></nav><article><h2><span>Low Sound</span> {SEEN}</h2></article>", SEEN, id="kicker"
        ),
        pytest.param(f"<main><h1>{SOUGHT}</h1><h2>{SEEN}</h2></main>", SOUGHT, id="the h1 is the page's own"),
    ],
)
def test_where_the_h1_is_a_breadcrumb_the_headline_is_the_h2(body: str, expected: str) -> None:
    markup = page(body).replace("</head>", f'<meta name="twitter:title" content="{SOUGHT}"></head>')
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{SOUGHT}"}}</script></head>'
    root = parse_html(markup.replace("</head>", script))
    assert read_page_metadata(root, url=None, feed_metadata=FeedMetadata()).title == expected


def test_a_headline_behind_another_kicker_each_time_is_said_without_it() -> None:
    body = f"<h1><span>On the river</span> <i>-</i> <span>{SEEN}</span></h1>"
    root = parse_html(page(body, stated=f"Strike: {SEEN}"))
    assert read_page_metadata(root, url=None, feed_metadata=FeedMetadata()).title == SEEN
