"""What an address alone says: tables of what must match and what must not."""

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

WORDS = load_navigation_words()


def at(path: str) -> str:
    return path if "://" in path else f"https://example.com{path}"


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/2025/06/12/tale", "strong"),
        ("/2025/06/nebel/", "strong"),
        ("/2025/05/812/", "strong"),
        ("/2025/jun/12/bowls", "strong"),
        ("/news/20250612/c-88214.html", "strong"),
        ("/world/ferry-talks-fail-once-more", "strong"),
        ("/the-ferry-that-never-came/", "strong"),
        ("/news/articles/c1dzx8p2ye4o", "strong"),
        ("/a/4498812", "strong"),
        ("/depeche/PAR-8812345", "strong"),
        ("/articleView.html?idxno=40112", "strong"),
        ("/article/ferries", "strong"),
        ("/archive/63076", "strong"),
        ("/weather/2025/06/12/storm-warning", "strong"),
        ("/autoren/ada/was-die-boje-sah-und-verschwieg", "strong"),
        ("/2019/11/18/investing/market-latest/index.html", "strong"),
        ("/tag/2025/06/12/ferry", "strong"),
        ("/feuerwehr-rentenalter-100.html", "weak"),
        ("/arts-and-culture/", "weak"),
        ("/essays/buoy?id=88", "weak"),
        ("/tale.html", "weak"),
        ("/sport/", "plain"),
        ("/sport/football", "plain"),
        ("/sport/index.html", "plain"),
        ("/essays/lamp-oil", "plain"),
        ("/", "never"),
        ("/index.html", "never"),
        ("/2025/06/12/", "never"),
        ("/2025/06", "never"),
        ("/2025/", "never"),
        ("/tag/ferries-in-the-northern-sea", "never"),
        ("/autor/lucia-mar-dominguez-de-la-costa/", "never"),
        ("/news/page/2/", "never"),
        ("/news?page=2", "never"),
        ("/list_2.html", "never"),
        ("/login?next=/2025/06/12/tale", "never"),
        ("/about-us/how-we-work-and-who-we-are", "never"),
        ("https://shop.example.com/a-mug-for-every-morning", "never"),
        ("/report-of-the-harbour-board-2025.pdf", "never"),
        ("/i/gallery/regatta-fans-in-pictures.jpg", "never"),
    ],
)
def test_the_shape_of_an_address(path: str, shape: UrlClass) -> None:
    assert classify_url(at(path), WORDS) == shape


@pytest.mark.parametrize(
    ("path", "day"),
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
def test_a_day_with_something_behind_it(path: str, day: bool) -> None:
    assert has_date(at(path)) is day


@pytest.mark.parametrize(
    ("path", "number"),
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
def test_a_number_that_is_an_articles(path: str, number: bool) -> None:
    assert has_id(at(path)) is number


@pytest.mark.parametrize(
    ("path", "words"),
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
def test_the_words_of_a_name(path: str, words: int) -> None:
    assert len(get_slug_words(at(path))) == words


@pytest.mark.parametrize(
    ("path", "service"),
    [("/privacy", True), ("/de/datenschutz.html", True), ("/privacy-bill-passes", False), ("/tagesschau", False)],
)
def test_what_is_a_service(path: str, service: bool) -> None:
    assert is_service_url(at(path), WORDS) is service


@pytest.mark.parametrize(
    ("path", "listed"),
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
def test_what_is_a_list(path: str, listed: bool) -> None:
    assert is_list_url(at(path), WORDS) is listed


def test_a_home_with_an_articles_number_is_a_page() -> None:
    assert is_non_page("https://example.com/?lang=de")
    assert not is_non_page("https://example.com/?p=812")
