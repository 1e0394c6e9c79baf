"""All metadata of a page, read at once."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata, Image
from newscrawl.metadata.page_metadata import read_page_metadata
from tests.metadata.helpers import NO_FEED, TEXT, URL, jsonld, meta_tags, read


def test_every_field_of_a_page_with_full_markup_is_read() -> None:
    article = jsonld(
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
    metadata = read(f'<title>Ferry late again | Harbour Post</title><link rel="canonical" href="{URL}">{article}')
    assert metadata.title == "Ferry late again"
    assert metadata.description == "Fog & fuel"
    assert metadata.publisher == "Harbour Post"
    assert metadata.canonical_url == URL
    assert (metadata.published, metadata.modified) == ("2026-05-03T10:00:00+02:00", "2026-05-03T12:30:00+02:00")
    assert metadata.published_source == "jsonld:datePublished"
    assert metadata.language == "en-GB"
    assert metadata.section == "City"
    assert metadata.tags == ["ferry", "fog"]
    assert metadata.images == [Image(url="https://img.example/pier.jpg", caption="The pier.", credit="Ana Lima")]
    assert metadata.access_evidence == ["jsonld:isAccessibleForFree=free"]
    assert metadata.article_body == "<p>First.</p><p>Second &quot;line&quot;.</p>"
    assert metadata.article_node is not None
    assert len(metadata.jsonld_nodes) == 2


def test_a_page_without_metadata_has_only_a_detected_language_and_the_words_of_its_url() -> None:
    metadata = read(lang="")
    assert (metadata.title, metadata.published) == ("Ferry late again", None)
    assert (metadata.canonical_url, metadata.article_node) == (None, None)
    assert metadata.language == "en"
    assert (metadata.tags, metadata.images, metadata.access_evidence) == ([], [], [])


FEED = FeedMetadata(
    title="From the feed",
    published="2026-05-01T08:00:00+00:00",
    modified="2026-05-02T08:00:00+00:00",
    tags=("feed",),
    language="de",
    summary="Summary of the feed",
)


def test_feed_metadata_is_used_only_where_the_page_states_nothing() -> None:
    metadata = read(lang="", feed_metadata=FEED, body="<p>Ok</p>")
    assert (metadata.title, metadata.description, metadata.tags) == ("From the feed", "Summary of the feed", ["feed"])
    assert (metadata.published, metadata.published_source) == ("2026-05-01T08:00:00+00:00", "feed")
    assert metadata.language == "de"
    script = jsonld(headline="Ferry late again", datePublished="2026-05-03", keywords=["fog"], description="Fog")
    metadata = read(script, feed_metadata=FEED)
    assert (metadata.title, metadata.description, metadata.tags) == ("Ferry late again", "Fog", ["fog"])
    assert (metadata.published, metadata.published_source) == ("2026-05-03", "jsonld:datePublished")
    assert metadata.language == "en"


@pytest.mark.parametrize(
    ("body", "url", "expected"),
    [
        (f"<h3>Ferry late</h3><p>{TEXT}</p>", URL, "Ferry late"),
        (f"<p>{TEXT}</p>", URL, "Ferry late again"),
        (f"<p>{TEXT}</p>", "https://www.harbourpost.example/48213", None),
    ],
    ids=["heading", "url", "nothing"],
)
def test_a_page_without_title_has_its_first_heading_or_its_url(body: str, url: str, expected: str | None) -> None:
    assert read("", body, url=url).title == expected


def test_the_tree_is_not_changed() -> None:
    root = parse_html(
        f"<html><head><title>Ferry</title></head><body><h1>Ferry</h1><p>3 May 2026</p><p>{TEXT}</p></body></html>"
    )
    before = etree.tostring(root)
    read_page_metadata(root, url=None, feed_metadata=NO_FEED)
    assert etree.tostring(root) == before


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (meta_tags(og__site_name="Harbour Post"), "Harbour Post"),
        ('<meta name="application-name" content="Harbour Post">', "Harbour Post"),
        (jsonld(publisher="Harbour Post"), "Harbour Post"),
        (
            jsonld(publisher={"@id": "#p"}) + jsonld(**{"@type": "Organization", "@id": "#p", "name": "Harbour Post"}),
            "Harbour Post",
        ),
        (
            jsonld(publisher="https://harbourpost.example/") + meta_tags(og__site_name="Harbour Post"),
            "Harbour Post",
        ),
        (jsonld(**{"@type": "WebSite", "name": "Harbour Post"}), "Harbour Post"),
        ('<title>Ferry late</title><meta name="application-name" content="Ferry late">', None),
        ("", None),
    ],
    ids=["site-name", "application", "string", "reference", "url-is-not-a-name", "web-site", "headline", "none"],
)
def test_the_publisher_is_read(head: str, expected: str | None) -> None:
    assert read(head).publisher == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (meta_tags(og__description="Fog &amp;amp; &lt;b&gt;fuel&lt;/b&gt;"), "Fog & fuel"),
        ('<meta name="description" content="Fog">', "Fog"),
        (
            meta_tags(og__description="Fog lay over…") + '<meta name="description" content="Fog lay over the bay.">',
            "Fog lay over the bay.",
        ),
        (
            (
                '<meta property=og:description content="A "hook"">'
                """<meta name=description content='A "hook" for "fish".'>"""
            ),
            'A "hook" for "fish".',
        ),
        (meta_tags(og__title="Ferry late", og__description="Ferry late"), None),
        ('<meta name="description" content=" ">', None),
    ],
    ids=[
        "escaped-twice",
        "meta",
        "whole-rather-than-shortened",
        "whole-rather-than-cut-off",
        "only-the-title",
        "blank",
    ],
)
def test_the_description_is_read(head: str, expected: str | None) -> None:
    assert read(head).description == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (meta_tags(article__tag="fog") + meta_tags(article__tag="ferry"), ["fog", "ferry"]),
        ('<meta name="news_keywords" content="fog, ferry">', ["fog", "ferry"]),
        ('<meta name="keywords" content="fog; ferry;">', ["fog", "ferry"]),
        ('<meta name="keywords" content="ضباب، عبارة">', ["ضباب", "عبارة"]),
        (jsonld(keywords=["fog", "Fog", "ferry"]) + '<meta name="keywords" content="news">', ["fog", "ferry"]),
        (jsonld(keywords=[{"@type": "DefinedTerm", "name": "fog"}, None, 5]), ["fog"]),
        ('<meta name="keywords" content=" , ,">', []),
    ],
    ids=["repeated-meta", "news-keywords", "semicolons", "arabic-commas", "each-once", "terms", "only-commas"],
)
def test_keywords_are_read_each_once(head: str, expected: list[str]) -> None:
    assert read(head).tags == expected


def test_at_most_60_keywords_are_read() -> None:
    assert len(read(jsonld(keywords=[f"word {number}" for number in range(1000)])).tags) == 60


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        pytest.param('<link rel="canonical" href="/city/ferry-late-again-48213">', URL, URL, id="relative"),
        pytest.param(f'<link rel="CANONICAL" href="{URL}?a=1">', URL, f"{URL}?a=1", id="any-case"),
        pytest.param(meta_tags(og__url=URL), f"{URL}/amp", URL, id="open-graph"),
        pytest.param('<link rel="canonical" href="/">', URL, None, id="home-page"),
        pytest.param(
            '<link rel="canonical" href="https://www.harbourpost.example/sport/cup-final">',
            URL,
            None,
            id="other-article",
        ),
        pytest.param('<link rel="canonical" href="/">' + meta_tags(og__url=URL), URL, URL, id="next-one"),
        pytest.param('<link rel="canonical" href="javascript:void(0)">', URL, None, id="not-a-url"),
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
            id="resembles-the-title",
        ),
        pytest.param(
            '<base href="https://b.example/"><link rel="canonical" href="a/ferry-late-again">',
            URL,
            "https://b.example/a/ferry-late-again",
            id="base",
        ),
        pytest.param(f'<link rel="canonical" href="{URL}">', None, URL, id="served-url-unknown"),
    ],
)
def test_a_canonical_url_is_accepted_if_it_can_be_correct(head: str, url: str | None, expected: str | None) -> None:
    assert read(head, url=url).canonical_url == expected


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
    read_page_metadata(root, url=URL, feed_metadata=NO_FEED)
    assert time.process_time() - start < 5  # quadratic work takes minutes on these
