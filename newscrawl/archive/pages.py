"""An archived answer as extraction takes it."""

from __future__ import annotations

from w3lib.encoding import http_content_type_encoding

from newscrawl.archive.capture import Capture
from newscrawl.archive.notes import parse_warc_metadata
from newscrawl.article import Page
from newscrawl.core.metadata.rights import RIGHTS_HEADERS


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
