"""Machines that make addresses without end are left after some hundred pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import NotSupported
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from newscrawl.exceptions import FetchNotAllowed
from newscrawl.extensions.outcomes import OutcomeRecorder, get_entry
from newscrawl.urls.crawler_traps import build_url_pattern, is_calendar_url, is_growing_url, strip_session_id

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MAX_SESSION_IDS = 3
"""Times that one address is asked for with different session ids in it."""
_MAX_PATH_EXTENSIONS = 4
"""Pages in a row whose addresses each add to the one before: `/europe/`, `/europe/scotland/`, `/europe/scotland/page/2`
are two."""


class CrawlerTrapMiddleware(BaseSpiderMiddleware):
    """Leaves out what a page links where it is a trap, and counts it as refused: ``trap``.

    A trap is: an address that repeats itself, or that adds to the one before for the fifth time in a row; one that was
    asked for with three other session ids already; and more than ``NEWSCRAWL_TRAP_PAGES`` pages that lead from one to
    the next, all of one pattern (`newscrawl.urls.crawler_traps`). Of these only sources count, pages that lead to
    others, and
    what a calendar links of itself. What is deeper than
    ``DEPTH_LIMIT`` is left out here, too: Scrapy does so without a word.

    Articles, and what a list, a feed or a sitemap names, are as many as they are.
    """

    def __init__(self, crawler: Crawler, *, max_pages: int, max_depth: int) -> None:
        super().__init__(crawler)
        self._max_pages = max_pages
        self._max_depth = max_depth
        self._pattern_counts: Counter[str] = Counter()
        self._session_counts: Counter[str] = Counter()
        self._extension_counts: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings; 0 is no limit."""
        settings = crawler.settings
        return cls(crawler, max_pages=settings.getint("NEWSCRAWL_TRAP_PAGES"), max_depth=settings.getint("DEPTH_LIMIT"))

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """The request, or None where it is a trap's."""
        trap = self._detect_trap(request)
        if trap is None:
            return request
        recorder = self.crawler.get_extension(OutcomeRecorder)
        if recorder is None:
            raise NotSupported(f"{OutcomeRecorder.__module__}.Ends must be in EXTENSIONS")
        recorder.record_not_requested(get_entry(request), FetchNotAllowed(trap, reason="trap"))
        return None

    def _detect_trap(self, request: Request) -> str | None:
        if self._is_session_repeat(request.url):
            return f"asked for with {_MAX_SESSION_IDS} other session ids already"
        found_on = request.meta.get("found_on")
        if found_on is None:
            return None
        if 0 < self._max_depth < request.meta.get("depth", 0):
            return "found over more pages, one leading to the next, than DEPTH_LIMIT allows"
        if is_growing_url(request.url) or self._extends_path_again(request, found_on):
            return "its address grows, as if every click had added to it"
        if self._max_pages and self._links_to_same_kind(request, found_on):
            pattern = build_url_pattern(request.url)
            self._pattern_counts[pattern] += 1
            if self._pattern_counts[pattern] > self._max_pages:
                return f"more than NEWSCRAWL_TRAP_PAGES pages that lead on to others of their kind: {pattern}"
        return None

    def _is_session_repeat(self, url: str) -> bool:
        url_without_session = strip_session_id(url)
        if url_without_session == url:
            return False
        self._session_counts[url_without_session] += 1
        return self._session_counts[url_without_session] > _MAX_SESSION_IDS

    def _extends_path_again(self, request: Request, found_on: str) -> bool:
        """Whether the address adds to the one of its page, as that one did, and so on."""
        if "seed" not in request.cb_kwargs or not _is_subpath(request.url, found_on):
            return False
        self._extension_counts[request.url] = self._extension_counts.get(found_on, 0) + 1
        return self._extension_counts[request.url] > _MAX_PATH_EXTENSIONS

    def _links_to_same_kind(self, request: Request, found_on: str) -> bool:
        """Whether a page leads to one of its own kind, which may do the same."""
        if "seed" in request.cb_kwargs and build_url_pattern(request.url) == build_url_pattern(found_on):
            return True
        return is_calendar_url(request.url) and is_calendar_url(found_on)


def _is_subpath(url: str, parent_url: str) -> bool:
    """Whether the path of an address goes on where that of a page ends."""
    child, parent = urlsplit(url), urlsplit(parent_url)
    parent_path = parent.path.rstrip("/") + "/"
    return (
        child.netloc == parent.netloc
        and child.path.startswith(parent_path)
        and child.path.rstrip("/") + "/" != parent_path
    )
