"""All that a page states of its article, read at once."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata, Image
from newscrawl.metadata.meta_tags import read_declared_metadata
from newscrawl.metadata.page_metadata import PageMetadata, read_page_metadata

URL = "https://www.harbourpost.example/city/ferry-late-again-48213"
TEXT = "The ferry to the island was late again on Monday because of thick fog, and nobody at the pier knew why."
NOTHING = FeedMetadata()


def read(
    head: str = "", body: str = f"<p>{TEXT}</p>", *, lang: str = "en", hints: FeedMetadata = NOTHING, **more: Any
) -> PageMetadata:
    page = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return read_page_metadata(parse_html(page), feed_metadata=hints, **{"url": URL, **more})


def ld(**properties: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **properties}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def metas(**contents: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{text}">' for name, text in contents.items())


def test_a_well_marked_page_gives_every_field() -> None:
    article = ld(
        headline="Ferry late again",
        url=URL,
        description="Fog &amp; fuel",
        datePublished="2026-05-03T10:00:00+02:00",
        dateModified="2026-05-03T12:30:00+02:00",
        inLanguage="en-GB",
        articleSection=["City", "News"],
        keywords="ferry, fog, Ferry",
        publisher={"@type": "NewsMediaOrganization", "name": "Harbour Post"},
        image={"url": "https://img.example/pier.jpg", "caption": "The pier. Photo: Ana Lima"},
        isAccessibleForFree=True,
        articleBody="<p>First.</p><p>Second &quot;line&quot;.</p>",
    )
    found = read(f'<title>Ferry late again | Harbour Post</title><link rel="canonical" href="{URL}">{article}')
    assert found.title == "Ferry late again"
    assert found.description == "Fog & fuel"
    assert found.publisher == "Harbour Post"
    assert found.canonical_url == URL
    assert (found.published, found.modified) == ("2026-05-03T10:00:00+02:00", "2026-05-03T12:30:00+02:00")
    assert found.published_source == "jsonld:datePublished"
    assert found.language == "en-GB"
    assert found.section == "City"
    assert found.tags == ["ferry", "fog"]
    assert found.images == [Image(url="https://img.example/pier.jpg", caption="The pier.", credit="Ana Lima")]
    assert found.access_evidence == ["jsonld:isAccessibleForFree=free"]
    assert found.article_body == "<p>First.</p><p>Second &quot;line&quot;.</p>"
    assert found.article_node is not None
    assert len(found.jsonld_nodes) == 2


def test_a_bare_page_gives_what_there_is() -> None:
    found = read(lang="")
    assert (found.title, found.published, found.canonical_url, found.article_node) == (None, None, None, None)
    assert found.language == "en"
    assert (found.tags, found.images, found.access_evidence) == ([], [], [])


HINTS = FeedMetadata(
    title="From the feed",
    published="2026-05-01T08:00:00+00:00",
    modified="2026-05-02T08:00:00+00:00",
    tags=("feed",),
    language="de",
    summary="Summary of the feed",
)


def test_hints_fill_only_what_the_page_does_not_say() -> None:
    found = read(lang="", hints=HINTS, body="<p>Ok</p>")
    assert (found.title, found.description, found.tags) == ("From the feed", "Summary of the feed", ["feed"])
    assert (found.published, found.published_source, found.language) == ("2026-05-01T08:00:00+00:00", "feed", "de")
    stated = ld(headline="Ferry late again", datePublished="2026-05-03", keywords=["fog"], description="Fog")
    found = read(stated, hints=HINTS)
    assert (found.title, found.description, found.tags) == ("Ferry late again", "Fog", ["fog"])
    assert (found.published, found.published_source, found.language) == ("2026-05-03", "jsonld:datePublished", "en")


def test_the_tree_stays_as_it_is() -> None:
    root = parse_html(
        f"<html><head><title>Ferry</title></head><body><h1>Ferry</h1><p>3 May 2026</p><p>{TEXT}</p></body></html>"
    )
    before = etree.tostring(root)
    read_page_metadata(root, url=None, feed_metadata=NOTHING)
    assert etree.tostring(root) == before


@pytest.mark.parametrize(
    ("head", "body", "published", "source"),
    [
        pytest.param(
            metas(article__published_time="2026-05-03T10:00Z"),
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
            "", "<h1>Ferry</h1><p class='date'>Published: May 3, 2026</p>", "2026-05-03", "htmldate", id="htmldate"
        ),
        pytest.param(ld(datePublished=["2026-05-03"]), "", "2026-05-03", "jsonld:datePublished", id="list"),
        pytest.param(
            ld(datePublished=1777802400), "", "2026-05-03T10:00:00+00:00", "jsonld:datePublished", id="number"
        ),
        pytest.param(
            ld(datePublished="soon") + metas(article__published_time="2026-05-03"),
            "",
            "2026-05-03",
            "meta:article:published_time",
            id="next-if-unreadable",
        ),
        pytest.param(
            ld(datePublished="2026-05-03") + metas(article__published_time="2026-05-03T10:00Z"),
            "",
            "2026-05-03T10:00:00+00:00",
            "meta:article:published_time",
            id="with-its-time",
        ),
        pytest.param(
            ld(datePublished="2026-05-03T10:00:00") + metas(article__published_time="2026-05-03T10:00:00+02:00"),
            "",
            "2026-05-03T10:00:00+02:00",
            "meta:article:published_time",
            id="with-its-zone",
        ),
        pytest.param(
            ld(datePublished="2099-05-03") + metas(article__published_time="2026-05-03"),
            "",
            "2026-05-03",
            "meta:article:published_time",
            id="future-of-the-others",
        ),
        pytest.param(
            ld(datePublished="2031-05-03", dateModified="2026-05-03"), "", None, None, id="years-after-its-change"
        ),
        pytest.param(ld(datePublished="1970-01-01"), "", None, None, id="clock-never-set"),
        pytest.param("", "<p>© Harbour Post 2026</p>", None, None, id="copyright"),
    ],
)
def test_the_date_is_read_where_it_is_stated(head: str, body: str, published: str | None, source: str | None) -> None:
    found = read(head, body + "<p>Ok</p>")
    assert (found.published, found.published_source) == (published, source)


def test_the_address_may_state_the_day() -> None:
    found = read(url="https://www.harbourpost.example/2026/05/03/ferry-late-again")
    assert (found.published, found.published_source) == ("2026-05-03", "url")


def test_no_date_after_the_fetch_is_believed() -> None:
    head = ld(datePublished="2026-05-09T10:00:00Z")
    assert read(head, fetched_at=datetime(2026, 5, 3, tzinfo=UTC)).published is None
    assert read(head, fetched_at=datetime(2026, 5, 8, tzinfo=UTC)).published == "2026-05-09T10:00:00+00:00"


def test_a_change_before_the_publication_is_none() -> None:
    assert read(ld(datePublished="2026-05-03", dateModified="2025-05-03")).modified is None


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        pytest.param('<link rel="canonical" href="/city/ferry-late-again-48213">', URL, URL, id="relative"),
        pytest.param(f'<link rel="CANONICAL" href="{URL}?a=1">', URL, f"{URL}?a=1", id="any-case"),
        pytest.param(metas(og__url=URL), f"{URL}/amp", URL, id="open-graph"),
        pytest.param('<link rel="canonical" href="/">', URL, None, id="home-page"),
        pytest.param(
            '<link rel="canonical" href="https://www.harbourpost.example/sport/cup-final">', URL, None, id="another"
        ),
        pytest.param('<link rel="canonical" href="/">' + metas(og__url=URL), URL, URL, id="next-one"),
        pytest.param('<link rel="canonical" href="javascript:void(0)">', URL, None, id="no-address"),
        pytest.param(
            '<link rel="canonical" href="https://tidings.example/x/ferry-late-again">',
            URL,
            "https://tidings.example/x/ferry-late-again",
            id="first-published-elsewhere",
        ),
        pytest.param(
            '<title>Ferry late again</title><link rel="canonical" href="/2026/ferry-late-again">',
            "https://www.harbourpost.example/?p=9",
            "https://www.harbourpost.example/2026/ferry-late-again",
            id="spells-the-title",
        ),
        pytest.param(
            '<base href="https://b.example/"><link rel="canonical" href="a/ferry-late-again">',
            URL,
            "https://b.example/a/ferry-late-again",
            id="base",
        ),
        pytest.param(f'<link rel="canonical" href="{URL}">', None, URL, id="address-not-known"),
    ],
)
def test_a_canonical_address_is_believed_if_it_can_be(head: str, url: str | None, expected: str | None) -> None:
    assert read(head, url=url).canonical_url == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (metas(og__site_name="Harbour Post"), "Harbour Post"),
        ('<meta name="application-name" content="Harbour Post">', "Harbour Post"),
        (ld(publisher="Harbour Post"), "Harbour Post"),
        (
            ld(publisher={"@id": "#p"}) + ld(**{"@type": "Organization", "@id": "#p", "name": "Harbour Post"}),
            "Harbour Post",
        ),
        (ld(publisher="https://harbourpost.example/") + metas(og__site_name="Harbour Post"), "Harbour Post"),
        (ld(**{"@type": "WebSite", "name": "Harbour Post"}), "Harbour Post"),
        ("", None),
    ],
    ids=["site-name", "application", "string", "reference", "address-is-no-name", "web-site", "none"],
)
def test_the_publisher_is_named(head: str, expected: str | None) -> None:
    assert read(head).publisher == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (metas(og__description="Fog &amp;amp; &lt;b&gt;fuel&lt;/b&gt;"), "Fog & fuel"),
        ('<meta name="description" content="Fog">', "Fog"),
        (
            metas(og__description="Fog lay over…") + '<meta name="description" content="Fog lay over the bay.">',
            "Fog lay over the bay.",
        ),
        (metas(og__title="Ferry late", og__description="Ferry late"), None),
        ('<meta name="description" content=" ">', None),
    ],
    ids=["escaped-twice", "meta", "whole-rather-than-cut", "only-the-title", "blank"],
)
def test_the_standfirst_is_read(head: str, expected: str | None) -> None:
    assert read(head).description == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (metas(article__tag="fog") + metas(article__tag="ferry"), ["fog", "ferry"]),
        ('<meta name="news_keywords" content="fog, ferry">', ["fog", "ferry"]),
        ('<meta name="keywords" content="fog; ferry;">', ["fog", "ferry"]),
        ('<meta name="keywords" content="ضباب، عبارة">', ["ضباب", "عبارة"]),
        (ld(keywords=["fog", "Fog", "ferry"]) + '<meta name="keywords" content="news">', ["fog", "ferry"]),
        (ld(keywords=[{"@type": "DefinedTerm", "name": "fog"}, None, 5]), ["fog"]),
        ('<meta name="keywords" content=" , ,">', []),
    ],
    ids=["repeated-meta", "news-keywords", "semicolons", "arabic-commas", "each-once", "terms", "only-commas"],
)
def test_keywords_are_read_each_once(head: str, expected: list[str]) -> None:
    assert read(head).tags == expected


def test_keywords_are_bounded() -> None:
    assert len(read(ld(keywords=[f"word {number}" for number in range(1000)])).tags) == 60


def test_microdata_of_a_teaser_is_not_the_articles() -> None:
    body = (
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h2 itemprop="headline">Ferry late</h2>'
        '<meta itemprop="datePublished" content="2026-05-03"></div>'
        '<div itemscope itemtype="https://schema.org/Article"><meta itemprop="dateModified" content="2026-05-09"></div>'
        '<div itemscope itemtype="https://schema.org/Event"><meta itemprop="description" content="Fair"></div>'
    )
    found = read("", body)
    assert (found.title, found.published, found.modified, found.description) == ("Ferry late", "2026-05-03", None, None)


def test_a_picture_title_is_not_the_windows() -> None:
    said = read_declared_metadata(parse_html("<html><body><svg><title>Menu</title></svg><p>Text</p></body></html>"))
    assert said.document_title is None


def test_headings_keep_words_apart_and_letters_together() -> None:
    root = parse_html("<html><body><h1><span>F</span>erry<br>late</h1><h1> </h1></body></html>")
    assert read_declared_metadata(root).headings.all_h1 == ["Ferry late"]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<h1>x</h1>" + '<time datetime="2026-05-01">1 May</time>' * 20_000, id="times"),
        pytest.param('<meta name="date" content="x">' * 20_000, id="metas"),
        pytest.param("<title>" + "a - " * 20_000 + "</title><p>x</p>", id="title"),
        pytest.param("<h1>" + "<span>a</span>" * 20_000 + "</h1>", id="heading"),
        pytest.param(
            '<div itemscope itemtype="s/Article">' + '<i itemprop="datePublished">x</i>' * 80_000, id="microdata"
        ),
        pytest.param(
            "<figure><img src=a><figcaption>" + '<a href="/x">y</a>' * 20_000 + "</figcaption></figure>", id="caption"
        ),
        pytest.param("<figure><img src=a><figcaption>Photo: x</figcaption></figure>" * 10_000, id="figures"),
        pytest.param("<img src=a>" + "<i class=caption>x</i>" * 80_000, id="captions outside figures"),
        pytest.param("<link rel=canonical href='/a'>" * 10_000, id="canonicals"),
    ],
)
def test_hostile_pages_take_bounded_time(page: str) -> None:
    root, start = parse_html(f"<html><body>{page}</body></html>"), time.process_time()
    read_page_metadata(root, url=URL, feed_metadata=NOTHING)
    assert time.process_time() - start < 5  # quadratic work takes minutes on these
