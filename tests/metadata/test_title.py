"""The headline, chosen among the places of a page that state it."""

from __future__ import annotations

import pytest

from newscrawl.metadata.title import SiteNames, build_title_from_text, build_title_from_url, choose_title, is_cut_off

NAMES = SiteNames(frozenset({"harbourpost", "harbourpostexample", "thedailytide"}))


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
        ("Harbour Post wins prize", "Harbour Post wins prize"),
        ("Why | Harbour Post", "Why | Harbour Post"),
        ("Ferry: late again", "Ferry: late again"),
        ("Ferry late - again", "Ferry late - again"),
        ("Win-win for the ferry", "Win-win for the ferry"),
        ("What the Harbour Post got wrong about ferries", "What the Harbour Post got wrong about ferries"),
        ("Harbour Post", "Harbour Post"),
        ("", ""),
    ],
)
def test_the_name_of_the_site_is_stripped_from_a_title(text: str, expected: str) -> None:
    assert NAMES.strip_from(text) == expected


def test_a_heading_keeps_what_is_only_like_a_name() -> None:
    assert NAMES.strip_from("Strike – Harbour Post moves out", is_heading=True) == "Strike – Harbour Post moves out"
    assert NAMES.strip_from("Harbour Post: how we work", is_heading=True) == "Harbour Post: how we work"
    assert NAMES.strip_from("Ferry late again | Harbour Post", is_heading=True) == "Ferry late again"


@pytest.mark.parametrize(
    ("segment", "is_exact", "is_like"),
    [
        ("Harbour Post", True, True),
        ("HarbourPost.example", True, True),
        ("Harbour Post Online", False, True),
        ("The Harbour", False, False),
        ("Ferry", False, False),
        ("What the Harbour Post got wrong about ferries", False, False),
    ],
)
def test_a_segment_is_a_name_or_like_one(segment: str, is_exact: bool, is_like: bool) -> None:
    assert (NAMES.are_exactly(segment), NAMES.match(segment)) == (is_exact, is_like)


@pytest.mark.parametrize(
    ("segment", "url", "expected"),
    [
        ("Tide", "https://www.readtide.example/a", True),
        ("Low Sound Tidings", "https://lst.example/a", True),
        ("Tide", "https://tideandtimesofthenorth.example/a", False),
        ("Sea", "https://sea.example/a", False),
        ("City", "https://www.readtide.example/a", False),
    ],
)
def test_a_segment_is_like_the_host(segment: str, url: str, expected: bool) -> None:
    assert SiteNames.collect([], url).match_host(segment) is expected


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
        pytest.param(
            {
                "og": ["Late boats, angry islanders"],
                "document_title": ["Late boats, angry islanders"],
                "h1": ["Boats late"],
            },
            "Boats late",
            id="h1-agrees-with-what-is-written-for-search-engines",
        ),
        pytest.param(
            {"h1": ["Sea and Shore"], "h2": ["Ferry late again"], "document_title": ["Ferry late again"]},
            "Ferry late again",
            id="section-as-h1",
        ),
        pytest.param(
            {"h1": ["Tell your friends"], "breadcrumb": ["Ferry late again"], "document_title": ["Ferry late again"]},
            "Ferry late again",
            id="prompt-as-h1",
        ),
        pytest.param(
            {"h2": ["Fog", "Ferry late again"], "document_title": ["Sound & Shore - Ferry late again"]},
            "Ferry late again",
            id="h2-is-the-end-of-the-title",
        ),
        pytest.param({"h2": ["Fog", "Fuel"], "document_title": ["Ferry late"]}, "Ferry late", id="other-h2"),
        pytest.param(
            {
                "og": ["Ferry times and fares"],
                "document_title": ["Ferry times and fares"],
                "breadcrumb": ["Ferry times and fares"],
                "shown_h2": ["Nobody waits for the boat any more"],
            },
            "Nobody waits for the boat any more",
            id="shown-h2-and-h1-for-search-engines",
        ),
        pytest.param(
            {"h1": ["Ferry late again"], "shown_h2": ["Fog for a week"]}, "Ferry late again", id="shown-h2-below-h1"
        ),
        pytest.param(
            {
                "og": ["Institute of Tides"],
                "twitter": ["Institute of Tides"],
                "h1": ["How the tide turns at night"],
                "document_title": ["How the tide turns at night"],
            },
            "How the tide turns at night",
            id="brand-as-og-title",
        ),
        pytest.param(
            {"og": ["Harbour Post"], "jsonld": ["Harbour Post"], "h1": ["Ferry late again"]},
            "Ferry late again",
            id="site-name-as-og-title",
        ),
        pytest.param(
            {"og": ["He calls it"], "twitter": ["He calls it"], "document_title": ['He calls it "the last boat"']},
            'He calls it "the last boat"',
            id="cut-off-at-a-quotation-mark",
        ),
        pytest.param(
            {"og": ["Hän sanoi"], "jsonld": ["Hän sanoi"], "h1": ["Hän sanoi ”nyt riittää” ja lähti"]},
            "Hän sanoi ”nyt riittää” ja lähti",
            id="cut-off-at-another-quotation-mark",
        ),
        pytest.param(
            {"jsonld": ["Ferry late again, and the islanders…"], "h1": ["Ferry late again, and the islanders wait"]},
            "Ferry late again, and the islanders wait",
            id="shortened",
        ),
        pytest.param(
            {"og": ["Harbour Post wins prize"], "document_title": ["Harbour Post wins prize | Harbour Post"]},
            "Harbour Post wins prize",
            id="headline-begins-with-the-site-name",
        ),
        pytest.param({"h1": ["harbourpost老码头报评论"]}, "harbourpost老码头报评论", id="site-name-without-separator"),
        pytest.param({"document_title": ["Harbour Post"]}, "Harbour Post", id="nothing-but-the-site-name"),
        pytest.param(
            {"h1": ["Harbour Post: how we work"], "document_title": ["Harbour Post: how we work | Harbour Post"]},
            "Harbour Post: how we work",
            id="site-name-and-colon-in-h1",
        ),
        pytest.param(
            {"h1": ["Strike – Harbour Post moves out"], "og": ["Strike – Harbour Post moves out | Harbour Post"]},
            "Strike – Harbour Post moves out",
            id="site-name-in-the-second-part",
        ),
        pytest.param({"feed": ["Ferry late"], "h1": ["Harbour Post"]}, "Ferry late", id="feed"),
        pytest.param({"h2": ["Ferry late"]}, "Ferry late", id="nothing-but-an-h2"),
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


