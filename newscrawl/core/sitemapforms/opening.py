"""A sitemap as it was served, opened: unpacked, told what it is, and cut into pieces small enough to parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from w3lib.encoding import http_content_type_encoding

from newscrawl.core.markup.encoding import to_utf8
from newscrawl.core.unpack import unpack
from newscrawl.errors import BadSitemap

SitemapKind = Literal["sitemap", "feed", "text", "html"]

PIECE_BYTES = 2 * 2**20
"""A piece of this size holds some thousands of entries, and takes a worker tenths of a second and 40 MB."""
_LONGEST_ENTRY = 8 * 2**20
"""An entry may list a thousand pictures: a quarter of a megabyte."""
_WHITE = b" \t\r\n\f\v\0"
_SAMPLE = 4_096
_ROOT = re.compile(rb"(?:<(?:\?[^>]*+|![^>\[]*+(?:\[[^\]]*+\]\s*+)?)>\s*+)*+<(?:[\w.-]++:)?([\w.-]++)[^>]*+>")
_ENTRY_END = re.compile(rb"</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.IGNORECASE)
_ADDRESS_LINE = re.compile(rb"\s*https?://\S+\s*(?:\n|\r|$)", re.IGNORECASE)
_ROOTS: dict[bytes, SitemapKind] = {
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"html": "html",
}


def opened(body: bytes, *, content_type: str | None = None, limit: int) -> bytes:
    """The text of a sitemap in UTF-8, without gzip and comments around and in it.

    :param content_type: the header's value, for its charset.
    :param limit: bytes that it may have once unpacked.
    :raises BadSitemap: it is empty (reason `empty_sitemap`).
    :raises ExtractionFailed: it cannot be unpacked.
    """
    text = to_utf8(unpack(body, limit), encoding=http_content_type_encoding(content_type)).lstrip(_WHITE)
    text = _without_comments(text).lstrip(_WHITE)
    if not text:
        raise BadSitemap("the sitemap is empty", reason="empty_sitemap")
    return text


def _without_comments(text: bytes) -> bytes:
    """One that is never closed ends the text. A regular expression would take quadratic time for many of those."""
    if b"<!--" not in text:
        return text
    parts, at = [], 0
    while (start := text.find(b"<!--", at)) >= 0:
        parts.append(text[at:start])
        end = text.find(b"-->", start + 4)
        at = end + 3 if end >= 0 else len(text)
    return b"".join([*parts, text[at:]])


def kind_of(text: bytes) -> SitemapKind:
    """What the opened text is: a sitemap or an index of them, a feed, a list of addresses, or an HTML page.

    :raises BadSitemap: none of them (reason `not_a_sitemap`).

    >>> kind_of(b'<?xml version="1.0"?><sm:urlset xmlns:sm="http://example.com/wrong">')
    'sitemap'
    """
    root = _ROOT.match(text, 0, _SAMPLE * 16)
    if root and (kind := _ROOTS.get(root[1].lower())):
        return kind
    sample = text[:_SAMPLE].lower()
    if b"<loc" in sample or b":loc>" in sample:  # the root is missing or misspelt
        return "sitemap"
    if b"<html" in sample or b"<body" in sample or b"<!doctype html" in sample:
        return "html"
    if _ADDRESS_LINE.match(text):
        return "text"
    raise BadSitemap("no sitemap: neither XML, a feed nor a list of addresses", reason="not_a_sitemap")


def pieces(text: bytes) -> Iterator[bytes]:
    """The entries of an XML sitemap, some at a time, cut where an entry ends; the first piece holds its head, too.

    :raises BadSitemap: an entry has no end (reason `not_a_sitemap`).
    """
    start, end = _head(text), len(text)
    while start < end:
        cut = _ENTRY_END.search(text, min(start + PIECE_BYTES, end))
        stop = cut.end() if cut else end
        if stop - start > PIECE_BYTES + _LONGEST_ENTRY:
            raise BadSitemap("an entry of the sitemap has no end", reason="not_a_sitemap")
        yield text[start:stop]
        start = stop


def lines(text: bytes) -> Iterator[bytes]:
    """The lines of a list of addresses, some at a time."""
    start, end = 0, len(text)
    while start < end:
        cut = text.find(b"\n", min(start + PIECE_BYTES, end))
        stop = cut + 1 if cut >= 0 else end
        yield text[start:stop]
        start = stop


def _head(text: bytes) -> int:
    """Where the root's start tag ends. What stands before it, entities of its own among it, is never parsed."""
    root = _ROOT.match(text, 0, _SAMPLE * 16)
    return root.end() if root and root[1].lower() in _ROOTS else 0
