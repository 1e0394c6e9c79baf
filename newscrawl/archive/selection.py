"""Which captures of an archive are read as articles.

Where in archives the pages of known articles lie.

An archived answer as extraction takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.encoding import http_content_type_encoding

from newscrawl.archive.capture import Capture, RecordLocation, parse_warc_metadata
from newscrawl.archive.warc_reader import iter_captures
from newscrawl.discovery.date_range import DateRange
from newscrawl.items import Article, Link, Page
from newscrawl.metadata.date_parser import to_timestamp
from newscrawl.metadata.rights import RIGHTS_HEADERS
from newscrawl.urls.normalize import article_id

_HTTP_OK = 200
_MAX_FOREIGN_RECORDS = 10
"""Captures after which one without a note means that no more notes are to be expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFilter:
    """What is wanted of an archive."""

    hosts: tuple[str, ...] = ()
    """In lower case; all where there is none."""
    date_range: DateRange
    """When it was fetched."""
    max_body_bytes: int
    """Bytes that a page may have, unpacked."""

    def matches(self, capture: Capture) -> bool:
        """Whether the capture is a page, and wanted."""
        return (
            capture.status == _HTTP_OK
            and bool(capture.body)
            and self._matches_date_and_host(capture)
            and _is_html(capture)
        )

    def _matches_date_and_host(self, capture: Capture) -> bool:
        since, until = self.date_range.since, self.date_range.until
        if (since and capture.date < since) or (until and capture.date > until):
            return False
        host = _host(capture.url)
        return not self.hosts or any(host == name or host.endswith(f".{name}") for name in self.hosts)


def iter_article_links(path: Path, capture_filter: CaptureFilter) -> Iterator[Link]:
    """The pages of an archive, with what their finder knew, and where they lie.

    :raises BadArchive: it is none, or ends too early; what stood before that was given.
    """
    for capture in iter_captures(path, max_body_bytes=capture_filter.max_body_bytes):
        metadata = parse_warc_metadata(capture.metadata)
        if metadata.kind == "article" and capture_filter.matches(capture):
            yield Link(url=capture.url, feed_metadata=replace(metadata.hints, capture=str(capture.location)))


def iter_further_pages(path: Path, *, max_body_bytes: int) -> Iterator[Capture]:
    """The captures of further pages of articles, which only a crawl of newscrawl's own knows as such.

    An archive of another's making is not read beyond its first records.

    :raises BadArchive: it is none, or ends too early; what stood before that was given.
    """
    for index, capture in enumerate(iter_captures(path, max_body_bytes=max_body_bytes)):
        if capture.metadata is None and index >= _MAX_FOREIGN_RECORDS:
            return
        if capture.metadata is not None and parse_warc_metadata(capture.metadata).kind == "further page":
            yield capture


def _is_html(capture: Capture) -> bool:
    """Whether the server called it HTML, or did not say what it is."""
    content_type = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    return not content_type or "html" in content_type.lower()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


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
        crawl_time = to_timestamp(article.crawled_at) or 0
        return min(captures, key=lambda capture: abs(capture[0].timestamp() - crawl_time))[1]


def build_url_key(url: str) -> bytes:
    """The key of an address: the same for all spellings of it."""
    return bytes.fromhex(article_id(url))


def build_page(capture: Capture) -> Page:
    """The page, with all that was known of it when it was fetched."""
    headers = [(name.lower(), value) for name, value in capture.headers]
    content_type = next((value for name, value in headers if name == "content-type"), None)
    return Page(
        body=capture.body or b"",
        url=capture.url,
        encoding=http_content_type_encoding(content_type),
        feed_metadata=parse_warc_metadata(capture.metadata).hints,
        fetched_at=capture.date,
        headers=tuple((name, value) for wanted in RIGHTS_HEADERS for name, value in headers if name == wanted.lower()),
    )
