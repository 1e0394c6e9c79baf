"""The feeds that a page links."""

from __future__ import annotations

import pytest

from newscrawl.discovery.feeds import find_feeds

URL = "https://www.harbour.example/news/"


def page(head: str = "", body: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><p>Hello</p>{body}</body></html>"


@pytest.mark.parametrize(
    ("tag", "feed"),
    [
        pytest.param('<link rel="alternate" type="application/rss+xml" href="/rss">', "/rss", id="RSS"),
        pytest.param('<LINK REL="Alternate" TYPE="application/atom+xml" HREF="atom">', "/news/atom", id="upper case"),
        pytest.param('<link rel="alternate home" type="application/feed+json" href="/x">', "/x", id="JSON Feed"),
        pytest.param(
            '<link rel=alternate type="application/rss+xml; charset=utf-8" href=/a>', "/a", id="with a charset"
        ),
        pytest.param(
            '<link rel="alternate" type="application/json" href="/feed.json">', "/feed.json", id="JSON like a feed"
        ),
        pytest.param('<link rel="alternate" type="application/json" href="/wp-json/1">', None, id="another JSON"),
        pytest.param('<link rel="alternate" type="application/json+oembed" href="/feed">', None, id="oEmbed"),
        pytest.param('<link rel="alternate" hreflang="fr" href="/fr/">', None, id="a language"),
        pytest.param('<link rel="alternate" type="text/html" href="/feed">', None, id="a page"),
        pytest.param('<link rel="stylesheet" type="application/rss+xml" href="/rss">', None, id="not an alternate"),
        pytest.param('<link rel="alternate" type="application/rss+xml" href="/comments/feed/">', None, id="comments"),
        pytest.param('<link rel="alternate" type="application/rss+xml" href="/?feed=comments-rss2">', None, id="rss2"),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="/kommentare/rss">', "/kommentare/rss", id="opinion"
        ),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="/commentary/rss">', "/commentary/rss", id="longer"
        ),
        pytest.param('<link rel="alternate" type="application/rss+xml">', None, id="without a URL"),
        pytest.param('<link rel="alternate" type="application/rss+xml" href="http://[">', None, id="a broken URL"),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="feed://a.example/f">', "a.example/f", id="feed:"
        ),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="feed:https://a.example/f">',
            "a.example/f",
            id="feed:https:",
        ),
    ],
)
def test_feeds_that_a_page_declares(tag: str, feed: str | None) -> None:
    expected = {None: [], "a.example/f": ["https://a.example/f"]}.get(feed, [f"https://www.harbour.example{feed}"])
    assert find_feeds(page(head=tag), url=URL) == expected


@pytest.mark.parametrize(
    ("href", "is_feed"),
    [
        ("/rss", True),
        ("/rss/", True),
        ("/politics/rss.xml", True),
        ("/feeds/politics.xml", True),
        ("/feeds/index.xml", True),
        ("/topstories.rss", True),
        ("/news.atom", True),
        ("/rss2.0.xml", True),
        ("/news-rss.xml", True),
        ("/index.rdf", True),
        ("/?feed=rss2", True),
        ("/index.php?format=feed&type=rss", True),
        ("https://feeds.harbour.example/rss", True),
        ("https://other.example/rss", False),
        ("/what-is-rss", False),
        ("/news/feeding-the-gulls", False),
        ("/sitemap.xml", False),
        ("/comments/feed", False),
        ("mailto:rss", False),
        ("", False),
    ],
)
def test_feeds_that_a_page_links_in_its_text(href: str, is_feed: bool) -> None:
    assert bool(find_feeds(page(body=f'<a href="{href}">Feed</a>'), url=URL)) is is_feed


def test_declared_feeds_come_first_each_once_in_the_order_of_the_page() -> None:
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{name}.rss">' for name in "ba")
    body = '<a href="/c.rss">c</a><a href="http://harbour.example/a.rss">a</a><a href="/d.rss">d</a>'
    names = [url[-5:] for url in find_feeds(page(head, body), url=URL)]
    assert names == ["b.rss", "a.rss", "c.rss", "d.rss"]


def test_the_base_url_of_the_page_counts() -> None:
    head = '<base href="https://cdn.example/x/"><link rel="alternate" type="application/rss+xml" href="rss">'
    assert find_feeds(page(head), url=URL) == ["https://cdn.example/x/rss"]


def test_a_page_with_too_many_feeds_gives_the_first_ones() -> None:
    body = "".join(f'<a href="/{number}/rss">x</a>' for number in range(300))
    assert len(find_feeds(page(body=body), url=URL)) == 50


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01", b"%PDF-1.4", b"{}", "<p>no links</p>"])
def test_a_body_that_is_not_a_page_links_no_feed(body: bytes | str) -> None:
    assert find_feeds(body, url=URL) == []
