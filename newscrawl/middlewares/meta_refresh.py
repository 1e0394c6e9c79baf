"""Redirects by a tag (`<meta http-equiv="refresh">`), found without decoding every page."""

from __future__ import annotations

import re

from scrapy import Request
from scrapy.downloadermiddlewares import redirect
from scrapy.http import Response

from newscrawl.extensions.request_meta import FETCHED_AT_META_KEY

_SCAN_BYTES = 32 * 1024
"""Scrapy reads the first 4,096 characters of a page; in every encoding that browsers read, they are in these bytes."""

_REFRESH_TAG = re.compile(rb"http-equiv\s{0,9}=[^>]{0,99}refresh")
"""Every tag that redirects matches. The word "refresh" alone would match every fifth page: it is in scripts and class
names."""


class MetaRefreshMiddleware(redirect.MetaRefreshMiddleware):
    """Gives a page to Scrapy's middleware only if its bytes may contain a refresh tag.

    Scrapy decodes the whole page to read its beginning. That takes half a millisecond in which the crawl does nothing
    else, and most pages have no such tag.
    """

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The request for the target of the refresh tag, or the response if there is none.

        A page from an archive stays: if its target was fetched, it is in the archive as a page of its own.
        """
        if FETCHED_AT_META_KEY in request.meta:
            return response
        start = response.body[:_SCAN_BYTES].replace(b"\0", b"").lower()  # UTF-16 has a zero byte in each ASCII letter
        return super().process_response(request, response) if _REFRESH_TAG.search(start) else response
