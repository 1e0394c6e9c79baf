"""What a URL shows without being fetched: tables of URLs that must match and URLs that must not."""

from __future__ import annotations

import pytest

from newscrawl.discovery.url_patterns import (
    UrlClass,
    classify_url,
    get_slug_words,
    has_date,
    has_id,
    is_list_url,
    is_non_page,
    is_service_url,
)
from newscrawl.rules.word_lists import load_navigation_words

NAVIGATION = load_navigation_words()


def full_url(path: str) -> str:
    return path if "://" in path else f"https://example.com{path}"


@pytest.mark.parametrize(
    ("path", "url_class"),
    [
        ("/2025/06/12/tale", "article"),
        ("/2025/06/nebel/", "article"),
        ("/2025/05/812/", "article"),
        ("/2025/jun/12/bowls", "article"),
        ("/news/20250612/c-88214.html", "article"),
        ("/world/ferry-talks-fail-once-more", "article"),
        ("/the-ferry-that-never-came/", "article"),
        ("/news/articles/c1dzx8p2ye4o", "article"),
        ("/a/4498812", "article"),
        ("/depeche/PAR-8812345", "article"),
        ("/articleView.html?idxno=40112", "article"),
        ("/article/ferries", "article"),
        ("/archive/63076", "article"),
        ("/weather/2025/06/12/storm-warning", "article"),
        ("/autoren/ada/was-die-boje-sah-und-verschwieg", "article"),
        ("/2019/11/18/investing/market-latest/index.html", "article"),
        ("/tag/2025/06/12/ferry", "article"),
        ("/feuerwehr-rentenalter-100.html", "maybe_article"),
        ("/arts-and-culture/", "maybe_article"),
        ("/essays/buoy?id=88", "maybe_article"),
        ("/tale.html", "maybe_article"),
        ("/sport/", "section_like"),
        ("/sport/football", "section_like"),
        ("/sport/index.html", "section_like"),
        ("/essays/lamp-oil", "section_like"),
        ("/", "not_article"),
        ("/index.html", "not_article"),
        ("/2025/06/12/", "not_article"),
        ("/2025/06", "not_article"),
        ("/2025/", "not_article"),
        ("/tag/ferries-in-the-northern-sea", "not_article"),
        ("/autor/lucia-mar-dominguez-de-la-costa/", "not_article"),
        ("/news/page/2/", "not_article"),
        ("/news?page=2", "not_article"),
        ("/list_2.html", "not_article"),
        ("/login?next=/2025/06/12/tale", "not_article"),
        ("/about-us/how-we-work-and-who-we-are", "not_article"),
        ("https://shop.example.com/a-mug-for-every-morning", "not_article"),
        ("/report-of-the-harbour-board-2025.pdf", "not_article"),
        ("/i/gallery/regatta-fans-in-pictures.jpg", "not_article"),
    ],
)
def test_the_class_of_a_url(path: str, url_class: UrlClass) -> None:
    assert classify_url(full_url(path), NAVIGATION) == url_class


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2025/06/12/tale", True),
        ("/2025-06-12/tale", True),
        ("/tale-20250612", True),
        ("/news/20250612/88214", True),
        ("/2025/06/12/", False),
        ("/20250612/", False),
        ("/tale?date=2025-06-12", False),
        ("/vision-2030-and-beyond", False),
        ("/12345678/tale", False),
    ],
)
def test_a_date_with_something_after_it(path: str, expected: bool) -> None:
    assert has_date(full_url(path)) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/tale-88214.html", True),
        ("/88214/tale/", True),
        ("/tale~a4498812", True),
        ("/tale-a-7c1d6e0a-91c1-4d1f-9f7a-0123456789ab", True),
        ("/articles/AST6C2H1YT6CUTIL01M.html", True),
        ("/view?newsid=9912", True),
        ("/tale-2025", False),
        ("/20250612", False),
        ("/best-of-2017", False),
        ("/covid19", False),
        ("/section?id=12", False),
        ("/view?width=12345", False),
        ("/top-100", False),
    ],
)
def test_the_id_of_an_article(path: str, expected: bool) -> None:
    assert has_id(full_url(path)) is expected


@pytest.mark.parametrize(
    ("path", "word_count"),
    [
        ("/news/the-last-ferry_1234.html", 3),
        ("/the_last_ferry/", 3),
        ("/ferry+talks,fail", 3),
        ("/سياسة/ثلاثة-مرشحين-وكرسي-واحد", 4),
        ("/news/港町の夏休み", 3),
        ("/1234", 0),
        ("/", 0),
    ],
)
def test_the_words_of_a_slug(path: str, word_count: int) -> None:
    assert len(get_slug_words(full_url(path))) == word_count


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/privacy", True), ("/de/datenschutz.html", True), ("/privacy-bill-passes", False), ("/tagesschau", False)],
)
def test_service_pages(path: str, expected: bool) -> None:
    assert is_service_url(full_url(path), NAVIGATION) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/topic/ferries", True),
        ("/topical-remedies", False),
        ("/author/ada", True),
        ("/archives/48213", False),
        ("/tag/2025/06/12/", True),
        ("/tag/2025/06/12/ferry", False),
        ("/author/ada/2025/06/12/88214", False),
    ],
)
def test_lists(path: str, expected: bool) -> None:
    assert is_list_url(full_url(path), NAVIGATION) is expected


def test_a_home_page_with_the_id_of_an_article_is_a_page() -> None:
    assert is_non_page("https://example.com/?lang=de")
    assert not is_non_page("https://example.com/?p=812")
