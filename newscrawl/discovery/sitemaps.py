"""What sitemaps list: the articles in the wanted date range, and the child sitemaps of an index in the best order.

Also where the sitemaps of a site are: in its robots.txt, or at common paths.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from protego import Protego

from newscrawl.discovery.date_range import DateRange
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.robots import decode_robots
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
from newscrawl.items import Link
from newscrawl.metadata.date_parser import to_aware_datetime
from newscrawl.rules.schema import NavigationWords
from newscrawl.urls.normalize import normalize_url, resolve_url
from newscrawl.urls.url_dates import UrlDateRange, parse_article_url_dates, parse_sitemap_url_dates

MAX_SITEMAP_URLS = 50_000
"""The most URLs that a sitemap may list, by the protocol (https://www.sitemaps.org/protocol.html)."""

COMMON_SITEMAP_PATHS = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/wp-sitemap.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemapindex.xml",
    "/sitemap/sitemap.xml",
    "/sitemaps.xml",
    "/sitemap-0.xml",
    "/sitemap.xml.gz",
    "/sitemap.txt",
)
"""Paths of sitemaps that no robots.txt names, the most frequent first. They are tried one after the other; those of
WordPress, Ghost, Drupal, TYPO3, Joomla, Hugo, Next.js, Astro and Gatsby are among them."""

_NEWS_SITEMAP = re.compile(r"(?:^|[^a-z])(?:google)?[-_]?news(?:[^a-z]|$)|latest|recent|48h", re.IGNORECASE)
_NON_ARTICLE_SITEMAP = re.compile(
    r"(?:^|[^a-z])(?:images?|videos?|photos?|galler(?:y|ies)|authors?|users?|tags?|topics?|categor(?:y|ies)|taxonom"
    r"(?:y|ies)|sections?|products?|attachments?|podcasts?)(?:[^a-z]|$)",
    re.IGNORECASE,
)

