"""Parse sitemaps and indexes of sitemaps: unpack the body, recognise its format, split it, read the entries of a chunk.

A sitemap may have 50 MB: it is read in chunks, so that no tree of all of it is ever in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml import etree
from w3lib.encoding import http_content_type_encoding

from newscrawl.exceptions import BadSitemap, ExtractionFailed
from newscrawl.html.encoding import to_utf8
from newscrawl.html.gzip import gunzip, gunzip_partial
from newscrawl.html.parser import remove_illegal_characters
from newscrawl.items import FeedMetadata, Link
from newscrawl.metadata.date_parser import parse_date
from newscrawl.text import normalize_text_or_none, strip_tags
from newscrawl.urls.normalize import resolve_url

SitemapKind = Literal["sitemap", "feed", "text", "html"]

CHUNK_BYTES = 2 * 2**20
"""A chunk of this size has some thousands of entries. A worker reads it in some tenths of a second and 40 MB."""
_MAX_ENTRY_BYTES = 8 * 2**20
"""An entry may list a thousand pictures, which are a quarter of a megabyte."""
_WHITESPACE = b" \t\r\n\f\v\0"
_SAMPLE_BYTES = 4_096
_MAX_PROLOG_BYTES = 65_536
"""The root element is looked for so far from the start."""
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

_STRAY_AMPERSAND = re.compile(
    rb"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-f]{1,6});)",
    re.DOTALL | re.IGNORECASE,
)
_COMMENT_OR_CDATA = re.compile(rb"<!--|<!\[CDATA\[")
_KEYWORD_SEPARATOR = re.compile(r"\s*[,;،、，]\s*")
_MAX_KEYWORDS = 50
_NO_METADATA = FeedMetadata()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """A sitemap that an index of sitemaps lists."""

    url: str
    modified: str | None = None
    """When it was last changed, in ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntries:
    """What a chunk of a sitemap lists, in its order."""

    links: tuple[Link, ...] = ()
    children: tuple[ChildSitemap, ...] = ()
    listed_count: int = 0
    """The number of entries with a URL, including those that are not among the links."""
    unlinked_count: int = 0
    """The number of entries without a URL."""
    non_article_count: int = 0
    """The number of entries that are not articles by their URL; they are not among the links."""


def decode_sitemap(body: bytes, *, content_type: str | None = None, max_bytes: int) -> tuple[bytes, str | None]:
    """The text of a sitemap in UTF-8, unpacked and without comments, and what is wrong with its gzip, if anything is.

    Of broken gzip, what comes before the fault is used.

    :param content_type: the value of the Content-Type header, which may name the charset.
    :param max_bytes: the size that the unpacked sitemap may have.
    :raises BadSitemap: the sitemap is empty (reason `empty_sitemap`).
    :raises ExtractionFailed: it cannot be unpacked, or is too large.
    """
    fault = None
    try:
        unpacked = gunzip(body, max_bytes)
    except ExtractionFailed as error:
        unpacked, fault = gunzip_partial(body, max_bytes), str(error)
        if error.reason != "extraction_error" or not unpacked:
            raise
    text = to_utf8(unpacked, encoding=http_content_type_encoding(content_type)).lstrip(_WHITESPACE)
    text = _strip_comments(text).lstrip(_WHITESPACE)
    if not text:
        raise BadSitemap("the sitemap is empty", reason="empty_sitemap")
    return text, fault


def detect_sitemap_kind(text: bytes) -> SitemapKind:
    """The format of a decoded text: a sitemap or an index of sitemaps, a feed, a list of URLs, or an HTML page.

    :raises BadSitemap: it is none of them (reason `not_a_sitemap`).

    >>> detect_sitemap_kind(b'<?xml version="1.0"?><sm:urlset xmlns:sm="http://example.com/wrong">')
    'sitemap'
    """
    root = _ROOT_TAG.match(text, 0, _MAX_PROLOG_BYTES)
    if root and (kind := _KIND_BY_ROOT.get(root[1].lower())):
        return kind
    sample = text[:_SAMPLE_BYTES].lower()
    if b"<loc" in sample or b":loc>" in sample:  # the root element is missing or misspelt
        return "sitemap"
    if b"<html" in sample or b"<body" in sample or b"<!doctype html" in sample:
        return "html"
    if _URL_LINE.match(text):
        return "text"
    raise BadSitemap("no sitemap: neither XML, a feed nor a list of URLs", reason="not_a_sitemap")


