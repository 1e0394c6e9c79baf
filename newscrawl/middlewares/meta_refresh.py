"""Pages that send on by a tag, found without decoding all others."""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.downloadermiddlewares import redirect
from scrapy.http import Response

_SCAN_BYTES = 32 * 1024
"""Bytes in which the 4,096 characters lie that Scrapy looks at, in every encoding that browsers read."""

_REFRESH_TAG = re.compile(rb"http-equiv\s{0,9}=[^>]{0,99}refresh")
"""What no tag that sends on does without. The word alone stands in every fifth page, in scripts and class names."""


class MetaRefreshMiddleware(redirect.MetaRefreshMiddleware):
    """Scrapy's middleware for pages that may hold a refresh: it decodes a page whole to read its beginning.

    That takes half a millisecond, in which nothing else happens; most pages have no such tag, as their bytes show.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The request that the page sends on to, or the page."""
        start = response.body[:_SCAN_BYTES].replace(b"\0", b"").lower()  # UTF-16 has a zero in every letter
        return super().process_response(request, response) if _REFRESH_TAG.search(start) else response
