"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/): what has the wrong shape is not there."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from newscrawl.article import Hints, Link
from newscrawl.core.dates import parse_date
from newscrawl.core.metadata.values import plain, texts
from newscrawl.core.text import clean_or_none
from newscrawl.core.urls import absolute
from newscrawl.errors import BadFeed


def read_json_feed(text: str, *, url: str) -> Iterator[Link | None]:
    """A link for each item, None for one without a web address.

    :raises BadFeed: it is not a JSON Feed.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFeed(f"no feed: broken JSON: {error}", reason="not_a_feed") from None
    if "jsonfeed.org" not in _string(feed, "version") or not isinstance(feed.get("items"), list):
        raise BadFeed("no feed: JSON, but no JSON Feed", reason="not_a_feed")
    return (_link(item, url, _string(feed, "language")) for item in feed["items"] if isinstance(item, dict))


def _link(item: dict[str, Any], base: str, language: str) -> Link | None:
    # An id may be the address, and must be absolute to be taken for one.
    url = absolute(base, _string(item, "url")) or absolute(None, _string(item, "id"))
    return Link(url=url, hints=_hints(item, language)) if url else None


def _hints(item: dict[str, Any], language: str) -> Hints:
    return Hints(
        title=plain(_string(item, "title")) or None,
        published=parse_date(_string(item, "date_published")),
        modified=parse_date(_string(item, "date_modified")),
        authors=tuple(texts(item.get("authors") or item.get("author"))),
        tags=tuple(dict.fromkeys(texts(item.get("tags")))),
        language=clean_or_none(_string(item, "language") or language),
        summary=plain(_string(item, "summary")) or None,
        content=_string(item, "content_html") or _as_html(_string(item, "content_text")) or None,
    )


def _as_html(text: str) -> str:
    paragraphs = (html.escape(paragraph.strip()) for paragraph in text.split("\n\n"))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


def _string(node: Any, key: str) -> str:
    value = node.get(key) if isinstance(node, dict) else None
    return value if isinstance(value, str) else ""
