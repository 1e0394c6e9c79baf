"""RSS, Atom and JSON feeds: what they link, what they know of each link, and which feeds a page links.

RSS and Atom are parsed by feedparser, JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) here.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import feedparser
from lxml.html import HtmlElement
from w3lib.encoding import http_content_type_encoding

from newscrawl.exceptions import BadFeed, ExtractionFailed, NotAnArticle
from newscrawl.html.encoding import to_utf8
from newscrawl.html.gzip import gunzip
from newscrawl.html.parser import MAX_BYTES, parse_html, remove_illegal_characters
from newscrawl.items import FeedMetadata, Link
from newscrawl.metadata.date_parser import parse_date
from newscrawl.metadata.jsonld import extract_texts
from newscrawl.text import normalize_text_or_none, strip_tags
from newscrawl.urls.normalize import get_base_url, normalize_url, registrable_domain, resolve_url

_LEADING_JUNK = " \t\r\n\f\v\x00\xa0\ufeff\u200b"
_HTML_START = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_UNCLOSED_BRACKET_PREFIX = re.compile(r"^\w+ \((?=[^()]+$)")
_EMAIL_ADDRESS = re.compile(r"<?[^\s@<>()]{1,64}@[^\s@<>()]{1,255}>?")

_ENTRY_TAG = re.compile(rb"<(item|entry)[\s>]")
_MAX_UNSPLIT_BYTES = 2**20
_MAX_UNSPLIT_ENTRIES = 2_000
"""News feeds have 10 to 300 entries. The longest have the full texts of their articles, which are some megabytes."""
_CHUNK_BYTES = 256 * 1024
"""At most about 4,000 entries, if each has only a URL. feedparser needs two to four seconds for them."""
_MAX_FRAME_BYTES = 64 * 1024
"""The frame is what comes before the first entry and after the last one. It is repeated in every chunk."""

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
"""Media types that sitemaps, players and WordPress's API have, too: with them, the URL must look like a feed's."""
_FEED_PATH = re.compile(
    r"""(?:^|[/.]) (?:rss|atom|feeds?|rdf) (?:[-_]?[\d.]+)? (?:/(?:index|all|news|full)?)?
      (?:\.(?:xml|rss|rdf|atom|json|php))? /?$
    | [-_] (?:rss|atom|feed) \.(?:xml|rss|rdf|atom|json|php)$
    | (?:^|/) (?:rss|feeds?) /[^/]+ \.(?:xml|rss|rdf|atom)$""",
    re.IGNORECASE | re.VERBOSE,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type)=(?:rss2?|atom|rdf|feed)(?:&|$)", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"^feed:(?://)?(?=https?:)|^feed:(?=//)", re.IGNORECASE)
_COMMENTS_FEED = re.compile(r"(?<![a-z])(?:comments|comment[_-]?feeds?|replies)(?![a-z])", re.IGNORECASE)
"""`/comments/feed/` and the like. `/commentisfree/rss`, `/kommentare/rss.xml` and `/comment/rss` are of opinion."""
_NON_PAGE_TYPES = ("image/", "audio/", "video/", "application/rss", "application/atom", "application/json")
"""The first characters of media types that no article has: what such a link leads to is not the article."""
_STRAY_PARAMETER = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!amp=)(?=[A-Za-z][\w.-]{0,40}=)", re.DOTALL)
"""The `&` before a parameter of a URL, as in `?id=8&lang=en`: without a semicolon it begins no entity, but parsers
make `⟨` of `&lang`. A CDATA section has no entities."""
_MAX_FEEDS = 50
"""A page that lists feeds has dozens of them. More is a mistake or a crawler trap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed links."""

    links: tuple[Link, ...]
    """In the order of the feed. A URL may occur more than once."""
    unlinked_count: int = 0
    """The number of entries that have no URL."""


def read_feed(body: bytes, *, url: str, content_type: str | None = None) -> Feed:
    """Read RSS 0.9x, 1.0 or 2.0, Atom, or JSON Feed, whatever media type the server gives it.

    :param url: the URL of the feed. Relative links are resolved against it, unless the feed sets a base URL.
    :param content_type: the value of the Content-Type header, which may name the charset.
    :raises BadFeed: the body is not a feed (reason `not_a_feed`), or links nothing (`empty_feed`).
    :raises ExtractionFailed: the body is packed, and cannot be unpacked or is too large.
    """
    body = gunzip(body, MAX_BYTES)
    text = to_utf8(body, encoding=http_content_type_encoding(content_type)).decode().lstrip(_LEADING_JUNK)
    if not text:
        raise BadFeed("the feed is empty", reason="empty_feed")
    links = list(read_json_feed(text, url=url) if text.startswith("{") else _read_xml_feed(text, url=url))
    valid_links = tuple(link for link in links if link is not None)
    if not valid_links:
        raise BadFeed("the feed links no article", reason="empty_feed")
    return Feed(links=valid_links, unlinked_count=len(links) - len(valid_links))


def read_json_feed(text: str, *, url: str) -> Iterator[Link | None]:
    """The link of each item; None for an item without a URL. Values of a wrong type are ignored.

    :raises BadFeed: the text is not a JSON Feed.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFeed(f"no feed: broken JSON: {error}", reason="not_a_feed") from None
    if "jsonfeed.org" not in _get_string(feed, "version") or not isinstance(feed.get("items"), list):
        raise BadFeed("no feed: JSON, but no JSON Feed", reason="not_a_feed")
    return (
        _build_json_link(item, url, _get_string(feed, "language")) for item in feed["items"] if isinstance(item, dict)
    )


