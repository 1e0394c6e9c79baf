"""RSS, Atom and JSON feeds: what they link, and what they know of each link."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import feedparser
from w3lib.encoding import http_content_type_encoding

from newscrawl.article import Hints, Link
from newscrawl.core.dates import parse_date
from newscrawl.core.feedforms.jsonfeed import read_json_feed
from newscrawl.core.markup.encoding import to_utf8
from newscrawl.core.markup.guard import without_illegal_characters
from newscrawl.core.metadata.values import plain
from newscrawl.core.text import clean_or_none
from newscrawl.core.urls import absolute
from newscrawl.errors import BadFeed

_BEFORE_XML = " \t\r\n\f\v\x00\xa0\ufeff\u200b"
_HTML = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_SPLIT_WRONGLY = re.compile(r"^\w+ \((?=[^()]+$)")
_MAIL_ADDRESS = re.compile(r"<?[^\s@<>()]{1,64}@[^\s@<>()]{1,255}>?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed as it was read."""

    links: tuple[Link, ...]
    """In the feed's order; an address may come more than once."""
    unlinked: int = 0
    """How many entries had no web address."""


def read_feed(body: bytes, *, url: str, content_type: str | None = None) -> Feed:
    """The feed in these bytes: RSS 0.9x, 1.0 or 2.0, Atom, or JSON Feed, whatever type the server gives it.

    :param url: where it was served; relative links are resolved against it, unless the feed sets a base.
    :param content_type: the header's value, for its charset.
    :raises BadFeed: it is no feed (reason `not_a_feed`), or nothing in it is linked (`empty_feed`).
    """
    text = to_utf8(body, encoding=http_content_type_encoding(content_type)).decode().lstrip(_BEFORE_XML)
    if not text:
        raise BadFeed("the feed is empty", reason="empty_feed")
    links = list(read_json_feed(text, url=url) if text.startswith("{") else _read_xml_feed(text, url=url))
    usable = tuple(link for link in links if link is not None)
    if not usable:
        raise BadFeed("the feed links no article", reason="empty_feed")
    return Feed(links=usable, unlinked=len(links) - len(usable))


def _read_xml_feed(text: str, *, url: str) -> Iterator[Link | None]:
    parsed = _parsed(without_illegal_characters(text.encode()), url)
    if not parsed.get("version") and not parsed.entries:
        kind = "an HTML page" if _HTML.search(text[:2000]) else "not RSS, Atom or JSON Feed"
        raise BadFeed(f"no feed: it is {kind}", reason="not_a_feed")
    return (_link(entry, url, parsed) for entry in parsed.entries if entry)


def _parsed(xml: bytes, url: str) -> Any:
    # A stream, never the bytes themselves: feedparser opens what looks like a path or an address.
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        return feedparser.parse(io.BytesIO(xml), response_headers=headers, sanitize_html=False)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        # Its handlers stumble over elements that stand where they do not expect them.
        raise BadFeed(f"no feed: it cannot be read: {error!r}", reason="not_a_feed") from None


def _link(entry: Any, base: str, parsed: Any) -> Link | None:
    # FeedBurner and its likes put their own counting address into <link> and keep the article's beside it.
    stated = entry.get("feedburner_origlink") or entry.get("pheedo_origlink") or entry.get("link")
    url = absolute(base, stated)
    return Link(url=url, hints=_hints(entry, parsed)) if url else None


def _hints(entry: Any, parsed: Any) -> Hints:
    content = _longest(part.get("value") for part in entry.get("content", ()))
    summary = entry.get("summary")
    published, modified = _date(entry, "published"), _date(entry, "updated")
    if published is None and not parsed.get("version", "").startswith("atom"):
        published, modified = (
            modified,
            None,
        )  # the one date of an RSS item, which feedparser calls so if it is a dc:date
    language = entry.get("language") or entry.get("title_detail", {}).get("language") or parsed.feed.get("language")
    return Hints(
        title=plain(entry.get("title") or "") or None,
        published=published,
        modified=modified,
        authors=tuple(_names(entry)),
        tags=tuple(dict.fromkeys(_tags(entry))),
        language=clean_or_none(language),
        # feedparser repeats the content as summary where there is no summary.
        summary=plain(summary) or None if summary and summary != content else None,
        content=content,
    )


def _date(entry: Any, name: str) -> str | None:
    """The date as stated, with its zone. feedparser's own reading is not used: it takes a Korean 4th for a 1st."""
    # Asked for `updated` in any other way, feedparser answers with `published`, and warns.
    return parse_date(entry[name] or "") if name in entry else None


def _names(entry: Any) -> Iterator[str]:
    """The authors' names as stated, without mail addresses: RSS writes `desk@example.com (Ana Lima)`."""
    stated = [author.get("name") for author in entry.get("authors", ())]
    if len(stated) < 2:
        stated = [entry.get("author")]  # as written: feedparser splits it wrongly after domains such as `.media`
    for author in stated:
        name = _SPLIT_WRONGLY.sub("", _MAIL_ADDRESS.sub("", plain(author or ""))).strip(" ()<>")
        if name:
            yield name


def _tags(entry: Any) -> Iterator[str]:
    stated = (plain(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags", ()))
    return filter(None, stated)


def _longest(values: Iterable[str | None]) -> str | None:
    return max(filter(None, values), key=len, default=None)
