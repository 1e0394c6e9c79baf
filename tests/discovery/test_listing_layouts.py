"""Links to articles and to next pages, on home pages and lists in the layouts of many sites."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from lxml import html

from benchmarks.links import Layout, layouts
from fixtures.server import ORIGIN, resources, site_cases
from newscrawl.discovery.listing import Listing, read_listing
from newscrawl.rules.word_lists import load_navigation_words
from newscrawl.urls.normalize import normalize_url

LAYOUTS = [*layouts()]
PAGES = [
    "/",
    "/islands/",
    "/islands/page/2/",
    "/islands/page/3/",
    "/business/",
    "/culture/",
    "/desks/",
    "/topic/ferries",
]
ARTICLES = {normalize_url(json.loads((case / "meta.json").read_bytes())["url"]) for case in site_cases()}


def listing(path: str) -> Listing:
    return read_listing(resources()[path].body, url=ORIGIN + path, encoding=None, navigation=load_navigation_words())


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.name for layout in LAYOUTS])
def test_precision_and_recall_of_links_are_95_percent(layout: Layout) -> None:
    assert layout.articles
    assert layout.precision >= 0.95, sorted(layout.found - layout.articles)
    assert layout.recall >= 0.95, sorted(layout.articles - layout.found)


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.name for layout in LAYOUTS])
def test_the_next_page_is_the_one_that_is_marked(layout: Layout) -> None:
    assert layout.found_next == layout.next


def test_there_are_layouts_of_many_kinds() -> None:
    assert len(LAYOUTS) >= 10
    assert len({urlsplit(layout.url).hostname for layout in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("path", PAGES)
def test_every_article_on_a_page_of_the_demo_site_is_found_and_nothing_else(path: str) -> None:
    root = html.fromstring(resources()[path].body)
    root.make_links_absolute(ORIGIN + path)
    linked = {normalize_url(link.get("href") or "") for link in root.iter("a")}
    gone = {f"{ORIGIN}/islands/night-boat"}  # an article that the site links and does not have
    assert {normalize_url(link.url) for link in listing(path).links} - gone == linked & ARTICLES


@pytest.mark.parametrize(
    ("path", "next_path"),
    [
        ("/", None),
        ("/islands/", "/islands/page/2/"),
        ("/islands/page/2/", "/islands/page/3/"),
        ("/islands/page/3/", None),
    ],
)
def test_the_next_pages_on_the_demo_site(path: str, next_path: str | None) -> None:
    assert listing(path).next_page == (ORIGIN + next_path if next_path else None)


def test_the_sections_in_the_menus_of_the_demo_site() -> None:
    assert [urlsplit(url).path for url in listing("/").sections] == ["/islands/", "/business/", "/culture/", "/desks/"]
