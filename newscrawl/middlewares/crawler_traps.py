"""Stop at crawler traps: sites that create new URLs without end, such as calendars and session ids."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from newscrawl.exceptions import FetchNotAllowed
from newscrawl.extensions.crawler import require_extension
from newscrawl.extensions.outcomes import OutcomeRecorder
from newscrawl.extensions.request_meta import FOUND_ON_META_KEY, get_entry
from newscrawl.urls.crawler_traps import build_url_pattern, is_calendar_url, is_growing_url, strip_session_id

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MAX_SESSION_IDS = 3
"""Requests for one URL that differ in the session id only."""
_MAX_PATH_EXTENSIONS = 4
"""Pages in a row whose URLs each extend the URL before. The chain `/europe/`, `/europe/scotland/`,
`/europe/scotland/page/2` has two extensions."""


class CrawlerTrapMiddleware(BaseSpiderMiddleware):
    """Drops requests that lead into a trap, and records them as refused (``trap``).

    These requests are dropped:

    - the URL repeats itself, or extends the path of the page that links it for the fifth time in a row;
    - the URL was requested with three other session ids before;
    - the URL belongs to a pattern (`newscrawl.urls.crawler_traps`) of which more than ``NEWSCRAWL_TRAP_PAGES`` pages
      were found on pages of the same pattern. Only seeds and calendar pages count;
    - the page is deeper than ``DEPTH_LIMIT``: Scrapy would drop it without a log line.

    The number of articles is not limited, nor is the number of links of a list, a feed or a sitemap.
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
        """Read the settings; 0 means no limit."""
        settings = crawler.settings
        return cls(crawler, max_pages=settings.getint("NEWSCRAWL_TRAP_PAGES"), max_depth=settings.getint("DEPTH_LIMIT"))

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """The request, or None if it leads into a trap."""
        trap = self._detect_trap(request)
        if trap is None:
            return request
        recorder = require_extension(self.crawler, OutcomeRecorder)
        recorder.record_not_requested(get_entry(request), FetchNotAllowed(trap, reason="trap"))
        return None

    def _detect_trap(self, request: Request) -> str | None:
        """The description of the trap, for the log; None if there is no trap."""
        if self._is_session_repeat(request.url):
            return f"requested with {_MAX_SESSION_IDS} other session ids already"
        found_on = request.meta.get(FOUND_ON_META_KEY)
        if found_on is None:
            return None
        if 0 < self._max_depth < request.meta.get("depth", 0):
            return "found over more pages, one leading to the next, than DEPTH_LIMIT allows"
        if is_growing_url(request.url) or self._extends_path_again(request, found_on):
            return "its URL grows, as if every click had added to it"
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
        """Whether the path extends that of the linking page, which extended that of its own linking page, and so on."""
        if "seed" not in request.cb_kwargs or not _is_subpath(request.url, found_on):
            return False
        self._extension_counts[request.url] = self._extension_counts.get(found_on, 0) + 1
        return self._extension_counts[request.url] > _MAX_PATH_EXTENSIONS

    def _links_to_same_kind(self, request: Request, found_on: str) -> bool:
        """Whether the page and the page that links it are of the same kind, so that the chain may never end."""
        if "seed" in request.cb_kwargs and build_url_pattern(request.url) == build_url_pattern(found_on):
            return True
        return is_calendar_url(request.url) and is_calendar_url(found_on)


def _is_subpath(url: str, parent_url: str) -> bool:
    """Whether the path of a URL continues that of the parent URL, on the same host.

    >>> _is_subpath("https://example.com/a/b", "https://example.com/a")
    True
    >>> _is_subpath("https://example.com/a/", "https://example.com/a")
    False
    """
    child, parent = urlsplit(url), urlsplit(parent_url)
    parent_path = parent.path.rstrip("/") + "/"
    return (
        child.netloc == parent.netloc
        and child.path.startswith(parent_path)
        and child.path.rstrip("/") + "/" != parent_path
    )