def iter_feed_chunks(body: bytes) -> Iterator[bytes]:
    """Split a long feed into feeds that a worker process can read within its time limit.

    Each chunk has the same frame (what comes before the first entry and after the last) and some of the entries.
    feedparser needs half a minute for a feed of 50,000 entries, and a worker has twenty seconds. Nearly all feeds are
    one chunk. So is a body that is not XML, or whose frame is not clear.
    """
    first_entry = _ENTRY_TAG.search(body)
    entry_count = body.count(b"<item") + body.count(b"<entry")
    if len(body) <= _MAX_UNSPLIT_BYTES or entry_count <= _MAX_UNSPLIT_ENTRIES or first_entry is None:
        yield body
        return
    closing_tag = b"</%s>" % first_entry[1]
    end = body.rfind(closing_tag) + len(closing_tag)
    header, trailer = body[: first_entry.start()], body[end:]
    if end < first_entry.end() or len(header) + len(trailer) > _MAX_FRAME_BYTES:
        yield body
        return
    start, opening_tag = first_entry.start(), re.compile(rb"<%s[\s>]" % first_entry[1])
    while start < end:
        boundary = opening_tag.search(body, start + _CHUNK_BYTES, end)
        stop = boundary.start() if boundary else end
        yield header + body[start:stop] + trailer
        start = stop


def find_feeds(body: bytes | str, *, url: str) -> list[str]:
    """The URLs of the feeds that the page at `url` links, each once, at most 50.

    Feeds in `<link rel="alternate">` come first, then links in the text to feeds of the same site. Feeds of comments
    are left out. If the page cannot be read, the list is empty.
    """
    try:
        root = parse_html(body)
    except (NotAnArticle, ExtractionFailed):
        return []
    base_url = get_base_url(root, url)
    feed_urls: dict[str, str] = {}
    for href in (*_declared_feeds(root), *_linked_feeds(root, base_url)):
        feed_url = resolve_url(base_url, _FEED_SCHEME.sub("", href.strip()))
        if feed_url and not _COMMENTS_FEED.search(feed_url):
            feed_urls.setdefault(normalize_url(feed_url), feed_url)
    return list(feed_urls.values())[:_MAX_FEEDS]


def _read_xml_feed(text: str, *, url: str) -> Iterator[Link | None]:
    text = _STRAY_PARAMETER.sub(lambda match: match[1] or "&amp;", text)
    parsed = _parse_xml(remove_illegal_characters(text.encode()), url)
    if not parsed.get("version") and not parsed.entries:
        actual_format = "an HTML page" if _HTML_START.search(text[:2000]) else "not RSS, Atom or JSON Feed"
        raise BadFeed(f"no feed: it is {actual_format}", reason="not_a_feed")
    return (_build_link(entry, url, parsed) for entry in parsed.entries if entry)


def _parse_xml(xml: bytes, url: str) -> Any:
    # feedparser gets a stream: it would open bytes that look like a path or a URL.
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        return feedparser.parse(io.BytesIO(xml), response_headers=headers, sanitize_html=False)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # The handlers of feedparser raise these errors for elements in places where they do not belong.
        raise BadFeed(f"no feed: it cannot be read: {error!r}", reason="not_a_feed") from None


def _build_link(entry: Any, base_url: str, parsed: Any) -> Link | None:
    urls = (resolve_url(base_url, href) for href in _iter_entry_hrefs(entry))
    # A guid is a URL only if it is absolute, whatever `isPermaLink` says.
    url = next(filter(None, urls), None) or resolve_url(None, entry.get("id"))
    return Link(url=url, feed_metadata=_entry_metadata(entry, parsed)) if url else None