def iter_xml_chunks(text: bytes) -> Iterator[bytes]:
    """Split an XML sitemap where entries end. What comes before the end of the root's start tag is left out.

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
    """Split a list of URLs where lines end."""
    start, end = 0, len(text)
    while start < end:
        boundary = text.find(b"\n", min(start + CHUNK_BYTES, end))
        stop = boundary + 1 if boundary >= 0 else end
        yield text[start:stop]
        start = stop


def read_xml_chunk(chunk: bytes, *, url: str) -> SitemapEntries:
    """The entries in a chunk of an XML sitemap.

    Namespaces do not matter, and broken XML is read as far as libxml2 can recover it. Entities, DTDs and other files
    are never read.

    :param url: the URL of the sitemap.
    """
    links, children, unlinked_count = [], [], 0
    for entry in _parse_entries(chunk):
        tag = _local_name(entry)
        fields = {_local_name(child): child for child in reversed(entry)}
        entry_urls = _find_entry_urls(entry, url)
        unlinked_count += not entry_urls
        if tag == "sitemap":
            modified = parse_date(_element_text(fields.get("lastmod")))
            children += [ChildSitemap(url=entry_url, modified=modified) for entry_url in entry_urls]
        else:
            links += [Link(url=entry_url, feed_metadata=_entry_metadata(fields)) for entry_url in entry_urls]
    return SitemapEntries(
        links=tuple(links),
        children=tuple(children),
        listed_count=len(links) + len(children),
        unlinked_count=unlinked_count,
    )


def read_url_list_chunk(chunk: bytes) -> SitemapEntries:
    """The URLs in a chunk of a list of URLs, which has one per line."""
    url_lines = [line.strip() for line in chunk.decode("utf-8", "replace").splitlines() if line.strip()]
    links = [Link(url=link_url) for line in url_lines if (link_url := resolve_url(None, line))]
    return SitemapEntries(links=tuple(links), listed_count=len(links), unlinked_count=len(url_lines) - len(links))


def _find_entry_urls(entry: etree._Element, base_url: str) -> list[str]:
    """The URLs of all `loc` elements of an entry; if it has none, its own text may be one."""
    texts = [_element_text(child) for child in entry if _local_name(child) == "loc"] or [entry.text or ""]
    urls = (resolve_url(base_url, text) for text in texts if text.strip())
    return list(dict.fromkeys(filter(None, urls)))


def _strip_comments(text: bytes) -> bytes:
    """The text without comments. A comment without an end reaches to the end of the text.

    What looks like the start of a comment in a CDATA section is none. A regular expression for a whole comment would
    take quadratic time for a text with many of them.
    """
    if b"<!--" not in text:
        return text
    kept, position = [], 0
    while opening := _COMMENT_OR_CDATA.search(text, position):
        is_comment = opening[0] == b"<!--"
        closing = b"-->" if is_comment else b"]]>"
        end = text.find(closing, opening.end())
        end = end + len(closing) if end >= 0 else len(text)
        kept.append(text[position : opening.start() if is_comment else end])
        position = end
    return b"".join([*kept, text[position:]])


def _root_tag_end(text: bytes) -> int:
    """Where the start tag of the root ends. What comes before it, such as a DTD with entities, is never parsed."""
    root = _ROOT_TAG.match(text, 0, _MAX_PROLOG_BYTES)
    return root.end() if root and root[1].lower() in _KIND_BY_ROOT else 0


def _parse_entries(chunk: bytes) -> Iterator[etree._Element]:
    """The `url` and `sitemap` elements of a chunk; those inside of an entry, as of an image, have only text."""
    # From `?a=1&b=2`, the parser would make `?a=1=2`: it drops `&b`, which it takes for an entity without an end.
    markup = _STRAY_AMPERSAND.sub(lambda match: match[1] or b"&amp;", remove_illegal_characters(chunk))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(b"<chunk>" + markup + b"</chunk>", parser=parser)
    return (
        element
        for element in root.iter()
        if _local_name(element) in {"url", "sitemap"} and (len(element) or element.getparent() is root)
    )


def _entry_metadata(fields: dict[str, etree._Element]) -> FeedMetadata:
    """What a news sitemap knows of an article; in other sitemaps, only when the page was last changed."""
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


def _local_name(element: etree._Element) -> str:
    """The name of an element without its namespace, which is often wrong, missing or not declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _element_text(element: etree._Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""
