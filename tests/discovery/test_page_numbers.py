"""URLs that differ in a page number, and URLs that only seem to."""

from __future__ import annotations

import pytest

from newscrawl.discovery.page_numbers import is_next_page


def full_url(path: str) -> str:
    return f"https://example.com{path}"


@pytest.mark.parametrize(
    ("current", "other", "expected"),
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
def test_the_next_page_by_its_url(current: str, other: str, expected: bool) -> None:
    assert is_next_page(full_url(other), full_url(current)) is expected
