"""The other pages of an article, what only looks like them, and several pages made one article."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newscrawl.discovery.pagination import OtherPages, find_other_pages
from newscrawl.extraction.extractor import extract_page
from newscrawl.extraction.multipage import merge_pages, use_single_page
from newscrawl.html.parser import parse_html
from newscrawl.items import Article, Image, Page, Removal
from newscrawl.rules.loader import load_rules
from newscrawl.rules.word_lists import load_navigation_words

TALE = "https://example.com/culture/the-lamp-of-port-alder"


def pages_of(markup: str, url: str = TALE) -> OtherPages | None:
    """What a page with this mark-up links of itself."""
    return find_other_pages(
        parse_html(f"<html><body>{markup}</body></html>"), url=url, navigation=load_navigation_words()
    )


@pytest.mark.parametrize(
    ("markup", "url", "following"),
    [
        pytest.param(f'<link rel="next" href="{TALE}?page=2">', TALE, f"{TALE}?page=2", id="declared"),
        pytest.param('<a href="?page=2">Next page</a>', TALE, f"{TALE}?page=2", id="label"),
        pytest.param('<a href="?page=2">Seite 2: Im Turm</a>', TALE, f"{TALE}?page=2", id="label with its number"),
        pytest.param(f'<a href="{TALE}/2">2</a>', TALE, f"{TALE}/2", id="number"),
        pytest.param(f'<a href="{TALE}/page/3/">3</a>', f"{TALE}/page/2/", f"{TALE}/page/3/", id="from the second"),
        pytest.param(f'<a href="{TALE}-2.html">weiter</a>', f"{TALE}.html", f"{TALE}-2.html", id="in the file's name"),
        pytest.param(f'<a href="{TALE}?page=1">2</a>', TALE, None, id="from nought, with another label"),
        pytest.param('<a href="/n/88214_2.html">2</a>', "https://example.com/n/88214_1.html", None, id="no name"),
    ],
)
def test_the_next_page_of_an_article(markup: str, url: str, following: str | None) -> None:
    found = pages_of(markup, url)
    assert (found.next_page if found else None) == following


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        pytest.param('<a rel="next" href="/culture/another-tale-of-the-port">Next</a>', TALE, id="next article"),
        pytest.param(f'<link rel="next" href="{TALE}-returns">', TALE, id="next article of like name"),
        pytest.param('<a rel="next" href="/news/88215">Next</a>', "https://example.com/news/88214", id="next number"),
        pytest.param(f'<a href="{TALE}?page=2#comments">2</a>', TALE, id="comments by their address"),
        pytest.param(f'<div class="comment-pages"><a href="{TALE}?page=2">2</a></div>', TALE, id="comments by class"),
        pytest.param(f'<a href="{TALE}/comment-page-2/">2</a>', TALE, id="comments by path"),
        pytest.param(f'<div id="carousel"><a href="{TALE}?page=2">Next</a></div>', TALE, id="pictures by class"),
        pytest.param(
            '<a rel="next" href="/gallery/lamps-of-the-port/2">Next</a>',
            "https://example.com/gallery/lamps-of-the-port",
            id="pictures by address",
        ),
        pytest.param('<a rel="next" href="/sport?page=2">Next</a>', "https://example.com/sport", id="a list"),
        pytest.param(f'<a href="{TALE}?page=7">7</a>', TALE, id="a page far on"),
        pytest.param(f'<a href="{TALE}?page=2">Read our terms</a>', TALE, id="a label that says nothing"),
        pytest.param('<a href="/culture/the-lamp-of-port-alder?ref=top">Top</a>', TALE, id="itself"),
        pytest.param(f'<a href="https://other.example/?u={TALE}&page=2">2</a>', TALE, id="sharing"),
    ],
)
def test_what_is_no_page_of_the_article(markup: str, url: str) -> None:
    assert pages_of(markup, url) is None


def test_the_page_before_and_the_whole_on_one_page() -> None:
    links = f'<a href="{TALE}">1</a> <a href="?page=3">3</a> <a href="?view=all">View as single page</a>'
    assert pages_of(links, f"{TALE}?page=2") == OtherPages(
        next_page=f"{TALE}?page=3", previous_page=TALE, single_page=f"{TALE}?view=all"
    )


def test_a_page_alone_is_not_looked_for_on_one_page() -> None:
    assert pages_of('<a href="?view=all">View as single page</a>') is None


def test_the_reading_of_a_page_says_where_the_others_are() -> None:
    text = "<p>The lamp of the port went out on a Tuesday, and nobody in the town could find the key.</p>" * 4
    body = f'<html><body><article><h1>The lamp</h1>{text}<a href="{TALE}/2">2</a></article></body></html>'
    assert extract_page(Page(body=body.encode(), url=TALE), load_rules()).other_pages == OtherPages(
        next_page=f"{TALE}/2"
    )
    assert extract_page(Page(body=body.encode()), load_rules()).other_pages is None


FIRST = Article(
    id="1",
    url=TALE,
    title="The lamp",
    description="How it went out.",
    text="How it went out.\n\nIt went out on a Tuesday.\n\nYes.\n\nOur quarterly is on sale at the quay on Sundays.",
    removed=[Removal(text="Share", reason="share", rule="x")],
    images=[Image(caption="The tower")],
    modified="2026-01-02",
    truncated=True,
)


def test_the_text_of_all_pages_stands_in_order_without_what_they_repeat() -> None:
    second = Article(
        id="2",
        url=f"{TALE}?page=2",
        title="The lamp (2)",
        text="The lamp\n\nHow it went out.\n\nThe bulbs did not fit.\n\nYes.\n\nThe right one came by post.\n\n"
        "Our quarterly is on sale at the quay on Sundays.",
        removed=[Removal(text="Share", reason="share", rule="x"), Removal(text="Menu", reason="navigation", rule="y")],
        images=[Image(caption="The tower"), Image(caption="The bulb")],
        byline="By Maud Tarrant",
        modified="2026-01-03T10:00:00Z",
    )
    found = merge_pages([FIRST, second])
    assert found.text.split("\n\n") == [
        *FIRST.text.split("\n\n"),
        "The bulbs did not fit.",
        "Yes.",
        "The right one came by post.",
    ]
    assert [(cut.text, cut.rule) for cut in found.removed] == [
        ("Share", "x"),
        ("Menu", "y"),
        ("The lamp", "paging:repeated"),
        ("How it went out.", "paging:repeated"),
        ("Our quarterly is on sale at the quay on Sundays.", "paging:repeated"),
    ]
    assert (found.id, found.url, found.title, found.byline) == ("1", TALE, "The lamp", "By Maud Tarrant")
    assert [image.caption for image in found.images] == ["The tower", "The bulb"]
    assert found.modified == "2026-01-03T10:00:00Z"
    assert not found.truncated


@pytest.mark.parametrize(
    ("line", "is_refrain"),
    [
        pytest.param("Row on, row on, lads", True, id="five words"),
        pytest.param("Row on, row on, my lads", False, id="six words"),
    ],
)
def test_a_short_line_that_pages_repeat_amid_their_text_is_a_refrain(line: str, is_refrain: bool) -> None:
    pages = [
        replace(FIRST, text=f"The tide of page {number}.\n\n{line}\n\nThe ebb of page {number}.") for number in (1, 2)
    ]
    merged = merge_pages(pages)
    assert merged.text.count(line) == (2 if is_refrain else 1)
    assert (line in [removal.text for removal in merged.removed]) is not is_refrain


def test_an_article_whose_last_page_is_missing_is_truncated() -> None:
    assert merge_pages([replace(FIRST, truncated=False)], complete=False).truncated
    assert not merge_pages([replace(FIRST, truncated=False)]).truncated


def test_the_whole_on_one_page_must_be_more_than_the_first() -> None:
    longer = replace(FIRST, id="9", url="x", text=f"{FIRST.text}\n\nMore.", truncated=False)
    assert use_single_page(FIRST, longer) == replace(FIRST, text=longer.text, truncated=False)
    assert use_single_page(FIRST, replace(FIRST, text="Subscribe to read on.")) is None
