"""RSS, Atom and JSON feeds: what they link, and what they know of each link.

JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/): what has the wrong shape is not there.

Feeds that list a whole archive, in pieces that a worker reads within its time.

The feeds that a page links.
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
from newscrawl.html.parser import parse_html, remove_illegal_characters
from newscrawl.items import FeedMetadata, Link
from newscrawl.metadata.date_parser import parse_date
from newscrawl.metadata.jsonld import extract_texts
from newscrawl.text import normalize_text_or_none, strip_tags
from newscrawl.urls.normalize import normalize_url, registrable_domain, resolve_url


def read_json_feed(text: str, *, url: str) -> Iterator[Link | None]:
    """A link for each item, None for one without a web address.

    :raises BadFeed: it is not a JSON Feed.
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


def _build_json_link(item: dict[str, Any], base_url: str, language: str) -> Link | None:
    # An id may be the address, and must be absolute to be taken for one.
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


_LEADING_JUNK = " \t\r\n\f\v\x00\xa0\ufeff\u200b"
_HTML_START = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_UNCLOSED_BRACKET_PREFIX = re.compile(r"^\w+ \((?=[^()]+$)")
_EMAIL_ADDRESS = re.compile(r"<?[^\s@<>()]{1,64}@[^\s@<>()]{1,255}>?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed as it was read."""

    links: tuple[Link, ...]
    """In the feed's order; an address may come more than once."""
    unlinked_count: int = 0
    """How many entries had no web address."""


def read_feed(body: bytes, *, url: str, content_type: str | None = None) -> Feed:
    """The feed in these bytes: RSS 0.9x, 1.0 or 2.0, Atom, or JSON Feed, whatever type the server gives it.

    :param url: where it was served; relative links are resolved against it, unless the feed sets a base.
    :param content_type: the header's value, for its charset.
    :raises BadFeed: it is no feed (reason `not_a_feed`), or nothing in it is linked (`empty_feed`).
    """
    text = to_utf8(body, encoding=http_content_type_encoding(content_type)).decode().lstrip(_LEADING_JUNK)
    if not text:
        raise BadFeed("the feed is empty", reason="empty_feed")
    links = list(read_json_feed(text, url=url) if text.startswith("{") else _read_xml_feed(text, url=url))
    valid_links = tuple(link for link in links if link is not None)
    if not valid_links:
        raise BadFeed("the feed links no article", reason="empty_feed")
    return Feed(links=valid_links, unlinked_count=len(links) - len(valid_links))


def _read_xml_feed(text: str, *, url: str) -> Iterator[Link | None]:
    parsed = _parse_xml(remove_illegal_characters(text.encode()), url)
    if not parsed.get("version") and not parsed.entries:
        actual_format = "an HTML page" if _HTML_START.search(text[:2000]) else "not RSS, Atom or JSON Feed"
        raise BadFeed(f"no feed: it is {actual_format}", reason="not_a_feed")
    return (_build_link(entry, url, parsed) for entry in parsed.entries if entry)


def _parse_xml(xml: bytes, url: str) -> Any:
    # A stream, never the bytes themselves: feedparser opens what looks like a path or an address.
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        return feedparser.parse(io.BytesIO(xml), response_headers=headers, sanitize_html=False)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # Its handlers stumble over elements that stand where they do not expect them.
        raise BadFeed(f"no feed: it cannot be read: {error!r}", reason="not_a_feed") from None


def _build_link(entry: Any, base_url: str, parsed: Any) -> Link | None:
    # FeedBurner and its likes put their own counting address into <link> and keep the article's beside it.
    href = entry.get("feedburner_origlink") or entry.get("pheedo_origlink") or entry.get("link")
    url = resolve_url(base_url, href)
    return Link(url=url, feed_metadata=_entry_metadata(entry, parsed)) if url else None


def _entry_metadata(entry: Any, parsed: Any) -> FeedMetadata:
    content = _longest(content_part.get("value") for content_part in entry.get("content", ()))
    summary = entry.get("summary")
    published, modified = _entry_date(entry, "published"), _entry_date(entry, "updated")
    if published is None and not parsed.get("version", "").startswith("atom"):
        published, modified = (
            modified,
            None,
        )  # the one date of an RSS item, which feedparser calls so if it is a dc:date
    language = entry.get("language") or entry.get("title_detail", {}).get("language") or parsed.feed.get("language")
    return FeedMetadata(
        title=strip_tags(entry.get("title") or "") or None,
        published=published,
        modified=modified,
        authors=tuple(_author_names(entry)),
        tags=tuple(dict.fromkeys(_entry_tags(entry))),
        language=normalize_text_or_none(language),
        # feedparser repeats the content as summary where there is no summary.
        summary=strip_tags(summary) or None if summary and summary != content else None,
        content=content,
    )


def _entry_date(entry: Any, field: str) -> str | None:
    """The date as stated, with its zone. feedparser's own reading is not used: it takes a Korean 4th for a 1st."""
    # Asked for `updated` in any other way, feedparser answers with `published`, and warns.
    return parse_date(entry[field] or "") if field in entry else None


def _author_names(entry: Any) -> Iterator[str]:
    """The authors' names as stated, without mail addresses: RSS writes `desk@example.com (Ana Lima)`."""
    raw_names = [author.get("name") for author in entry.get("authors", ())]
    if len(raw_names) < 2:
        raw_names = [entry.get("author")]  # as written: feedparser splits it wrongly after domains such as `.media`
    for raw_name in raw_names:
        name = _UNCLOSED_BRACKET_PREFIX.sub("", _EMAIL_ADDRESS.sub("", strip_tags(raw_name or ""))).strip(" ()<>")
        if name:
            yield name


def _entry_tags(entry: Any) -> Iterator[str]:
    labels = (strip_tags(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags", ()))
    return filter(None, labels)


def _longest(values: Iterable[str | None]) -> str | None:
    return max(filter(None, values), key=len, default=None)


_ENTRY_TAG = re.compile(rb"<(item|entry)[\s>]")
_MAX_UNSPLIT_BYTES = 2**20
_MAX_UNSPLIT_ENTRIES = 2_000
"""Feeds of news have 10 to 300 entries, and the longest, with whole texts in them, some megabytes."""
_CHUNK_BYTES = 256 * 1024
"""The shortest entries, an address each, are some 4,000 then, which take feedparser two to four seconds."""
_MAX_FRAME_BYTES = 64 * 1024


def iter_feed_chunks(body: bytes) -> Iterator[bytes]:
    """The feed in pieces, each a feed of its own: what stands before the entries, some of them, and the end.

    Almost all feeds are one piece, and so is what is no XML, and what has no clear frame. A feed of 50,000 entries
    takes feedparser half a minute, and a worker has twenty seconds for a call.
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
