"""RSS, Atom and JSON feeds: what they link, and what they know of each link."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import feedparser
from w3lib.encoding import http_content_type_encoding

from newscrawl.article import FeedMetadata, Link
from newscrawl.core.dates import parse_date
from newscrawl.core.feedforms.jsonfeed import read_json_feed
from newscrawl.core.markup.encoding import to_utf8
from newscrawl.core.markup.guard import remove_illegal_characters
from newscrawl.core.metadata.values import strip_tags
from newscrawl.core.text import normalize_text_or_none
from newscrawl.core.urls import resolve_url
from newscrawl.errors import BadFeed

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
