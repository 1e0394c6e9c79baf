"""Which captures of an archive are articles, and which capture an article's record was made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.encoding import http_content_type_encoding

from newscrawl.archive.capture import Capture, RecordLocation, parse_warc_metadata
from newscrawl.archive.warc_reader import iter_captures
from newscrawl.discovery.date_range import DateRange
from newscrawl.html.content_type import is_html
from newscrawl.items import Article, Link, Page
from newscrawl.metadata.date_parser import to_timestamp
from newscrawl.metadata.rights import RIGHTS_HEADERS
from newscrawl.urls.normalize import build_url_key

_MAX_FOREIGN_RECORDS = 10
"""After this many captures, one without newscrawl's metadata means that another crawler wrote the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureFilter:
    """Which captures of an archive are read as articles."""

    hosts: tuple[str, ...] = ()
    """Host names in lower case, each with its subdomains; empty for all hosts."""
    date_range: DateRange
    """When the page was fetched."""
    max_body_bytes: int
    """The largest body, decompressed."""

    def matches(self, capture: Capture) -> bool:
        """Whether the filter selects the capture, and a crawl would take the response for a page.

        Responses that cannot be read are selected, too: so each of them gets an outcome.
        """
        return self._matches_date_and_host(capture) and (capture.status == 0 or _is_page(capture))

    def _matches_date_and_host(self, capture: Capture) -> bool:
        since, until = self.date_range.since, self.date_range.until
        if (since and capture.date < since) or (until and capture.date > until):
            return False
        host = _host(capture.url)
        return not self.hosts or any(host == name or host.endswith(f".{name}") for name in self.hosts)


def iter_article_links(path: Path, capture_filter: CaptureFilter) -> Iterator[Link]:
    """Iterate over the articles of an archive as links, each with its feed metadata and its location in the archive.

    :raises BadArchive: the file is not an archive, or is truncated; what comes before that is yielded first.
    """
    for capture in iter_captures(path, max_body_bytes=capture_filter.max_body_bytes):
        metadata = parse_warc_metadata(capture.metadata)
        if metadata.kind == "article" and capture_filter.matches(capture):
            yield Link(url=capture.url, feed_metadata=replace(metadata.hints, capture=str(capture.location)))


def iter_further_pages(path: Path, *, max_body_bytes: int) -> Iterator[Capture]:
    """Iterate over the captures that are page 2 and later of an article.

    Only newscrawl's own metadata says so: of an archive that another crawler wrote, only the first records are read.

    :raises BadArchive: the file is not an archive, or is truncated; what comes before that is yielded first.
    """
    for index, capture in enumerate(iter_captures(path, max_body_bytes=max_body_bytes)):
        if capture.metadata is None and index >= _MAX_FOREIGN_RECORDS:
            return
        if capture.metadata is not None and parse_warc_metadata(capture.metadata).kind == "further page":
            yield capture


class CaptureIndex:
    """Where the pages of known articles are in the archives, by URL and fetch time: about 400 bytes per capture."""

    def __init__(self) -> None:
        self._captures: dict[bytes, list[tuple[datetime, RecordLocation]]] = {}

    def add(self, path: Path, url_keys: set[bytes], *, max_body_bytes: int) -> None:
        """Index the captures of an archive whose URLs have one of the keys (`build_url_key`).

        :raises BadArchive: the archive cannot be read to its end; what comes before that is indexed.
        """
        for capture in iter_captures(path, max_body_bytes=max_body_bytes):
            url_key = build_url_key(capture.url)
            if _is_page(capture) and capture.body and capture.location and url_key in url_keys:
                self._captures.setdefault(url_key, []).append((capture.date, capture.location))

    def find_nearest(self, article: Article) -> RecordLocation | None:
        """The location of the page that the article was read from: the capture nearest to its `crawled_at`."""
        captures = self._captures.get(build_url_key(article.url or ""))
        if not captures:
            return None
        crawl_time = to_timestamp(article.crawled_at) or 0
        return min(captures, key=lambda capture: abs(capture[0].timestamp() - crawl_time))[1]


def build_page(capture: Capture) -> Page:
    """The captured page as the extraction takes it, with everything that was known when it was fetched."""
    headers = [(name.lower(), value) for name, value in capture.headers]
    return Page(
        body=capture.body or b"",
        url=capture.url,
        encoding=http_content_type_encoding(_get_content_type(capture)),
        feed_metadata=parse_warc_metadata(capture.metadata).hints,
        fetched_at=capture.date,
        headers=tuple((name, value) for wanted in RIGHTS_HEADERS for name, value in headers if name == wanted.lower()),
    )


def _is_page(capture: Capture) -> bool:
    """Whether a crawl would extract an article from the response: it is a success, and HTML, perhaps too large."""
    is_success = HTTPStatus.OK <= capture.status < HTTPStatus.MULTIPLE_CHOICES
    content_type = _get_content_type(capture)
    if capture.body is None:
        return is_success and is_html(content_type or "text/html", b"")
    return is_success and is_html(content_type, capture.body)


def _get_content_type(capture: Capture) -> str | None:
    return next((value for name, value in capture.headers if name.lower() == "content-type"), None)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
