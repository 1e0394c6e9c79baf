"""Whether a response is an HTML page: by its Content-Type header, or by how its body begins."""

from __future__ import annotations

import re

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_UNKNOWN_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-unknown", "unknown"})
"""Types that say nothing: servers give them where they know none."""
_SAMPLE_BYTES = 4_096
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+|<!--(?>.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
"""Possessive everywhere: this runs in the reactor, and what a repetition has taken is never tried in another way."""
_HTML_TAG = re.compile(rb"<(?:html|head|body|title|article|main|div|p)\b", re.IGNORECASE)


def is_html(content_type: str | None, body: bytes) -> bool:
    """Whether a response is HTML.

    Servers give pages a wrong type, as XML or plain text: a body that begins with a doctype or a root element of HTML
    is a page, whatever its type. Without any type, a usual tag at the beginning is enough.

    >>> is_html("application/xml", b"<!DOCTYPE html><p>Ferry"), is_html("text/plain", b"The <p> tag")
    (True, False)
    """
    media_type = (content_type or "").partition(";")[0].strip().lower()
    start = body[:_SAMPLE_BYTES]
    if media_type in _HTML_TYPES or _HTML_START.match(start):
        return True
    return media_type in _UNKNOWN_TYPES and _HTML_TAG.search(start) is not None
