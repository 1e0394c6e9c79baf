"""Normalized URLs, the site of a URL, and absolute links."""

from __future__ import annotations

import socket
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url, safe_url_string

from newscrawl.urls.normalize import article_id, normalize_url, registrable_domain, resolve_url

NORMALIZED = "https://example.com/news/harbour-opens?id=7"

ANY_TEXT = st.text(max_size=80)
ODD_URLS = st.builds(
    "{}://{}{}/{}?{}#{}".format,
    st.sampled_from(["http", "https", "HTTP", "ftp", ""]),
    st.sampled_from(["www.", "WWW.", "", "user:pw@", "["]),
    st.sampled_from(["example.com", "example.com:80", "example.com:443", "bücher.example", "[::1]", "a..b", ""]),
    ANY_TEXT,
    ANY_TEXT,
    ANY_TEXT,
)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://example.com/news/harbour-opens?id=7", id="itself"),
        pytest.param("http://example.com/news/harbour-opens?id=7", id="http"),
        pytest.param("HTTPS://Example.COM/news/harbour-opens?id=7", id="case of scheme and host"),
        pytest.param("https://www.example.com/news/harbour-opens?id=7", id="www"),
        pytest.param("https://example.com./news/harbour-opens?id=7", id="dot at the end of the host"),
        pytest.param("https://example.com:443/news/harbour-opens?id=7", id="default port"),
        pytest.param("http://example.com:80/news/harbour-opens?id=7", id="default port of http"),
        pytest.param("https://reader:secret@example.com/news/harbour-opens?id=7", id="user and password"),
        pytest.param("https://example.com/news/harbour-opens/?id=7", id="slash at the end"),
        pytest.param("https://example.com/sport/../news/harbour-opens?id=7", id="dot segments"),
        pytest.param("https://example.com/news/harbour%2dopens?id=7", id="needless escape"),
        pytest.param("https://example.com/news/harbour-opens?id=7#comments", id="fragment"),
        pytest.param("https://example.com/news/harbour-opens?utm_source=feed&id=7&UTM_Medium=x", id="utm"),
        pytest.param("https://example.com/news/harbour-opens?id=7&fbclid=abc&gclid=def", id="click ids"),
        pytest.param("https://example.com/news/harbour-opens?mc_cid=1&id=7&mtm_campaign=2&_ga=3", id="newsletters"),
        pytest.param(" https://example.com/news/harbour-opens?id=7\r\n", id="white space around"),
        pytest.param("https://m.example.com/news/harbour-opens?id=7", id="mobile host"),
        pytest.param("https://www.mobile.example.com/news/harbour-opens?id=7", id="mobile host with www"),
        pytest.param("https://amp.example.com/news/harbour-opens?id=7", id="AMP host"),
        pytest.param("https://example.com/news/harbour-opens?id=7&amp=1", id="AMP parameter"),
        pytest.param("https://example.com/news/harbour-opens?outputType=amp&id=7", id="AMP by output type"),
        pytest.param("https://example.com/news/harbour-opens?id=7&print=true", id="print parameter"),
        pytest.param("https://example.com/news/harbour-opens?id=7&view=print", id="print view"),
        pytest.param("\ufeffhttps://example.com/news/harbour-opens?id=7", id="byte order mark"),
        pytest.param("https://example.com/news/harbour-opens?PHPSESSID=ab12&id=7", id="session of PHP"),
        pytest.param("https://example.com/news/harbour-opens;jsessionid=0A1B.node2?id=7", id="session of a servlet"),
        pytest.param("https://example.com/(S(x4tqmz55fbz3dv45awzyeq55))/news/harbour-opens?id=7", id="ASP.NET session"),
        pytest.param("https://example.com/news/harbour-opens?id=7&ASPSESSIONIDAB=XY", id="session of ASP"),
        pytest.param("https://example.com/news/harbour-opens?sid=9f8e7d6c5b4a39281706f5e4d3c2b1a0&id=7", id="sid"),
    ],
)
def test_urls_of_one_article_have_one_normalized_form(url: str) -> None:
    assert normalize_url(url) == NORMALIZED
    assert article_id(url) == article_id(NORMALIZED)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://example.com/news/harbour-opens?id=8", id="another number"),
        pytest.param("https://example.com/news/harbour-opens", id="no number"),
        pytest.param("https://example.com/news/harbour-opens?id=7&page=2", id="another page"),
        pytest.param("https://example.com/news/Harbour-opens?id=7", id="case of the path"),
        pytest.param("https://example.com/news/harbour-opens/x?id=7", id="a deeper path"),
        pytest.param("https://example.com/news%2Fharbour-opens?id=7", id="an escaped slash"),
        pytest.param("https://example.com:8080/news/harbour-opens?id=7", id="another port"),
        pytest.param("https://edition.example.com/news/harbour-opens?id=7", id="another host"),
        pytest.param("https://example.com/news/harbour-opens?id=7&gallery=3", id="starts like a tracker"),
        pytest.param("https://example.com/news/harbour-opens?id=7&cid=3", id="may number articles"),
        pytest.param("https://example.com/news/harbour-opens?id=7&ref=3", id="may number articles too"),
        pytest.param("https://example.com/news/harbour-opens?id=7&print=2", id="a second print"),
        pytest.param("https://example.com/news/harbour-opens?id=7&view=gallery", id="another view"),
        pytest.param("https://example.com/news/harbour-opens?id=7&amplifier=1", id="not AMP"),
        pytest.param("https://example.com/news/harbour-opens/amp?id=7", id="amp after what may be a section"),
        pytest.param("https://mo.example.com/news/harbour-opens?id=7", id="a host that only begins like a mobile one"),
    ],
)
def test_urls_that_may_be_different_articles_have_different_forms(url: str) -> None:
    assert normalize_url(url) != NORMALIZED
    assert article_id(url) != article_id(NORMALIZED)


