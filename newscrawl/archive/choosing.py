"""Which captures of an archive are read as articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl.archive.capture import Capture
from newscrawl.archive.notes import parse_warc_metadata
from newscrawl.archive.reading import iter_captures
from newscrawl.article import Link
from newscrawl.core.period import DateRange

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
