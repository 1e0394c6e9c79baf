"""Sitemaps: which addresses of a site they list, and what they know of each.

One is never held as a tree: `opened` and cut into `pieces`, each of which `read_chunk` reads on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from protego import Protego

from newscrawl.article import Link
from newscrawl.core.dates import to_aware_datetime
from newscrawl.core.feeds import read_feed
from newscrawl.core.finding.paths import classify_url
from newscrawl.core.markup.encoding import to_utf8
from newscrawl.core.period import DateRange
from newscrawl.core.sitemapforms.entries import SitemapEntries, read_url_list_chunk, read_xml_chunk
from newscrawl.core.sitemapforms.opening import (
    SitemapKind,
    decode_sitemap,
    detect_sitemap_kind,
    iter_url_list_chunks,
    iter_xml_chunks,
)
from newscrawl.core.urldates import parse_article_url_dates
from newscrawl.core.urls import normalize_url, resolve_url
from newscrawl.errors import BadSitemap
from newscrawl.rules.model import NavigationWords

MAX_SITEMAP_URLS = 50_000
"""What one sitemap may list, by the protocol (https://www.sitemaps.org/protocol.html)."""

COMMON_SITEMAP_PATHS = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap.xml.gz",
    "/sitemap.txt",
)
"""Where sitemaps stand that no robots.txt names, the likeliest first."""

_UNDATED = datetime(1990, 1, 1, tzinfo=UTC)


def open_sitemap(body: bytes, *, content_type: str | None, max_bytes: int) -> tuple[SitemapKind, bytes]:
    """What the body is, and its text.

    :param limit: bytes that it may have once unpacked.
    :raises BadSitemap: it is no sitemap.
    :raises ExtractionFailed: it cannot be unpacked.
    """
    text = decode_sitemap(body, content_type=content_type, max_bytes=max_bytes)
    kind = detect_sitemap_kind(text)
    if kind == "html":
        raise BadSitemap("no sitemap: it is an HTML page", reason="not_a_sitemap")
    return kind, text


def iter_chunks(kind: SitemapKind, text: bytes) -> Iterator[bytes]:
    """The text in pieces for `read_chunk`; a feed is one piece.

    :raises BadSitemap: it cannot be cut.
    """
    yield from iter_xml_chunks(text) if kind == "sitemap" else iter_url_list_chunks(text) if kind == "text" else [text]


def read_chunk(
    kind: SitemapKind, chunk: bytes, url: str, date_range: DateRange, navigation: NavigationWords
) -> SitemapEntries:
    """What a piece lists: of the articles those that can be of the period, of other sitemaps all.

    Sitemaps also list home pages, sections, tags and imprints. Those are told by their addresses, unless the sitemap
    calls them news.

    :param url: where the sitemap was served.
    :raises BadFeed: it was taken for a feed, and is none.
    """
    if kind == "feed":
        feed = read_feed(chunk, url=url)
        entries = SitemapEntries(links=feed.links, listed_count=len(feed.links), unlinked_count=feed.unlinked_count)
    else:
        entries = read_xml_chunk(chunk, url=url) if kind == "sitemap" else read_url_list_chunk(chunk, url=url)
    page_links = [
        link for link in entries.links if link.feed_metadata.published or classify_url(link.url, navigation) != "never"
    ]
    links_in_range = tuple(link for link in page_links if is_in_date_range(link, date_range))
    return replace(entries, links=links_in_range, non_article_count=len(entries.links) - len(page_links))


def is_in_date_range(link: Link, date_range: DateRange) -> bool:
    """Whether the article can have been published in the period, as far as its sitemap and address tell."""
    metadata = link.feed_metadata
    return not date_range or date_range.may_contain(
        published=metadata.published, modified=metadata.modified, url_dates=parse_article_url_dates(link.url)
    )


def sort_newest_first(links: Iterable[Link]) -> list[Link]:
    """The links by when they were published, as far as that is known, or changed; those without a date come last."""
    return sorted(links, key=_sort_date, reverse=True)


def find_sitemaps_in_robots(body: bytes, *, url: str) -> list[str]:
    r"""The addresses of the sitemaps that a robots.txt names, in its order, each once.

    >>> find_sitemaps_in_robots(b"Sitemap: /a.xml\nsitemap:https://example.com/b.xml", url="https://example.com/robots.txt")
    ['https://example.com/a.xml', 'https://example.com/b.xml']
    """
    sitemap_urls = (resolve_url(url, sitemap_url) for sitemap_url in Protego.parse(to_utf8(body).decode()).sitemaps)
    return list({normalize_url(address): address for address in sitemap_urls if address}.values())


def get_robots_url(url: str) -> str:
    """The robots.txt of the host that serves this address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def get_common_sitemap_urls(url: str) -> Sequence[str]:
    """Where the host that serves this address may have a sitemap that nobody names."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}{path}" for path in COMMON_SITEMAP_PATHS]


def _sort_date(link: Link) -> datetime:
    if link.feed_metadata.published:
        return to_aware_datetime(link.feed_metadata.published)
    url_dates = parse_article_url_dates(link.url)
    if url_dates is not None and url_dates.first == url_dates.last:
        return datetime.combine(url_dates.first, time(), UTC)
    return to_aware_datetime(link.feed_metadata.modified) if link.feed_metadata.modified else _UNDATED