def _iter_entry_hrefs(entry: Any) -> Iterator[str | None]:
    """What may link the article, the best first. A picture, a recording or another feed never does."""
    # FeedBurner and Pheedo put a URL that counts clicks into <link>, and the URL of the article into another element.
    yield entry.get("feedburner_origlink")
    yield entry.get("pheedo_origlink")
    links = entry.get("links", ())
    pages = [link for link in links if not link.get("type", "").strip().lower().startswith(_NON_PAGE_TYPES)]
    alternates = [link.get("href") for link in pages if link.get("rel", "alternate") == "alternate"]
    # feedparser takes the text of any <link> for the link of the entry, that of an enclosure as well.
    others = {link.get("href") for link in links} - {*alternates}
    if entry.get("link") not in others:
        yield entry.get("link")
    yield from alternates


def _entry_metadata(entry: Any, parsed: Any) -> FeedMetadata:
    content = _longest(content_part.get("value") for content_part in entry.get("content", ()))
    summary = entry.get("summary")
    published, modified = _entry_date(entry, "published"), _entry_date(entry, "updated")
    if published is None and not parsed.get("version", "").startswith("atom"):
        # An RSS item has one date. feedparser calls it "updated" if it is a dc:date.
        published, modified = modified, None
    language = entry.get("language") or entry.get("title_detail", {}).get("language") or parsed.feed.get("language")
    return FeedMetadata(
        title=strip_tags(entry.get("title") or "") or None,
        published=published,
        modified=modified,
        authors=tuple(_author_names(entry)),
        tags=tuple(dict.fromkeys(_entry_tags(entry))),
        language=normalize_text_or_none(language),
        # If there is no summary, feedparser repeats the content as summary.
        summary=strip_tags(summary) or None if summary and summary != content else None,
        content=content,
    )


def _entry_date(entry: Any, field: str) -> str | None:
    """A date of an entry, with its time zone.

    feedparser's parsed date is not used: in Korean dates it reads the 4th of a month as the 1st.
    """
    # `entry.get("updated")` would return the date of publication, with a warning.
    return parse_date(entry[field] or "") if field in entry else None


def _author_names(entry: Any) -> Iterator[str]:
    """The names of the authors without email addresses: in RSS, an author is `desk@example.com (Ana Lima)`."""
    raw_names = [author.get("name") for author in entry.get("authors", ())]
    if len(raw_names) < 2:
        # The unsplit text: feedparser splits it at the wrong place after domains such as `.media`.
        raw_names = [entry.get("author")]
    for raw_name in raw_names:
        name = _UNCLOSED_BRACKET_PREFIX.sub("", _EMAIL_ADDRESS.sub("", strip_tags(raw_name or ""))).strip(" ()<>")
        if name:
            yield name


def _entry_tags(entry: Any) -> Iterator[str]:
    labels = (strip_tags(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags", ()))
    return filter(None, labels)


def _longest(values: Iterable[str | None]) -> str | None:
    return max(filter(None, values), key=len, default=None)


def _build_json_link(item: dict[str, Any], base_url: str, language: str) -> Link | None:
    # The id may be the URL, but only if it is absolute.
    url = resolve_url(base_url, _get_string(item, "url")) or resolve_url(None, _get_string(item, "id"))
    return Link(url=url, feed_metadata=_json_item_metadata(item, language)) if url else None


def _json_item_metadata(item: dict[str, Any], language: str) -> FeedMetadata:
    return FeedMetadata(
        title=strip_tags(_get_string(item, "title")) or None,
        published=parse_date(_get_string(item, "date_published")),
        modified=parse_date(_get_string(item, "date_modified")),
        authors=tuple(extract_texts(item.get("authors") or item.get("author"))),
        tags=tuple(dict.fromkeys(extract_texts(item.get("tags")))),
        language=normalize_text_or_none(_get_string(item, "language") or language),
        summary=strip_tags(_get_string(item, "summary")) or None,
        content=_get_string(item, "content_html") or _text_to_html(_get_string(item, "content_text")) or None,
    )


def _text_to_html(text: str) -> str:
    paragraphs = (html.escape(paragraph.strip()) for paragraph in text.split("\n\n"))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


def _get_string(node: Any, key: str) -> str:
    value = node.get(key) if isinstance(node, dict) else None
    return value if isinstance(value, str) else ""


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
    """Whether the path or the query of a URL ends like that of a feed.

    >>> _is_feed_url("/politics/rss.xml"), _is_feed_url("/?feed=rss2"), _is_feed_url("/what-is-rss")
    (True, True, False)
    """
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return False
    return bool(_FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query))
