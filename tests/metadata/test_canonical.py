"""Which declared URL can be the canonical URL of an article."""

from __future__ import annotations

import pytest

from newscrawl.metadata.canonical import find_canonical_url

SITE = "https://harbourpost.example"
SLUG = f"{SITE}/2026/11/23/ferry-is-late-again"


@pytest.mark.parametrize(
    "candidate",
    [
        "/",
        "/en/",
        "/index.html",
        "/news/",
        "/news/index.php",
        "/ferry/",
        "/undefined",
        "/2026/11/undefined",
        "/{{ page.url }}",
        "/%7B%7Bpermalink%7D%7D",
        "/null",
        "/?ref=home",
        "https://cms.publisher.example/",
        "https://cms.publisher.example/en/start",
        "/2026/11/23/",
        "/story.php",
    ],
)
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize(
    "path", ["/2026/11/23/ferry-is-late-again", "/politics/a/48213", "/?p=9", "/story.php?id=8811"]
)
def test_a_url_that_many_pages_share_is_not_canonical(candidate: str, times: int, path: str) -> None:
    """However often the page declares it, and whatever its own URL is like."""
    url = candidate if "//" in candidate else SITE + candidate
    assert find_canonical_url([url] * times, url=SITE + path, titles=["Ferry is late again"]) is None


@pytest.mark.parametrize(
    ("candidate", "url"),
    [
        pytest.param(SLUG, SLUG + "/amp", id="a variant"),
        pytest.param(SLUG, SLUG + "?ref=home&page=x", id="without parameters, but with a slug"),
        pytest.param(f"{SITE}/obituary", f"{SITE}/obituary?origin=mail", id="without a parameter that is no number"),
        pytest.param(f"{SITE}/story.php?id=8811", f"{SITE}/story.php?id=8811&lang=en", id="the parameter that counts"),
        pytest.param("https://tidings.example/x/ferry-is-late-again", SLUG, id="first published elsewhere"),
        pytest.param(f"{SITE}/ferry/48213", f"{SITE}/politics/a/48213", id="the same number"),
        pytest.param(f"{SITE}/wahl.html", f"{SITE}/politik/wahl", id="the same name"),
        pytest.param(f"{SITE}/2026/ferry-is-late-again", f"{SITE}/?p=9", id="like the title"),
        pytest.param(f"{SITE}/%D9%82%D8%A7%D8%B1%D8%A8-%D8%AF%DB%8C%D8%B1-%D8%B4%D8%AF", f"{SITE}/?p=9", id="Persian"),
        pytest.param(SLUG, None, id="served URL unknown"),
    ],
)
def test_a_url_that_names_this_article_is_canonical(candidate: str, url: str | None) -> None:
    assert find_canonical_url([candidate], url=url, titles=["Ferry is late again"]) == candidate


@pytest.mark.parametrize(
    ("candidate", "url"),
    [
        pytest.param(f"{SITE}/sport/cup-final-is-on", SLUG, id="another slug"),
        pytest.param(f"{SITE}/story.php?id=1", f"{SITE}/story.php?id=8811", id="another parameter"),
        pytest.param(f"{SITE}/20261123/index.html", f"{SITE}/20261123/ferry", id="the same day"),
        pytest.param(f"{SITE}/harbour/", f"{SITE}/harbour/ferry", id="the section"),
    ],
)
def test_a_url_of_another_page_is_not_canonical(candidate: str, url: str) -> None:
    assert find_canonical_url([candidate], url=url, titles=["Ferry is late again at the harbour"]) is None


def test_a_url_that_is_declared_twice_is_believed_if_it_looks_like_an_article() -> None:
    url, served = f"{SITE}/a/x7k2m9q4", f"{SITE}/l/48213"
    assert find_canonical_url([url], url=served, titles=["Ferry"]) is None
    assert find_canonical_url([url, url], url=served, titles=["Ferry"]) == url


@pytest.mark.parametrize("url", ["http://[::1", "https://h.example:port/a", "\x00", "", "//", "http://"])
def test_a_malformed_served_url_raises_nothing(url: str) -> None:
    assert find_canonical_url([SLUG], url=url, titles=["Ferry is late again"]) == SLUG
