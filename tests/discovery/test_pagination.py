"""The link to the next page of a list, and the labels that mean "next page"."""

from __future__ import annotations

import pytest

from newscrawl.discovery.pagination import find_next_list_page, is_next_label
from newscrawl.html.parser import parse_html
from newscrawl.rules.word_lists import load_navigation_words

NAVIGATION = load_navigation_words()


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
