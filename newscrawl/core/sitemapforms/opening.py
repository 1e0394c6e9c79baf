"""A sitemap as it was served, opened: unpacked, told what it is, and cut into pieces small enough to parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from w3lib.encoding import http_content_type_encoding

from newscrawl.core.markup.encoding import to_utf8
from newscrawl.core.unpack import gunzip
from newscrawl.errors import BadSitemap

SitemapKind = Literal["sitemap", "feed", "text", "html"]

CHUNK_BYTES = 2 * 2**20
"""A piece of this size holds some thousands of entries, and takes a worker tenths of a second and 40 MB."""
_MAX_ENTRY_BYTES = 8 * 2**20
"""An entry may list a thousand pictures: a quarter of a megabyte."""
_WHITESPACE = b" \t\r\n\f\v\0"
_SAMPLE_BYTES = 4_096
_ROOT_TAG = re.compile(rb"(?:<(?:\?[^>]*+|![^>\[]*+(?:\[[^\]]*+\]\s*+)?)>\s*+)*+<(?:[\w.-]++:)?([\w.-]++)[^>]*+>")
_ENTRY_END_TAG = re.compile(rb"</(?:[\w.-]+:)?(?:url|sitemap)\s*>", re.IGNORECASE)
_URL_LINE = re.compile(rb"\s*https?://\S+\s*(?:\n|\r|$)", re.IGNORECASE)
_KIND_BY_ROOT: dict[bytes, SitemapKind] = {
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"html": "html",
}


def decode_sitemap(body: bytes, *, content_type: str | None = None, max_bytes: int) -> bytes:
    """The text of a sitemap in UTF-8, without gzip and comments around and in it.

    :param content_type: the header's value, for its charset.
    :param limit: bytes that it may have once unpacked.
    :raises BadSitemap: it is empty (reason `empty_sitemap`).
    :raises ExtractionFailed: it cannot be unpacked.
    """
    text = to_utf8(gunzip(body, max_bytes), encoding=http_content_type_encoding(content_type)).lstrip(_WHITESPACE)
    text = _strip_comments(text).lstrip(_WHITESPACE)
    if not text:
        raise BadSitemap("the sitemap is empty", reason="empty_sitemap")
    return text


def _strip_comments(text: bytes) -> bytes:
    """One that is never closed ends the text. A regular expression would take quadratic time for many of those."""
    if b"<!--" not in text:
        return text
    kept, position = [], 0
    while (start := text.find(b"<!--", position)) >= 0:
        kept.append(text[position:start])
        end = text.find(b"-->", start + 4)
        position = end + 3 if end >= 0 else len(text)
    return b"".join([*kept, text[position:]])


def detect_sitemap_kind(text: bytes) -> SitemapKind:
    """What the opened text is: a sitemap or an index of them, a feed, a list of addresses, or an HTML page.

    :raises BadSitemap: none of them (reason `not_a_sitemap`).

    >>> detect_sitemap_kind(b'<?xml version="1.0"?><sm:urlset xmlns:sm="http://example.com/wrong">')
    'sitemap'
    """
    root = _ROOT_TAG.match(text, 0, _SAMPLE_BYTES * 16)
    if root and (kind := _KIND_BY_ROOT.get(root[1].lower())):
        return kind
    sample = text[:_SAMPLE_BYTES].lower()
    if b"<loc" in sample or b":loc>" in sample:  # the root is missing or misspelt
        return "sitemap"
    if b"<html" in sample or b"<body" in sample or b"<!doctype html" in sample:
        return "html"
    if _URL_LINE.match(text):
        return "text"
    raise BadSitemap("no sitemap: neither XML, a feed nor a list of addresses", reason="not_a_sitemap")


def iter_xml_chunks(text: bytes) -> Iterator[bytes]:
    """The entries of an XML sitemap, some at a time, cut where an entry ends; the first piece holds its head, too.

    :raises BadSitemap: an entry has no end (reason `not_a_sitemap`).
    """
    start, end = _root_tag_end(text), len(text)
    while start < end:
        boundary = _ENTRY_END_TAG.search(text, min(start + CHUNK_BYTES, end))
        stop = boundary.end() if boundary else end
        if stop - start > CHUNK_BYTES + _MAX_ENTRY_BYTES:
            raise BadSitemap("an entry of the sitemap has no end", reason="not_a_sitemap")
        yield text[start:stop]
        start = stop


def iter_url_list_chunks(text: bytes) -> Iterator[bytes]:
    """The lines of a list of addresses, some at a time."""
    start, end = 0, len(text)
    while start < end:
        boundary = text.find(b"\n", min(start + CHUNK_BYTES, end))
        stop = boundary + 1 if boundary >= 0 else end
        yield text[start:stop]
        start = stop


def _root_tag_end(text: bytes) -> int:
    """Where the root's start tag ends. What stands before it, entities of its own among it, is never parsed."""
    root = _ROOT_TAG.match(text, 0, _SAMPLE_BYTES * 16)
    return root.end() if root and root[1].lower() in _KIND_BY_ROOT else 0
