"""Machines that make addresses without end are left after some hundred pages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import NotSupported
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from newscrawl.core.traps import grows, is_calendar, pattern_of, without_session
from newscrawl.errors import NotAllowed
from newscrawl.extensions.ends import Ends, entry_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_MOST_SESSIONS = 3
"""Times that one address is asked for with different session ids in it."""
_MOST_ADDITIONS = 4
"""Pages in a row whose addresses each add to the one before: `/europe/`, `/europe/scotland/`, `/europe/scotland/page/2`
are two."""


class TrapsMiddleware(BaseSpiderMiddleware):
    """Leaves out what a page links where it is a trap, and counts it as refused: ``trap``.

    A trap is: an address that repeats itself, or that adds to the one before for the fifth time in a row; one that was
    asked for with three other session ids already; and more than ``NEWSCRAWL_TRAP_PAGES`` pages that lead from one to
    the next, all of one pattern (`newscrawl.core.traps`). Of these only sources count, pages that lead to others, and
    what a calendar links of itself. What is deeper than
    ``DEPTH_LIMIT`` is left out here, too: Scrapy does so without a word.

    Articles, and what a list, a feed or a sitemap names, are as many as they are.
    """

    def __init__(self, crawler: Crawler, *, most: int, depth: int) -> None:
        super().__init__(crawler)
        self._most = most
        self._depth = depth
        self._patterns: Counter[str] = Counter()
        self._sessions: Counter[str] = Counter()
        self._additions: dict[str, int] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings; 0 is no limit."""
        settings = crawler.settings
        return cls(crawler, most=settings.getint("NEWSCRAWL_TRAP_PAGES"), depth=settings.getint("DEPTH_LIMIT"))

    def get_processed_request(self, request: Request, response: Response | None) -> Request | None:
        """The request, or None where it is a trap's."""
        problem = self._problem(request)
        if problem is None:
            return request
        ends = self.crawler.get_extension(Ends)
        if ends is None:
            raise NotSupported(f"{Ends.__module__}.Ends must be in EXTENSIONS")
        ends.no_request(entry_of(request), NotAllowed(problem, reason="trap"))
        return None

    def _problem(self, request: Request) -> str | None:
        if self._repeats_a_session(request.url):
            return f"asked for with {_MOST_SESSIONS} other session ids already"
        found_on = request.meta.get("found_on")
        if found_on is None:
            return None
        if 0 < self._depth < request.meta.get("depth", 0):
            return "found over more pages, one leading to the next, than DEPTH_LIMIT allows"
        if grows(request.url) or self._adds(request, found_on):
            return "its address grows, as if every click had added to it"
        if self._most and self._leads_on(request, found_on):
            pattern = pattern_of(request.url)
            self._patterns[pattern] += 1
            if self._patterns[pattern] > self._most:
                return f"more than NEWSCRAWL_TRAP_PAGES pages that lead on to others of their kind: {pattern}"
        return None

    def _repeats_a_session(self, url: str) -> bool:
        bare = without_session(url)
        if bare == url:
            return False
        self._sessions[bare] += 1
        return self._sessions[bare] > _MOST_SESSIONS

    def _adds(self, request: Request, found_on: str) -> bool:
        """Whether the address adds to the one of its page, as that one did, and so on."""
        if "source" not in request.cb_kwargs or not _is_below(request.url, found_on):
            return False
        self._additions[request.url] = self._additions.get(found_on, 0) + 1
        return self._additions[request.url] > _MOST_ADDITIONS

    def _leads_on(self, request: Request, found_on: str) -> bool:
        """Whether a page leads to one of its own kind, which may do the same."""
        if "source" in request.cb_kwargs and pattern_of(request.url) == pattern_of(found_on):
            return True
        return is_calendar(request.url) and is_calendar(found_on)


def _is_below(url: str, page: str) -> bool:
    """Whether the path of an address goes on where that of a page ends."""
    longer, shorter = urlsplit(url), urlsplit(page)
    path = shorter.path.rstrip("/") + "/"
    return longer.netloc == shorter.netloc and longer.path.startswith(path) and longer.path.rstrip("/") + "/" != path
