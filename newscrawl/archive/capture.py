"""One HTTP response from a web archive, where it is stored, and what the crawl knew about its URL."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Self

import msgspec

from newscrawl.items import FeedMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLocation:
    """Where a WARC record begins: the archive file, and the offset in it."""

    path: str
    member: str | None = None
    """The name of the WARC file inside a WACZ file; None if the archive is a WARC file itself."""
    offset: int
    """In bytes; compressed bytes if the records are compressed."""

    def __str__(self) -> str:
        """The location as one line of JSON, which `parse` reads."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a location that `str` has written."""
        return msgspec.json.decode(text, type=cls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One archived HTTP response."""

    url: str
    status: int
    """The HTTP status; 0 if the response cannot be parsed or decompressed."""
    headers: tuple[tuple[str, str], ...] = ()
    """As the server sent them. A capture that was read from an archive lacks those that describe the encoded body
    (Content-Encoding, Transfer-Encoding, Content-Length)."""
    body: bytes | None = None
    """Decompressed; None if it is larger than the reader allows, or cannot be decompressed."""
    date: datetime
    """When it was fetched, in UTC."""
    metadata: bytes | None = None
    """The payload of the WARC metadata record in front of the response; `parse_warc_metadata` reads it."""
    location: RecordLocation | None = None
    """Where it was read from; None for a capture that is not written yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcMetadata:
    """What a crawl stores as JSON with each response."""

    kind: Literal["article", "further page", "source"] = "article"
    """Why the URL was requested: as an article, as another page of one, or as a seed (a page, feed or sitemap that may
    link articles)."""
    hints: FeedMetadata = field(default_factory=FeedMetadata)
    """What the feed or sitemap said about the article."""


def parse_warc_metadata(payload: bytes | None) -> WarcMetadata:
    """Read the metadata of a capture.

    Archives of other crawlers have no such metadata: then every response may be an article.
    """
    try:
        return msgspec.json.decode(payload or b"{}", type=WarcMetadata)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return WarcMetadata()
