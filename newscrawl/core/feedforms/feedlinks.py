"""The feeds that a page links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.core.markup.html import parse_html
from newscrawl.core.urls import absolute, normalise_url, registrable_domain
from newscrawl.errors import ExtractionFailed, NotAnArticle

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/x-rss+xml",
        "text/rss+xml",
        "text/atom+xml",
    }
)
_VAGUE_TYPES = frozenset({"application/xml", "text/xml", "application/json", "text/rss", ""})
"""Types that feeds share with site maps, players and WordPress's API: here the address must look like a feed's."""
_FEED_PATH = re.compile(
    r"""(?:^|[/.]) (?:rss|atom|feeds?|rdf) (?:[-_]?[\d.]+)? (?:/(?:index|all|news|full)?)?
      (?:\.(?:xml|rss|rdf|atom|json|php))? /?$
    | [-_] (?:rss|atom|feed) \.(?:xml|rss|rdf|atom|json|php)$
    | (?:^|/) (?:rss|feeds?) /[^/]+ \.(?:xml|rss|rdf|atom)$""",
    re.IGNORECASE | re.VERBOSE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type)=(?:rss2?|atom|rdf|feed)(?:&|$)", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|replies", re.IGNORECASE)
_MOST_FEEDS = 50
"""A page of feeds lists dozens; more is a trap or a mistake."""


def find_feeds(body: bytes | str, *, url: str) -> list[str]:
    """The addresses of the feeds that the page at `url` links, in its order, each once, at most 50.

    What it declares in `<link rel="alternate">` comes first, then links in its text to feeds of its own site.
    Feeds of comments are left out. A page that cannot be read links none.
    """
    try:
        root = parse_html(body)
    except (NotAnArticle, ExtractionFailed):
        return []
    base = absolute(url, root.xpath("string(//base/@href)")) or url
    found: dict[str, str] = {}
    for href in (*_declared(root), *_linked(root, base)):
        address = absolute(
            base, re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", href.strip(), flags=re.IGNORECASE)
        )
        if address and not _COMMENTS.search(address):
            found.setdefault(normalise_url(address), address)
    return list(found.values())[:_MOST_FEEDS]


def _declared(root: HtmlElement) -> Iterator[str]:
    for link in root.iter("link"):
        href, kind = link.get("href") or "", (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" not in (link.get("rel") or "").lower().split():
            continue
        if kind in _FEED_TYPES or (kind in _VAGUE_TYPES and _looks_like_a_feed(href)):
            yield href


def _linked(root: HtmlElement, base: str) -> Iterator[str]:
    site = registrable_domain(base)
    for link in root.iter("a"):
        href = link.get("href") or ""
        if _looks_like_a_feed(href) and registrable_domain(absolute(base, href) or "") == site:
            yield href


def _looks_like_a_feed(href: str) -> bool:
    """Whether the address ends like a feed's.

    >>> _looks_like_a_feed("/politics/rss.xml"), _looks_like_a_feed("/?feed=rss2"), _looks_like_a_feed("/what-is-rss")
    (True, True, False)
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    return bool(_FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query))
