"""A sitemap as it was served, opened: unpacked, told what it is, and cut into pieces small enough to parse.

The entries of a piece of a sitemap: an address, and what the sitemap knows of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml import etree
from w3lib.encoding import http_content_type_encoding

from newscrawl.exceptions import BadSitemap
from newscrawl.html.encoding import to_utf8
from newscrawl.html.gzip import gunzip
from newscrawl.html.parser import remove_illegal_characters
from newscrawl.items import FeedMetadata, Link
from newscrawl.metadata.date_parser import parse_date
from newscrawl.text import normalize_text_or_none, strip_tags
from newscrawl.urls.normalize import resolve_url

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


_STRAY_AMPERSAND = re.compile(
    rb"(<!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-f]{1,6});)", re.DOTALL | re.IGNORECASE
)
_KEYWORD_SEPARATOR = re.compile(r"\s*[,;،、，]\s*")
_MAX_KEYWORDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """A sitemap that an index lists."""

    url: str
    modified: str | None = None
    """ISO 8601: when it last changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntries:
    """What a piece of a sitemap lists, in its order."""

    links: tuple[Link, ...] = ()
    children: tuple[ChildSitemap, ...] = ()
    listed_count: int = 0
    """How many entries had a web address, of whatever time."""
    unlinked_count: int = 0
    """How many had none."""
    non_article_count: int = 0
    """How many lead to what is no article, and are left out of the links."""


def read_xml_chunk(chunk: bytes, *, url: str) -> SitemapEntries:
    """The entries in a piece of an XML sitemap; whatever the namespaces, and where it can be mended, however broken.

    No entity, no DTD and no other file is ever read.

    :param url: where the sitemap was served.
    """
    links, children, unlinked = [], [], 0
    for entry in _parse_entries(chunk):
        tag = _local_name(entry)
        fields = {_local_name(child): child for child in reversed(entry)}
        entry_url = resolve_url(url, _element_text(fields.get("loc")))
        if entry_url is None:
            unlinked += 1
        elif tag == "sitemap":
            children.append(ChildSitemap(url=entry_url, modified=parse_date(_element_text(fields.get("lastmod")))))
        else:
            links.append(Link(url=entry_url, feed_metadata=_entry_metadata(fields)))
    return SitemapEntries(
        links=tuple(links), children=tuple(children), listed_count=len(links) + len(children), unlinked_count=unlinked
    )


def read_url_list_chunk(chunk: bytes, *, url: str) -> SitemapEntries:
    """The addresses in a piece of a list of them, one a line."""
    url_lines = [line.strip() for line in chunk.decode("utf-8", "replace").splitlines() if line.strip()]
    links = [Link(url=link_url) for line in url_lines if (link_url := resolve_url(None, line))]
    return SitemapEntries(links=tuple(links), listed_count=len(links), unlinked_count=len(url_lines) - len(links))


def _parse_entries(chunk: bytes) -> Iterator[etree._Element]:
    """The `url` and `sitemap` elements."""
    # `?a=1&b=2` would come out as `?a=1=2`: the parser leaves out what it takes for a reference without an end.
    markup = _STRAY_AMPERSAND.sub(lambda match: match[1] or b"&amp;", remove_illegal_characters(chunk))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(b"<piece>" + markup + b"</piece>", parser=parser)
    return (element for element in root.iter() if _local_name(element) in {"url", "sitemap"} and len(element))


def _entry_metadata(fields: dict[str, etree._Element]) -> FeedMetadata:
    """What a news sitemap says of its article; of any other, when the page last changed."""
    modified = parse_date(_element_text(fields.get("lastmod")))
    if "news" not in fields:
        return FeedMetadata(modified=modified) if modified else _NO_METADATA
    news = {_local_name(child): child for child in reversed(fields["news"])}
    publication = {_local_name(child): child for child in news.get("publication", ())}
    keywords = _KEYWORD_SEPARATOR.split(strip_tags(_element_text(news.get("keywords"))))
    return FeedMetadata(
        title=strip_tags(_element_text(news.get("title"))) or None,
        published=parse_date(_element_text(news.get("publication_date"))),
        modified=modified,
        language=normalize_text_or_none(_element_text(publication.get("language", news.get("language")))),
        tags=tuple(dict.fromkeys(filter(None, keywords)))[:_MAX_KEYWORDS],
    )


_NO_METADATA = FeedMetadata()


def _local_name(element: etree._Element) -> str:
    """The local name: namespaces are wrong, missing or undeclared too often to be asked."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _element_text(element: etree._Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""
