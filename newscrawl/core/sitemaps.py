"""Sitemaps: which addresses of a site they list, and what they know of each.

One is never held as a tree: `opened` and cut into `pieces`, each of which `read_piece` reads on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from protego import Protego

from newscrawl.article import Link
from newscrawl.core.dates import moment
from newscrawl.core.feeds import read_feed
from newscrawl.core.finding.paths import shape_of
from newscrawl.core.markup.encoding import to_utf8
from newscrawl.core.period import Period
from newscrawl.core.sitemapforms.entries import Entries, read_entries, read_lines
from newscrawl.core.sitemapforms.opening import SitemapKind, kind_of, lines, opened, pieces
from newscrawl.core.urldates import days_of_article
from newscrawl.core.urls import absolute, normalise_url
from newscrawl.errors import BadSitemap
from newscrawl.rules.model import NavigationWords

MOST_ADDRESSES = 50_000
"""What one sitemap may list, by the protocol (https://www.sitemaps.org/protocol.html)."""

COMMON_PLACES = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap.xml.gz",
    "/sitemap.txt",
)
"""Where sitemaps stand that no robots.txt names, the likeliest first."""

_LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def open_sitemap(body: bytes, *, content_type: str | None, limit: int) -> tuple[SitemapKind, bytes]:
    """What the body is, and its text.

    :param limit: bytes that it may have once unpacked.
    :raises BadSitemap: it is no sitemap.
    :raises ExtractionFailed: it cannot be unpacked.
    """
    text = opened(body, content_type=content_type, limit=limit)
    kind = kind_of(text)
    if kind == "html":
        raise BadSitemap("no sitemap: it is an HTML page", reason="not_a_sitemap")
    return kind, text


def cut(kind: SitemapKind, text: bytes) -> Iterator[bytes]:
    """The text in pieces for `read_piece`; a feed is one piece.

    :raises BadSitemap: it cannot be cut.
    """
    yield from pieces(text) if kind == "sitemap" else lines(text) if kind == "text" else [text]


def read_piece(kind: SitemapKind, piece: bytes, url: str, period: Period, navigation: NavigationWords) -> Entries:
    """What a piece lists: of the articles those that can be of the period, of other sitemaps all.

    Sitemaps also list home pages, sections, tags and imprints. Those are told by their addresses, unless the sitemap
    calls them news.

    :param url: where the sitemap was served.
    :raises BadFeed: it was taken for a feed, and is none.
    """
    if kind == "feed":
        feed = read_feed(piece, url=url)
        found = Entries(links=feed.links, listed=len(feed.links), unlinked=feed.unlinked)
    else:
        found = read_entries(piece, url=url) if kind == "sitemap" else read_lines(piece, url=url)
    links = [link for link in found.links if link.hints.published or shape_of(link.url, navigation) != "never"]
    fitting = tuple(link for link in links if fits(link, period))
    return replace(found, links=fitting, others=len(found.links) - len(links))


def fits(link: Link, period: Period) -> bool:
    """Whether the article can have been published in the period, as far as its sitemap and address tell."""
    known = link.hints
    return not period or period.may_hold(
        published=known.published, modified=known.modified, days=days_of_article(link.url)
    )


def newest_first(links: Iterable[Link]) -> list[Link]:
    """The links by when they were published, as far as that is known, or changed; those without a date come last."""
    return sorted(links, key=_when, reverse=True)


def sitemaps_in_robots(body: bytes, *, url: str) -> list[str]:
    r"""The addresses of the sitemaps that a robots.txt names, in its order, each once.

    >>> sitemaps_in_robots(b"Sitemap: /a.xml\nsitemap:https://example.com/b.xml", url="https://example.com/robots.txt")
    ['https://example.com/a.xml', 'https://example.com/b.xml']
    """
    stated = (absolute(url, address) for address in Protego.parse(to_utf8(body).decode()).sitemaps)
    return list({normalise_url(address): address for address in stated if address}.values())


def robots_address(url: str) -> str:
    """The robots.txt of the host that serves this address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def common_places(url: str) -> Sequence[str]:
    """Where the host that serves this address may have a sitemap that nobody names."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}{path}" for path in COMMON_PLACES]


def _when(link: Link) -> datetime:
    if link.hints.published:
        return moment(link.hints.published)
    days = days_of_article(link.url)
    if days is not None and days.first == days.last:
        return datetime.combine(days.first, time(), UTC)
    return moment(link.hints.modified) if link.hints.modified else _LONG_AGO
