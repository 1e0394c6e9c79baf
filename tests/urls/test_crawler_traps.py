"""Which URLs are crawler traps, and which are archives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.urls.crawler_traps import build_url_pattern, is_calendar_url, is_growing_url, strip_session_id

HOME = "https://harbour.example"


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/", ""),
        ("", ""),
        ("/events/2026/11/22/", "/events/0/0/0"),
        ("/events/2026-11-22", "/events/0-0-0"),
        ("/calendar?month=11&year=2026", "/calendar?month=0&year=0"),
        ("/calendar?year=2026&month=11", "/calendar?month=0&year=0"),
        ("/politics/page/7", "/politics/page/0"),
        ("/sport/page/7", "/sport/page/0"),
        ("/tags/ferry", "/tags/*"),
        ("/politics", "/*"),
        ("/politics?page=3", "/politics?page=0"),
        ("/topic/4f8a0c1d9e2b7a66", "/topic/*"),
        ("/topic/123e4567-e89b-12d3-a456-426614174000/x", "/topic/*/*"),
        ("/list;jsessionid=0A1B2C?page=2", "/list?page=0"),
        ("/list?page=2&PHPSESSID=0a1b2c", "/list?page=0"),
        ("/新闻/港口", "/新闻/*"),
    ],
)
def test_the_pattern_of_a_url(path: str, pattern: str) -> None:
    assert build_url_pattern(HOME + path) == f"harbour.example{pattern}"


@pytest.mark.parametrize(
    ("url", "calendar"),
    [
        ("/events/2026/11/22/", True),
        ("/events/2026/11", True),
        ("/archive/2026", True),
        ("/archive/2026-11-22", True),
        ("/events?date=2026-11-22", True),
        ("/cal?view=list&month=11", True),
        ("/2026/11/22/a-story", False),
        ("/2026/11/22/a-story/", False),
        ("/2026/11/22/123456.html", False),
        ("/news/123456", False),
        ("/news/20261122", False),
        ("/archive/2026/99", False),
        ("/update?id=7", False),
        ("/up-to-date", False),
        ("/olympics-2028", False),
    ],
)
def test_a_calendar_url_has_a_date_and_no_story(url: str, calendar: bool) -> None:
    assert is_calendar_url(HOME + url) is calendar


@pytest.mark.parametrize(
    "url",
    [
        "/a/a/a",
        "/news/news/news/story",
        "/x/news/local/news/local/news/local",
        "/a/b/c/d/a/b/c/d/a/b/c/d/",
        "/en/x/en/y/en/z/en/v/en",
        "/" + "/".join(f"part{number}" for number in range(21)),
        "/list?" + "&".join(f"tag={number}" for number in range(11)),
    ],
)
def test_growing_urls(url: str) -> None:
    assert is_growing_url(HOME + url)


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/11/11/11/a-story",
        "/2011/11/11/11/a-story",
        "/news/news/a-story",
        "/sport/football/news/2026/nov/22/football-news",
        "/en/news/world/europe/uk/scotland/highlands/2026/11/22/a-story/amp/print",
        "/list?tag=1&tag=2&tag=3",
        "/" + "/".join(f"part{number}" for number in range(20)),
        "/list?" + "&".join(f"tag={number}" for number in range(10)),
        "/en/x/en/y/en/z/en/a-story",
        "/a/b/c/d/e/a/b/c/d/e/a/b/c/d/e",
        "/a/b/a/b/story",
        "/boardwalk/empire/boardwalk",
    ],
)
def test_unusual_urls_that_do_not_grow(url: str) -> None:
    assert not is_growing_url(HOME + url)


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("/a;jsessionid=ABC123?id=7", "/a?id=7"),
        ("/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "/a.aspx"),
        ("/a?PHPSESSID=0a1b2c3d&id=7", "/a?id=7"),
        ("/a?id=7&sid=0a1b2c3d4e5f60718293", "/a?id=7"),
        ("/a?sessionid=0a1b2c3d4e5f60718293", "/a"),
        ("/a?sid=0a1b2c3d4e5f60718293#top", "/a#top"),
        ("/a?ASPSESSIONIDQQCDQ=KFOD", "/a"),
        ("/a?sid=26/11/22/0915", "/a?sid=26/11/22/0915"),
        ("/a?sid=4711", "/a?sid=4711"),
        ("/a?sid=mayor-opens-the-new-ferry", "/a?sid=mayor-opens-the-new-ferry"),
        ("/a?sid=ferry-is-back-in-2026", "/a?sid=ferry-is-back-in-2026"),
        ("/a?session=2026-spring", "/a?session=2026-spring"),
        ("/a?id=0a1b2c3d4e5f60718293", "/a?id=0a1b2c3d4e5f60718293"),
        ("/a?", "/a?"),
        ("/a", "/a"),
    ],
)
def test_a_session_id_is_removed_and_the_id_of_a_story_is_not(url: str, bare: str) -> None:
    assert strip_session_id(HOME + url) == HOME + bare


@given(st.text())
def test_nothing_raises(url: str) -> None:
    build_url_pattern(url)
    is_calendar_url(url)
    is_growing_url(url)
    strip_session_id(url)