def test_a_name_that_is_the_headline_is_not_the_sites() -> None:
    headline = "Ferry late again after storms"
    titles_by_provenance = {"og": [headline], "h1": [headline], "document_title": [f"{headline} | Quay"]}
    assert choose_title(titles_by_provenance, site_names=["Quay", headline], url=None) == headline


@pytest.mark.parametrize(
    "title", ["Ferry late again | Quay News", "Ferry late again | Post", "Ferry late again - Low Sound Tidings"]
)
def test_a_name_that_is_only_like_the_host_is_taken_off(title: str) -> None:
    urls = ["https://quay.example/1", "https://readpost.example/1", "https://lst.example/1"]
    assert "Ferry late again" in {choose_title({"og": [title]}, site_names=[], url=url) for url in urls}


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        ("Fog lay over", 'Fog lay over "the hook"', True),
        ("Fog lay over", "Fog lay over «the hook»", True),
        ("Fog lay over …", "Fog lay over the bay", True),
        ("Fog lay [...]", "Fog lay over the bay", False),
        ("Fog lay over the bay…", "Fog lay over the bay… and the hook", False),
        ("Fog lay over", "Fog lay over the bay", False),
        ("Fog lay over the bay", "Fog lay over", False),
        ("", '"Fog"', False),
    ],
)
def test_a_text_is_cut_off_at_an_ellipsis_or_quotation_mark(text: str, whole: str, expected: bool) -> None:
    assert is_cut_off(text, whole) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://quay.example/2026/03/ferry-late-again", "Ferry late again"),
        ("https://quay.example/ferry_late_again_48213.html", "Ferry late again"),
        ("https://quay.example/%C3%A4ra-j%C3%A4id-laev/", "Ära jäid laev"),
        ("https://quay.example/news/48213", None),
        ("https://quay.example/sea-news", None),
        ("https://quay.example/", None),
        ("https://[bad/ferry-late-again", None),
        (None, None),
    ],
)
def test_a_title_is_built_from_the_words_of_a_url(url: str | None, expected: str | None) -> None:
    assert build_title_from_url(url) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Fog lay over the bay. Nobody sailed.", "Fuel"], "Fog lay over the bay."),
        (["", "Fog"], "Fog"),
        (["渡船停航。无人知道原因。"], "渡船停航。"),
        (["fog " * 100], "fog " * 29 + "fog…"),
        ([], None),
    ],
)
def test_a_title_is_built_from_the_first_sentence(lines: list[str], expected: str | None) -> None:
    assert build_title_from_text(lines) == expected
