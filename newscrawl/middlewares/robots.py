"""robots.txt, obeyed by every request as RFC 9309 says."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares import robotstxt
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import ConnectError

from newscrawl.errors import FailedReason, RefusedReason
from newscrawl.extensions.numbers import get_number
from newscrawl.extensions.site_slots import SiteDownloader
from newscrawl.extensions.sites import SitePaused
from newscrawl.middlewares.robotrules import RobotRules
from newscrawl.middlewares.turned_away import RequestRejected

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.robotstxt import RobotParser

logger = logging.getLogger(__name__)


class RobotsMiddleware(robotstxt.RobotsTxtMiddleware):
    """Scrapy's middleware, one request of a host after the other, and what RFC 9309 says of answers that are no file.

    A robots.txt that answers 5xx or 429, or cannot be reached, forbids everything: its addresses fail as
    `robots_unreachable`, and it is asked for again after `NEWSCRAWL_ROBOTS_RETRY` seconds. Rules that were read before
    stay in force meanwhile. Any other answer without rules, and more redirects than `REDIRECT_MAX_TIMES`, allows
    everything. `Crawl-delay` and `Request-rate` raise the delay of the whole site; where they ask for more than
    `NEWSCRAWL_CRAWL_DELAY_MAX` seconds, nothing is asked for (`crawl_delay`).

    In Scrapy 2.19 the requests that wait for the same robots.txt share one Deferred, whose result the first of them
    takes away: all but two of the requests that begin a crawl of a site are sent whatever its robots.txt says.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._parserimpl = RobotRules  # type: ignore[assignment]  # Scrapy means the class, too, and says an instance
        self._user_agent = self._robotstxt_useragent or self._default_useragent
        self._lifetime_seconds = get_number(settings, "NEWSCRAWL_ROBOTS_LIFETIME", default=86_400, minimum=0)
        self._retry_seconds = get_number(settings, "NEWSCRAWL_ROBOTS_RETRY", default=600, minimum=0)
        self._max_crawl_delay = get_number(settings, "NEWSCRAWL_CRAWL_DELAY_MAX", default=60, minimum=0)
        self._host_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._expires_at: dict[str, float] = {}
        self._host_errors: dict[str, tuple[str, FailedReason | RefusedReason | None]] = {}
        """Why a host may not be asked: message and reason, no reason where its site is only held."""
        logging.getLogger(robotstxt.__name__).addFilter(_drop_traceback)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; None where there are none.

        :raises TurnedAway: nothing may be asked of this host, or not now.
        :raises SiteHeld: the site asked for a pause before it gave its rules.
        """
        host = urlparse_cached(request).netloc
        async with self._host_locks[host]:
            if self._expires_at.get(host, 0.0) <= monotonic():
                await self._fetch_rules(host, request)
            host_error = self._host_errors.get(host)
        if host_error:
            message, reason = host_error
            raise RequestRejected(message, reason=reason) if reason else SitePaused(message)
        rules = self._parsers.get(host)
        if not isinstance(rules, RobotRules):
            return None
        if (delay := self._get_crawl_delay(rules)) > self._max_crawl_delay:
            delay_text = f"robots.txt asks for {delay:g} seconds between two requests"
            raise RequestRejected(f"{delay_text}, more than NEWSCRAWL_CRAWL_DELAY_MAX", reason="crawl_delay")
        return rules

    async def _fetch_rules(self, host: str, request: Request) -> None:
        previous_rules = self._parsers.pop(host, None)
        self._host_errors.pop(host, None)
        self._expires_at[host] = monotonic() + self._lifetime_seconds
        await super().robot_parser(request)
        if host in self._host_errors and isinstance(previous_rules, RobotRules):
            logger.info("The robots.txt of %s cannot be had: what it said before stays in force", host)
            del self._host_errors[host]
            self._parsers[host] = previous_rules

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            self._parsers[netloc] = None
            self._set_unreachable(netloc, f"HTTP status {response.status}")
            return
        effective_response = response if 200 <= response.status < 300 else response.replace(body=b"")
        await super()._parse_robots(effective_response, netloc, request)
        rules = self._parsers[netloc]
        if isinstance(rules, RobotRules):
            throttle = SiteDownloader.get(self.crawler).get_throttle(request)
            throttle.min_delay = max(throttle.min_delay, min(self._get_crawl_delay(rules), self._max_crawl_delay))

    def _get_crawl_delay(self, rules: RobotRules) -> float:
        return rules.crawl_delay(self._user_agent) or 0.0

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        if isinstance(exc, SitePaused):
            self._set_host_error(netloc, str(exc), None, retry_seconds=0)
        elif isinstance(exc, RequestRejected):
            self._set_host_error(netloc, str(exc), exc.reason)
        elif isinstance(exc, CannotResolveHostError):
            self._set_host_error(netloc, "no such host", "not_resolved")
        elif isinstance(exc, (DownloadConnectionRefusedError, ConnectError)):
            self._set_host_error(netloc, "the server cannot be reached", "not_connected")
        elif "max redirections" not in str(exc):
            self._set_unreachable(netloc, str(exc) or type(exc).__name__)

    def _set_unreachable(self, netloc: str, cause: str) -> None:
        self._set_host_error(
            netloc, f"robots.txt cannot be had ({cause}), which forbids everything", "robots_unreachable"
        )

    def _set_host_error(
        self,
        netloc: str,
        message: str,
        reason: FailedReason | RefusedReason | None,
        *,
        retry_seconds: float | None = None,
    ) -> None:
        self._host_errors[netloc] = message, reason
        self._expires_at[netloc] = monotonic() + (self._retry_seconds if retry_seconds is None else retry_seconds)


def _drop_traceback(record: logging.LogRecord) -> bool:
    """Let one line say that a robots.txt cannot be fetched: that is no bug."""
    record.exc_info = None
    return True
