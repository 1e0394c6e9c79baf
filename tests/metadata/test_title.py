"""The headline, chosen among the places of a page that state it."""

from __future__ import annotations

import pytest

from newscrawl.metadata.title import choose_title, strip_site_name

NAMES = frozenset({"harbourpost", "harbourpostexample", "thedailytide"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferry late again - Harbour Post", "Ferry late again"),
        ("Ferry late again | The Daily Tide", "Ferry late again"),
        ("Ferry late again – The Daily Tide Online", "Ferry late again"),
        ("Ferry late again | City | Harbour Post", "Ferry late again | City"),
        ("Ferry late again | harbourpost.example | City", "Ferry late again"),
        ("Harbour Post: Ferry late again", "Ferry late again"),
        ("Harbour Post | Ferry late again", "Ferry late again"),
        ("渡船がまた遅れる：Harbour Post", "渡船がまた遅れる"),
        ("Ferry late again", "Ferry late again"),
        ("Ferry: late again", "Ferry: late again"),
        ("Ferry late - again", "Ferry late - again"),
        ("Win-win for the ferry", "Win-win for the ferry"),
        ("What the Harbour Post got wrong about ferries", "What the Harbour Post got wrong about ferries"),
        ("Harbour Post", "Harbour Post"),
        ("", ""),
    ],
)
def test_the_name_of_the_site_is_stripped_from_a_title(text: str, expected: str) -> None:
    assert strip_site_name(text, NAMES) == expected


@pytest.mark.parametrize(
    ("titles_by_provenance", "expected"),
    [
        pytest.param({"og": ["Ferry late again"], "h1": ["Ferry late again"]}, "Ferry late again", id="agreement"),
        pytest.param(
            {"document_title": ["Ferry late again - Harbour Post"]}, "Ferry late again", id="document-title-only"
        ),
        pytest.param(
            {"og": ["Late!"], "jsonld": ["Ferry late again"], "h1": ["Ferry late again"]},
            "Ferry late again",
            id="two-to-one",
        ),
        pytest.param(
            {"h1": ["Harbour Post", "Ferry late again"], "og": ["Ferry late again"]},
            "Ferry late again",
            id="logo-as-h1",
        ),
        pytest.param(
            {"h1": ["Harbour Post"], "document_title": ["Ferry late again"]}, "Ferry late again", id="only-logo-as-h1"
        ),
        pytest.param(
            {"h1": ["City Ferry late again"], "og": ["Ferry late again"], "jsonld": ["Ferry late again"]},
            "Ferry late again",
            id="kicker-in-h1",
        ),
        pytest.param(
            {"og": ["Ferry late again in spring - Region"], "jsonld": ["Ferry late again in spring"]},
            "Ferry late again in spring",
            id="section-after-it",
        ),
        pytest.param(
            {"og": ["Caf&amp;eacute; &lt;i&gt;Tide&lt;/i&gt; closes"]}, "Café Tide closes", id="escaped-twice"
        ),
        pytest.param({"og": [""], "h1": []}, None, id="no-text"),
        pytest.param({}, None, id="no-places"),
        pytest.param({"h1": ["IPHONE thief CAUGHT"]}, "IPHONE thief CAUGHT", id="case-as-shown"),
    ],
)
def test_the_headline_that_most_places_state_is_chosen(
    titles_by_provenance: dict[str, list[str]], expected: str | None
) -> None:
    url = "https://www.harbourpost.example/city/1"
    assert choose_title(titles_by_provenance, site_names=["Harbour Post"], url=url) == expected


def test_the_host_is_a_name_of_the_site() -> None:
    titles_by_provenance = {"og": ["Ferry late again - tidings.example"]}
    title = choose_title(titles_by_provenance, site_names=[], url="https://tidings.example/1")
    assert title == "Ferry late again"


def test_an_invalid_url_is_ignored() -> None:
    assert choose_title({"og": ["Ferry late again"]}, site_names=[], url="https://[bad/1") == "Ferry late again"
