"""Addresses that differ by a page's number, and those that only seem to; labels that say "next"."""

from __future__ import annotations

import pytest

from newscrawl.discovery.pagination import find_next_list_page, is_next_label
from newscrawl.discovery.url_patterns import is_next_page
from newscrawl.html.parser import parse_html
from newscrawl.rules.word_lists import load_navigation_words

WORDS = load_navigation_words()


def at(path: str) -> str:
    return f"https://example.com{path}"


@pytest.mark.parametrize(
    ("page", "other", "follows"),
    [
        ("/a/", "/a/page/2/", True),
        ("/a", "/a?page=2", True),
        ("/a?sort=new", "/a?sort=new&page=2", True),
        ("/a/page/2/", "/a/page/3/", True),
        ("/a/index.html", "/a/index_2.html", True),
        ("/a.html", "/a-2.html", True),
        ("/lenta/", "/lenta/page2.html", True),
        ("/a", "/a/seite-2", True),
        ("/tale", "/tale/2", True),
        ("/tale?page=1", "/tale?page=2", True),
        ("/a", "/a?start=20", True),
        ("/a?start=20", "/a?start=40", True),
        ("/a/", "/b/page/2/", False),
        ("/a/page/2/", "/a/", False),
        ("/a/page/2/", "/a/page/2/", False),
        ("/a/page/2/", "/a/page/4/", False),
        ("/a", "/a?page=9", False),
        ("/a", "/a?id=2", False),
        ("/news/88214", "/news/88215", False),
        ("/tale-88214.html", "/tale-88215.html", False),
        ("/a", "/a/2025/06/12", False),
    ],
)
def test_the_page_after_a_page(page: str, other: str, follows: bool) -> None:
    assert is_next_page(at(other), at(page)) is follows


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
def test_a_label_that_says_next(label: str) -> None:
    assert is_next_label(label, WORDS)


@pytest.mark.parametrize(
    "label",
    ["Next of kin", "Previous", "‹", "2", "Next year's budget is the smallest yet", "Read more", "Weitersagen", ""],
)
def test_a_label_that_does_not(label: str) -> None:
    assert not is_next_label(label, WORDS)


@pytest.mark.parametrize(
    ("markup", "following"),
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
def test_the_next_page_of_a_list(markup: str, following: str | None) -> None:
    root = parse_html(f"<html><body>{markup}<p>text</p></body></html>")
    expected = at(following) if following else None
    assert find_next_list_page(root, url=at("/a/"), navigation=WORDS) == expected