_UNKNOWN_DATE = datetime(1990, 1, 1, tzinfo=UTC)
"""Stands for a date that is not known: it is older than all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSitemap:
    """The decoded text of a sitemap."""

    kind: SitemapKind
    text: bytes
    fault: str | None = None
    """What is wrong with its gzip: the text is what comes before the fault. None if nothing is wrong."""


def open_sitemap(body: bytes, *, content_type: str | None, max_bytes: int) -> OpenedSitemap:
    """The format of a sitemap, and its decoded text.

    :param content_type: the value of the Content-Type header, which may name the charset.
    :param max_bytes: the size that the unpacked sitemap may have.
    :raises BadSitemap: the body is not a sitemap, or is empty.
    :raises ExtractionFailed: it cannot be unpacked, or is too large.
    """
    text, fault = decode_sitemap(body, content_type=content_type, max_bytes=max_bytes)
    kind = detect_sitemap_kind(text)
    if kind == "html":
        raise BadSitemap("no sitemap: it is an HTML page", reason="not_a_sitemap")
    return OpenedSitemap(kind=kind, text=text, fault=fault)


def iter_chunks(kind: SitemapKind, text: bytes) -> Iterator[bytes]:
    """Split the text of a sitemap into chunks for `read_chunk`. A feed is one chunk.

    :raises BadSitemap: an entry has no end.
    """
    if kind == "sitemap":
        return iter_xml_chunks(text)
    return iter_url_list_chunks(text) if kind == "text" else iter([text])


def read_chunk(
    kind: SitemapKind, chunk: bytes, url: str, date_range: DateRange, navigation: NavigationWords
) -> SitemapEntries:
    """What a chunk lists: the articles that can be from the date range, and all child sitemaps.

    Sitemaps also list home pages, sections, tag pages and imprints. These are left out: they are recognised by their
    URLs, except where the sitemap says that they are news.

    :param url: the URL of the sitemap.
    :raises BadFeed: the chunk looked like a feed, but is not one, or links nothing.
    """
    if kind == "feed":
        feed = read_feed(chunk, url=url)
        entries = SitemapEntries(links=feed.links, listed_count=len(feed.links), unlinked_count=feed.unlinked_count)
    else:
        entries = read_xml_chunk(chunk, url=url) if kind == "sitemap" else read_url_list_chunk(chunk)
    page_links = [
        link
        for link in entries.links
        if link.feed_metadata.published or classify_url(link.url, navigation) != "not_article"
    ]
    links_in_range = tuple(link for link in page_links if is_in_date_range(link, date_range))
    return replace(entries, links=links_in_range, non_article_count=len(entries.links) - len(page_links))


def select_children(children: Sequence[ChildSitemap], date_range: DateRange) -> list[ChildSitemap]:
    """The child sitemaps that can list articles from the date range, those with the newest articles first.

    Two things decide: when a sitemap was changed, and the dates and words in its URL. Sitemaps of authors, images and
    the like are left out. If no sitemap is left, the first in the order is taken all the same, because some indexes
    have dates that are never updated.
    """
    dates_in_urls = parse_sitemap_url_dates([child.url for child in children])
    ranked = sorted(
        zip(children, dates_in_urls, strict=True),
        key=lambda row: (-_rank_sitemap(row[0].url), -_latest_article_time(*row).timestamp()),
    )
    matching = [
        child
        for child, url_dates in ranked
        if _rank_sitemap(child.url) and date_range.may_contain(modified=child.modified, url_dates=url_dates)
    ]
    return matching or [child for child, _ in ranked[:1]]


def is_in_date_range(link: Link, date_range: DateRange) -> bool:
    """Whether an article can have been published in the date range, by what is known of the link."""
    metadata = link.feed_metadata
    return not date_range or date_range.may_contain(
        published=metadata.published, modified=metadata.modified, url_dates=parse_article_url_dates(link.url)
    )


def sort_newest_first(links: Iterable[Link]) -> list[Link]:
    """Sort links by their date of publication, or of change if that is not known; links without a date come last."""
    return sorted(links, key=_sort_date, reverse=True)


def find_sitemaps_in_robots(body: bytes, *, url: str) -> list[str]:
    r"""The URLs of the sitemaps that a robots.txt names, in its order, each once.

    >>> find_sitemaps_in_robots(b"Sitemap: /a.xml\nsitemap:https://example.com/b.xml", url="https://example.com/robots.txt")
    ['https://example.com/a.xml', 'https://example.com/b.xml']
    """
    declared_urls = Protego.parse(decode_robots(body)).sitemaps
    sitemap_urls = (resolve_url(url, declared_url) for declared_url in declared_urls)
    return list({normalize_url(sitemap_url): sitemap_url for sitemap_url in sitemap_urls if sitemap_url}.values())


def get_robots_url(url: str) -> str:
    """The URL of the robots.txt for the host of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def get_common_sitemap_urls(url: str) -> Sequence[str]:
    """The URLs at which the host of a URL may have a sitemap that its robots.txt does not name."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}{path}" for path in COMMON_SITEMAP_PATHS]


def _sort_date(link: Link) -> datetime:
    if link.feed_metadata.published:
        return to_aware_datetime(link.feed_metadata.published)
    url_dates = parse_article_url_dates(link.url)
    if url_dates is not None and url_dates.first == url_dates.last:
        return datetime.combine(url_dates.first, time(), UTC)
    return to_aware_datetime(link.feed_metadata.modified) if link.feed_metadata.modified else _UNKNOWN_DATE


def _rank_sitemap(url: str) -> int:
    """How useful a sitemap is, by the words in its URL: 2 for the newest articles, 1 for any pages, 0 for no articles.

    >>> _rank_sitemap("https://example.com/news-sitemap.xml"), _rank_sitemap("https://example.com/sitemap-2025.xml")
    (2, 1)
    >>> _rank_sitemap("https://example.com/author-sitemap.xml"), _rank_sitemap("https://example.com/newsletter.xml")
    (0, 1)
    """
    name = url.partition("://")[2].partition("/")[2]
    if _NON_ARTICLE_SITEMAP.search(name):
        return 0
    return 2 if _NEWS_SITEMAP.search(name) else 1


def _latest_article_time(child: ChildSitemap, url_dates: UrlDateRange | None) -> datetime:
    """The latest time that an article in a sitemap can have: the dates in the URL and the last change limit it."""
    limits = [datetime.combine(url_dates.last, time.max, UTC)] if url_dates else []
    limits += [to_aware_datetime(child.modified)] if child.modified else []
    return min(limits, default=_UNKNOWN_DATE)
