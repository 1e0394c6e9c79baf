"""The feeds that a page links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.core.markup.html import parse_html
from newscrawl.core.urls import normalize_url, registrable_domain, resolve_url
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
_AMBIGUOUS_TYPES = frozenset({"application/xml", "text/xml", "application/json", "text/rss", ""})
"""Types that feeds share with site maps, players and WordPress's API: here the address must look like a feed's."""
_FEED_PATH = re.compile(
    r"""(?:^|[/.]) (?:rss|atom|feeds?|rdf) (?:[-_]?[\d.]+)? (?:/(?:index|all|news|full)?)?
      (?:\.(?:xml|rss|rdf|atom|json|php))? /?$
    | [-_] (?:rss|atom|feed) \.(?:xml|rss|rdf|atom|json|php)$
    | (?:^|/) (?:rss|feeds?) /[^/]+ \.(?:xml|rss|rdf|atom)$""",
    re.IGNORECASE | re.VERBOSE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type)=(?:rss2?|atom|rdf|feed)(?:&|$)", re.IGNORECASE)
_COMMENTS_FEED = re.compile(r"comment|kommentar|replies", re.IGNORECASE)
_MAX_FEEDS = 50
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
    base_url = resolve_url(url, root.xpath("string(//base/@href)")) or url
    feed_urls: dict[str, str] = {}
    for href in (*_declared_feeds(root), *_linked_feeds(root, base_url)):
        feed_url = resolve_url(
            base_url, re.sub(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", "", href.strip(), flags=re.IGNORECASE)
        )
        if feed_url and not _COMMENTS_FEED.search(feed_url):
            feed_urls.setdefault(normalize_url(feed_url), feed_url)
    return list(feed_urls.values())[:_MAX_FEEDS]


def _declared_feeds(root: HtmlElement) -> Iterator[str]:
    for link in root.iter("link"):
        href, media_type = link.get("href") or "", (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" not in (link.get("rel") or "").lower().split():
            continue
        if media_type in _FEED_TYPES or (media_type in _AMBIGUOUS_TYPES and _is_feed_url(href)):
            yield href


def _linked_feeds(root: HtmlElement, base_url: str) -> Iterator[str]:
    page_domain = registrable_domain(base_url)
    for link in root.iter("a"):
        href = link.get("href") or ""
        if _is_feed_url(href) and registrable_domain(resolve_url(base_url, href) or "") == page_domain:
            yield href


def _is_feed_url(href: str) -> bool:
    """Whether the address ends like a feed's.

    >>> _is_feed_url("/politics/rss.xml"), _is_feed_url("/?feed=rss2"), _is_feed_url("/what-is-rss")
    (True, True, False)
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    return bool(_FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query))
