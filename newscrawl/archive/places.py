"""Where in archives the pages of known articles lie."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from newscrawl.archive.capture import RecordLocation
from newscrawl.archive.reading import iter_captures
from newscrawl.article import Article
from newscrawl.core.schedule import parse_timestamp
from newscrawl.core.urls import article_id

_STATUS_OK = 200


class CaptureIndex:
    """Where in the archives the pages of articles lie, by address and time: some 400 bytes for each."""

    def __init__(self) -> None:
        self._captures: dict[bytes, list[tuple[datetime, RecordLocation]]] = {}

    def add(self, path: Path, url_keys: set[bytes], *, max_body_bytes: int) -> None:
        """Take note of the captures in an archive whose addresses have the wanted keys.

        :raises BadArchive: it cannot be read to its end; what stands before that is taken.
        """
        for capture in iter_captures(path, max_body_bytes=max_body_bytes):
            url_key = build_url_key(capture.url)
            if capture.status == _STATUS_OK and capture.body and capture.location and url_key in url_keys:
                self._captures.setdefault(url_key, []).append((capture.date, capture.location))

    def find_nearest(self, article: Article) -> RecordLocation | None:
        """Where the page lies of which the record was made: of several captures, the one nearest in time."""
        captures = self._captures.get(build_url_key(article.url or ""))
        if not captures:
            return None
        crawl_time = parse_timestamp(article.crawled_at) or 0
        return min(captures, key=lambda capture: abs(capture[0].timestamp() - crawl_time))[1]


def build_url_key(url: str) -> bytes:
    """The key of an address: the same for all spellings of it."""
    return bytes.fromhex(article_id(url))