@pytest.mark.parametrize(
    "variant",
    [
        "/2026/11/22/ferry-is-late/amp",
        "/2026/11/22/ferry-is-late/amp/",
        "/2026/11/22/ferry-is-late/print",
        "/amp/2026/11/22/ferry-is-late",
        "/print/2026/11/22/ferry-is-late/amp/",
        "/2026/11/22/ferry-is-late.amp",
    ],
)
def test_variants_of_an_article_have_its_id(variant: str) -> None:
    assert article_id(f"https://example.com{variant}") == article_id("https://example.com/2026/11/22/ferry-is-late")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/topics/amp", "/topics"),
        ("/amp/guitars", "/guitars"),
        ("/print", "/"),
        ("/2026/amplifiers", "/2026"),
        ("/ferry-is-late/amp-edition", "/ferry-is-late"),
        ("/ferry-is-late.html", "/ferry-is-late"),
        ("/story/1001", "/story/1002"),
    ],
)
def test_parts_that_may_be_names_are_kept(one: str, other: str) -> None:
    assert article_id(f"https://example.com{one}") != article_id(f"https://example.com{other}")


@pytest.mark.parametrize(
    ("one", "other"),
    [("https://m.blogspot.com/a", "https://blogspot.com/a"), ("https://m.example/a", "https://example/a")],
    ids=["a blog", "a name of one letter"],
)
def test_a_site_with_the_name_m_is_not_a_mobile_variant(one: str, other: str) -> None:
    assert article_id(one) != article_id(other)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.com/a?b=2&a=1&a=0", "https://example.com/a?a=0&a=1&b=2"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://xn--bcher-kva.example/%c3%bc", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://[0:0::1]:8080/a/", "https://[::1]:8080/a"),
        ("https://www.gov/x", "https://www.gov/x"),
        ("https://example.com", "https://example.com"),
        ("https://example.com/", "https://example.com"),
    ],
)
def test_normalized_urls_have_one_spelling(url: str, key: str) -> None:
    assert normalize_url(url) == key


