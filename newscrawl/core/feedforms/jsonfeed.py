"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/): what has the wrong shape is not there."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from newscrawl.article import FeedMetadata, Link
from newscrawl.core.dates import parse_date
from newscrawl.core.metadata.values import extract_texts, strip_tags
from newscrawl.core.text import normalize_text_or_none
from newscrawl.core.urls import resolve_url
from newscrawl.errors import BadFeed


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
