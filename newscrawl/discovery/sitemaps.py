"""Sitemaps: which addresses of a site they list, and what they know of each.

One is never held as a tree: `opened` and cut into `pieces`, each of which `read_chunk` reads on its own.

Which sitemaps of an index are worth asking for, and in which order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from protego import Protego

from newscrawl.discovery.date_range import DateRange
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.sitemap_parser import (
    ChildSitemap,
    SitemapEntries,
    SitemapKind,
    decode_sitemap,
    detect_sitemap_kind,
    iter_url_list_chunks,
    iter_xml_chunks,
    read_url_list_chunk,
    read_xml_chunk,
)
from newscrawl.discovery.url_patterns import classify_url
from newscrawl.exceptions import BadSitemap
from newscrawl.html.encoding import to_utf8
from newscrawl.items import Link
from newscrawl.metadata.date_parser import to_aware_datetime
from newscrawl.rules.schema import NavigationWords
from newscrawl.urls.normalize import normalize_url, resolve_url
from newscrawl.urls.url_dates import parse_article_url_dates, parse_sitemap_url_dates

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
        link
        for link in entries.links
        if link.feed_metadata.published or classify_url(link.url, navigation) != "not_article"
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


_NEWS_SITEMAP = re.compile(r"(?:^|[^a-z])(?:google)?[-_]?news(?:[^a-z]|$)|latest|recent|48h", re.IGNORECASE)
_NON_ARTICLE_SITEMAP = re.compile(
    r"(?:^|[^a-z])(?:images?|videos?|photos?|galler(?:y|ies)|authors?|users?|tags?|topics?|categor(?:y|ies)|taxonom"
    r"(?:y|ies)|sections?|products?|attachments?|podcasts?)(?:[^a-z]|$)",
    re.IGNORECASE,
)
_UNKNOWN_CHANGE_TIME = datetime(1990, 1, 1, tzinfo=UTC)


def select_children(children: Sequence[ChildSitemap], date_range: DateRange) -> list[ChildSitemap]:
    """The sitemaps that can hold articles of the period, those with the newest first.

    By when they changed and by their names: the dates in them, and words such as `author` and `image`, for those
    that list no articles. Where all are ruled out, the likeliest is asked for all the same: there are indexes whose
    dates nobody keeps up.
    """
    all_url_dates = parse_sitemap_url_dates([child.url for child in children])
    ranked = []
    for position, (child, url_dates) in enumerate(zip(children, all_url_dates, strict=True)):
        changed_at = to_aware_datetime(child.modified) if child.modified else _UNKNOWN_CHANGE_TIME
        latest_named = datetime.combine(url_dates.last, time.max, UTC) if url_dates else changed_at
        # A name that says 2025 says little of today: its own date decides, where there is one.
        newest = min(latest_named, changed_at) if url_dates and child.modified else latest_named
        ranked.append((-rank_sitemap(child.url), -newest.timestamp(), position, child, url_dates))
    ranked.sort(key=lambda row: row[:3])
    matching = [
        child
        for negative_rank, *_, child, named in ranked
        if negative_rank and date_range.may_contain(modified=child.modified, url_dates=named)
    ]
    return matching or [child for *_, child, _ in ranked[:1]]


def rank_sitemap(url: str) -> int:
    """What a sitemap of this name lists: 2 is the newest articles, 1 any pages, 0 other things.

    >>> rank_sitemap("https://example.com/news-sitemap.xml"), rank_sitemap("https://example.com/sitemap-2025.xml")
    (2, 1)
    >>> rank_sitemap("https://example.com/author-sitemap.xml"), rank_sitemap("https://example.com/newsletter.xml")
    (0, 1)
    """
    name = url.partition("://")[2].partition("/")[2]
    if _NON_ARTICLE_SITEMAP.search(name):
        return 0
    return 2 if _NEWS_SITEMAP.search(name) else 1