@pytest.mark.parametrize(
    "junk",
    ["", "no URL", "mailto:desk@example.com", "javascript:void(0)", "http://", "http://[::1", "https://x:999999/a"],
)
def test_a_text_that_is_not_a_web_url_is_not_changed(junk: str) -> None:
    assert normalize_url(f" {junk} ") == junk
    assert resolve_url(None, junk) is None


@given(st.one_of(ANY_TEXT, ODD_URLS))
def test_normalizing_never_raises_and_is_idempotent(url: str) -> None:
    once = normalize_url(url)
    assert normalize_url(once) == once
    assert len(article_id(url)) == 32


@given(st.one_of(ANY_TEXT, ODD_URLS), st.one_of(ANY_TEXT, ODD_URLS))
def test_a_link_is_a_web_url_or_none(base: str, href: str) -> None:
    link = resolve_url(base, href)
    assert link is None or (link.startswith(("http://", "https://")) and link.isascii() and link.isprintable())
    registrable_domain(href)


PLAIN_URLS = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", "www.", "a-b.", "xn--", f"{'x' * 70}."]),
    st.sampled_from(["example.com", "example", "news1.co.uk", "1.2.3.4"]),
    st.text("ab0/._~-%2F", max_size=12),
    st.sampled_from(["", "?", "?b=1&a=%20", "?q=a?b", "#top", ";p", "/x;"]),
)


@given(PLAIN_URLS)
def test_the_fast_path_takes_only_urls_that_w3lib_does_not_change(url: str) -> None:
    assert resolve_url("https://example.com/news/a", url) == safe_url_string(urljoin("https://example.com/news/a", url))
    assert normalize_url(url) == normalize_url(canonicalize_url(url))


@pytest.mark.parametrize(
    ("href", "link"),
    [
        ("b", "https://example.com/news/b"),
        ("/b", "https://example.com/b"),
        ("//cdn.example.net/b.jpg", "https://cdn.example.net/b.jpg"),
        ("?page=2", "https://example.com/news/a?page=2"),
        (" http://other.example/x y \n", "http://other.example/x%20y"),
        ("/größe", "https://example.com/gr%C3%B6%C3%9Fe"),
        ("#top", "https://example.com/news/a#top"),
        ("", None),
        (" ", None),
        (None, None),
        ("mailto:desk@example.com", None),
        ("javascript:void(0)", None),
        ("data:text/html,x", None),
        ("file:///etc/hostname", None),
        ("ftp://example.com/a", None),
        ("http://", None),
        ("http://a b.example/", None),
        ("http://example..com/", None),
    ],
)
def test_links_are_made_absolute(href: str | None, link: str | None) -> None:
    assert resolve_url("https://example.com/news/a", href) == link


def test_without_a_base_url_a_link_needs_a_host() -> None:
    assert resolve_url(None, "//example.com/a") == "https://example.com/a"
    assert resolve_url(None, "/a") is None


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.com/a", "example.com"),
        ("https://edition.news.co.uk:8080/a", "news.co.uk"),
        ("https://desk.example.blogspot.com/", "example.blogspot.com"),
        ("https://news.harbourpost.example/", "harbourpost.example"),
        ("https://harbourpost.example", "harbourpost.example"),
        ("https://www.bücher.example/", "xn--bcher-kva.example"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]/", "::1"),
        ("http://localhost/", "localhost"),
        ("no URL", None),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_the_site_of_a_url(url: str, domain: str | None) -> None:
    assert registrable_domain(url) == domain


def test_the_suffix_list_is_read_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    registrable_domain.__globals__["_get_suffix_list"].cache_clear()
    assert registrable_domain("https://a.b.com.au/") == "b.com.au"


def test_a_url_longer_than_servers_accept_is_not_resolved_or_normalized() -> None:
    fits, longer = ("https://harbourpost.example/A?x=1&a=".ljust(chars, "b") for chars in (8_000, 8_001))
    assert resolve_url(None, fits) == fits
    assert normalize_url(fits) != fits
    assert resolve_url(None, longer) is None
    assert normalize_url(longer) == longer
