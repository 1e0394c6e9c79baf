"""Which of the dates that a page states are chosen."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.metadata.helpers import jsonld, meta_tags, read


@pytest.mark.parametrize(
    ("head", "body", "published", "source"),
    [
        pytest.param(
            meta_tags(article__published_time="2026-05-03T10:00Z"),
            "",
            "2026-05-03T10:00:00+00:00",
            "meta:article:published_time",
            id="open-graph",
        ),
        pytest.param(
            '<meta name="Date" content="1777802400">',
            "",
            "2026-05-03T10:00:00+00:00",
            "meta:date",
            id="unix-time-any-case",
        ),
        pytest.param(
            '<meta itemprop="datePublished" content="2026-05-03">',
            "",
            "2026-05-03",
            "meta:datepublished",
            id="itemprop-in-head",
        ),
        pytest.param(
            "",
            '<span itemprop="datePublished" content="2026-05-03">May</span>',
            "2026-05-03",
            "microdata:datePublished",
            id="microdata",
        ),
        pytest.param(
            "",
            '<h1>Ferry</h1><time class="published" datetime="2026-05-03T10:00:00">x</time>',
            "2026-05-03T10:00:00",
            "time",
            id="marked-time",
        ),
        pytest.param(
            "", '<h1>Ferry</h1><time datetime="2026-05-03">x</time>', "2026-05-03", "time", id="time-after-the-heading"
        ),
        pytest.param("<title>Ferry late again | Post | 03.05.2026</title>", "", "2026-05-03", "title", id="title"),
        pytest.param(
            "", "<h1>Ferry</h1><p class='date'>Published: May 3, 2026</p>", "2026-05-03", "text", id="visible-text"
        ),
        pytest.param(jsonld(datePublished=["2026-05-03"]), "", "2026-05-03", "jsonld:datePublished", id="list"),
        pytest.param(
            jsonld(datePublished=1777802400),
            "",
            "2026-05-03T10:00:00+00:00",
            "jsonld:datePublished",
            id="number",
        ),
        pytest.param(
            jsonld(datePublished="soon") + meta_tags(article__published_time="2026-05-03"),
            "",
            "2026-05-03",
            "meta:article:published_time",
            id="next-if-unreadable",
        ),
        pytest.param(
            jsonld(datePublished="2026-05-03") + meta_tags(article__published_time="2026-05-03T10:00Z"),
            "",
            "2026-05-03T10:00:00+00:00",
            "meta:article:published_time",
            id="completed-by-a-time",
        ),
        pytest.param(
            jsonld(datePublished="2026-05-03T10:00:00")
            + meta_tags(article__published_time="2026-05-03T10:00:00+02:00"),
            "",
            "2026-05-03T10:00:00+02:00",
            "meta:article:published_time",
            id="completed-by-a-zone",
        ),
        pytest.param(
            jsonld(datePublished="2099-05-03") + meta_tags(article__published_time="2026-05-03"),
            "",
            "2026-05-03",
            "meta:article:published_time",
            id="later-than-all-others",
        ),
        pytest.param(
            jsonld(datePublished="2031-05-03", dateModified="2026-05-03"),
            "",
            None,
            None,
            id="years-after-modification",
        ),
        pytest.param(jsonld(datePublished="1970-01-01"), "", None, None, id="clock-never-set"),
        pytest.param("", "<p>© Harbour Post 2026</p>", None, None, id="copyright"),
    ],
)
def test_the_most_reliable_publication_date_is_read(
    head: str, body: str, published: str | None, source: str | None
) -> None:
    metadata = read(head, body + "<p>Ok</p>")
    assert (metadata.published, metadata.published_source) == (published, source)


def test_the_url_can_state_the_day() -> None:
    metadata = read(url="https://www.harbourpost.example/2026/05/03/ferry-late-again")
    assert (metadata.published, metadata.published_source) == ("2026-05-03", "url")


def test_a_date_more_than_two_days_after_the_fetch_is_ignored() -> None:
    head = jsonld(datePublished="2026-05-09T10:00:00Z")
    assert read(head, fetched_at=datetime(2026, 5, 3, tzinfo=UTC)).published is None
    assert read(head, fetched_at=datetime(2026, 5, 8, tzinfo=UTC)).published == "2026-05-09T10:00:00+00:00"


def test_a_modification_before_the_publication_is_ignored() -> None:
    assert read(jsonld(datePublished="2026-05-03", dateModified="2025-05-03")).modified is None
