"""Links to the next page of a list and to the other pages of an article; labels that mean "next page"."""

from __future__ import annotations

import pytest

from newscrawl.discovery.pagination import OtherPages, find_next_list_page, find_other_pages, is_next_label
from newscrawl.html.parser import parse_html
from newscrawl.rules.word_lists import load_navigation_words

NAVIGATION = load_navigation_words()
TALE = "https://example.com/culture/the-lamp-of-port-alder"


def full_url(path: str) -> str:
    return f"https://example.com{path}"


@pytest.mark.parametrize(
    "label",
    [
        "Next",
        "Next page »",
        "›",
        ">>",
        "Older posts",
        "Nächste Seite",
        "Page suivante",
        "Siguiente",
        "Avanti »",
        "次へ",
        "下一页",
        "다음",
        "التالي",
        "הבא",
        "Далее →",
        "Επόμενη",
        "Sonraki",
        "अगला",
        "Nästa sida",
        "Load more",
    ],
)
def test_labels_that_mean_next_page(label: str) -> None:
    assert is_next_label(label, NAVIGATION)


@pytest.mark.parametrize(
    "label",
    ["Next of kin", "Previous", "‹", "2", "Next year's budget is the smallest yet", "Read more", "Weitersagen", ""],
)
def test_labels_that_do_not(label: str) -> None:
    assert not is_next_label(label, NAVIGATION)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param('<link rel="next" href="/a/?page=2">', "/a/?page=2", id="declared"),
        pytest.param('<a rel="nofollow next" href="?page=2">x</a>', "/a/?page=2", id="declared among others"),
        pytest.param('<a href="/a/page/2">Older posts</a>', "/a/page/2", id="label"),
        pytest.param('<a href="/a/page/2" aria-label="Next page"><svg></svg></a>', "/a/page/2", id="spoken label"),
        pytest.param('<b>1</b> <a href="/a/page/2">2</a>', "/a/page/2", id="number"),
        pytest.param('<a href="/a/?before=88214">More stories</a>', "/a/?before=88214", id="cursor"),
        pytest.param('<base href="/x/"><a href="../a/page/2">2</a>', "/a/page/2", id="base"),
        pytest.param('<a href="/b/page/2">Next</a>', None, id="another list"),
        pytest.param('<a href="/2025/06/12/tale">Next</a>', None, id="an article"),
        pytest.param('<a href="#">Next</a><a href="javascript:go(2)">2</a>', None, id="a script"),
        pytest.param('<link rel="next" href="https://other.example/a/page/2">', None, id="another site"),
        pytest.param('<link rel="next" href="/a/">', None, id="itself"),
        pytest.param('<a href="/a/page/3">3</a>', None, id="the page after that"),
        pytest.param("<p>Next</p>", None, id="no link"),
    ],
)
def test_the_next_page_of_a_list(markup: str, expected: str | None) -> None:
    root = parse_html(f"<html><body>{markup}<p>text</p></body></html>")
    assert find_next_list_page(root, url=full_url("/a/"), navigation=NAVIGATION) == (
        full_url(expected) if expected else None
    )


def find_pages(markup: str, url: str = TALE) -> OtherPages | None:
    """The other pages of the article that a page with this markup links."""
    return find_other_pages(parse_html(f"<html><body>{markup}</body></html>"), url=url, navigation=NAVIGATION)


@pytest.mark.parametrize(
    ("markup", "url", "expected"),
    [
        pytest.param(f'<link rel="next" href="{TALE}?page=2">', TALE, f"{TALE}?page=2", id="declared"),
        pytest.param('<a href="?page=2">Next page</a>', TALE, f"{TALE}?page=2", id="label"),
        pytest.param('<a href="?page=2">Seite 2: Im Turm</a>', TALE, f"{TALE}?page=2", id="label with its number"),
        pytest.param(f'<a href="{TALE}/2">2</a>', TALE, f"{TALE}/2", id="number"),
        pytest.param(f'<a href="{TALE}/page/3/">3</a>', f"{TALE}/page/2/", f"{TALE}/page/3/", id="from the second"),
        pytest.param(f'<a href="{TALE}-2.html">weiter</a>', f"{TALE}.html", f"{TALE}-2.html", id="in the file's name"),
        pytest.param(f'<a href="{TALE}?page=1">2</a>', TALE, None, id="counted from 0, with another label"),
        pytest.param('<a href="/n/88214_2.html">2</a>', "https://example.com/n/88214_1.html", None, id="no name"),
    ],
)
def test_the_next_page_of_an_article(markup: str, url: str, expected: str | None) -> None:
    found = find_pages(markup, url)
    assert (found.next_page if found else None) == expected


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        pytest.param('<a rel="next" href="/culture/another-tale-of-the-port">Next</a>', TALE, id="next article"),
        pytest.param(f'<link rel="next" href="{TALE}-returns">', TALE, id="next article of like name"),
        pytest.param('<a rel="next" href="/news/88215">Next</a>', "https://example.com/news/88214", id="next number"),
        pytest.param(f'<a href="{TALE}?page=2#comments">2</a>', TALE, id="comments by their URL"),
        pytest.param(f'<div class="comment-pages"><a href="{TALE}?page=2">2</a></div>', TALE, id="comments by class"),
        pytest.param(f'<a href="{TALE}/comment-page-2/">2</a>', TALE, id="comments by path"),
        pytest.param(f'<div id="carousel"><a href="{TALE}?page=2">Next</a></div>', TALE, id="pictures by class"),
        pytest.param(
            '<a rel="next" href="/gallery/lamps-of-the-port/2">Next</a>',
            "https://example.com/gallery/lamps-of-the-port",
            id="pictures by URL",
        ),
        pytest.param('<a rel="next" href="/sport?page=2">Next</a>', "https://example.com/sport", id="a list"),
        pytest.param(f'<a href="{TALE}?page=7">7</a>', TALE, id="a page far on"),
        pytest.param(f'<a href="{TALE}?page=2">Read our terms</a>', TALE, id="a label that says nothing"),
        pytest.param('<a href="/culture/the-lamp-of-port-alder?ref=top">Top</a>', TALE, id="itself"),
        pytest.param(f'<a href="https://other.example/?u={TALE}&page=2">2</a>', TALE, id="sharing"),
    ],
)
def test_links_that_do_not_lead_to_a_page_of_the_article(markup: str, url: str) -> None:
    assert find_pages(markup, url) is None


def test_the_previous_page_and_the_page_with_the_whole_article() -> None:
    links = f'<a href="{TALE}">1</a> <a href="?page=3">3</a> <a href="?view=all">View as single page</a>'
    assert find_pages(links, f"{TALE}?page=2") == OtherPages(
        next_page=f"{TALE}?page=3", previous_page=TALE, single_page=f"{TALE}?view=all"
    )


def test_an_article_of_one_page_has_no_other_pages() -> None:
    assert find_pages('<a href="?view=all">View as single page</a>') is None
