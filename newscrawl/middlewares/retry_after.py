"""A site that says "not now" is left in peace for as long as it says."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy.http.request import NO_CALLBACK

from newscrawl.core.retryafter import retry_after
from newscrawl.extensions.numbers import number
from newscrawl.extensions.site_slots import SiteDownloader
from newscrawl.extensions.sites import Site, SiteHeld
from newscrawl.middlewares.turned_away import TurnedAway

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_REFUSALS = (429, 503)
_TRIES = "newscrawl_refused"


class RetryAfterMiddleware:
    """Answers of 429 and 503 hold the whole site: for the time of its `Retry-After`, else for a growing one.

    What was refused goes back to the scheduler and is asked for again after the pause, `RETRY_TIMES` times at most;
    with too many refusals in a row the site is left alone for the rest of the run. Either way the addresses fail as
    `rate_limited`, and are asked for by a later run. It has to see answers before `RetryMiddleware` does.

    Stat: ``newscrawl/rate_limited``, the refusals.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._first = number(settings, "NEWSCRAWL_PAUSE", default=30, least=0)
        self._longest = number(settings, "NEWSCRAWL_PAUSE_MAX", default=300, least=0)
        self._most = number(settings, "NEWSCRAWL_REFUSALS_MAX", default=5, least=1)
        self._tries = settings.getint("RETRY_TIMES")
        self._lower = settings.getint("RETRY_PRIORITY_ADJUST")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings.

        :raises BadArgument: one is no number.
        """
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Stop what is for a site that is left alone.

        :raises TurnedAway: it is (`rate_limited`).
        :raises SiteHeld: the request is no page's, and nobody need wait for it while the site is held.
        """
        site = self._downloader.site(request)
        if site.left_alone:
            raise TurnedAway(f"{site.name} refused too often to be asked again in this run", reason="rate_limited")
        if request.callback is NO_CALLBACK and site.held_until > monotonic():
            raise SiteHeld(f"{site.name} asked for a pause")

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Give what waited when the pause began back to the scheduler."""
        if isinstance(exception, SiteHeld) and request.callback is not NO_CALLBACK:
            return request.replace(dont_filter=True)
        return None

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Hold the site of an answer that refuses.

        :raises TurnedAway: it will not be asked for this again (`rate_limited`).
        """
        site = self._downloader.site(request)
        if response.status not in _REFUSALS:
            site.refusals_in_a_row = 0
            return response
        self._crawler.stats.inc_value("newscrawl/rate_limited")
        self._refused(site, response)
        if request.callback is NO_CALLBACK:
            return response
        tries = request.meta.get(_TRIES, 0) + 1
        if site.left_alone or tries > self._tries:
            raise TurnedAway(f"refused {tries} times (HTTP status {response.status})", reason="rate_limited")
        # Of lower priority: if only this address is refused, others show after the pause that the site answers.
        meta, priority = {**request.meta, _TRIES: tries}, request.priority + self._lower
        return request.replace(meta=meta, priority=priority, dont_filter=True)

    def _refused(self, site: Site, response: Response) -> None:
        site.refusals += 1
        # Requests that were under way when another was refused, and are refused in turn, are one refusal.
        if site.held_until <= monotonic():
            site.refusals_in_a_row += 1
        if site.refusals_in_a_row >= self._most:
            site.left_alone = True
            logger.warning("%s refused %d times in a row and is left alone", site.name, site.refusals_in_a_row)
            self._downloader.hold(site, 0)
            return
        stated = _header(response, "Retry-After")
        asked = retry_after(stated, sent=_header(response, "Date"), now=datetime.now(UTC))
        pause = min(asked or self._first * 2 ** (site.refusals_in_a_row - 1), self._longest)
        logger.info("%s says %d: it is not asked for %.1f s", site.name, response.status, pause)
        self._downloader.hold(site, pause)

    @property
    def _downloader(self) -> SiteDownloader:
        return SiteDownloader.of(self._crawler)


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
