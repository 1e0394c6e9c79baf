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
from newscrawl.extensions.numbers import number
from newscrawl.extensions.site_slots import SiteDownloader
from newscrawl.extensions.sites import SiteHeld
from newscrawl.middlewares.robotrules import RobotRules
from newscrawl.middlewares.turned_away import TurnedAway

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
        self._agent = self._robotstxt_useragent or self._default_useragent
        self._lifetime = number(settings, "NEWSCRAWL_ROBOTS_LIFETIME", default=86_400, least=0)
        self._retry = number(settings, "NEWSCRAWL_ROBOTS_RETRY", default=600, least=0)
        self._longest_delay = number(settings, "NEWSCRAWL_CRAWL_DELAY_MAX", default=60, least=0)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._until: dict[str, float] = {}
        self._problems: dict[str, tuple[str, FailedReason | RefusedReason | None]] = {}
        """Why a host may not be asked: message and reason, no reason where its site is only held."""
        logging.getLogger(robotstxt.__name__).addFilter(_without_traceback)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host; None where there are none.

        :raises TurnedAway: nothing may be asked of this host, or not now.
        :raises SiteHeld: the site asked for a pause before it gave its rules.
        """
        host = urlparse_cached(request).netloc
        async with self._turns[host]:
            if self._until.get(host, 0.0) <= monotonic():
                await self._ask(host, request)
            problem = self._problems.get(host)
        if problem:
            message, reason = problem
            raise TurnedAway(message, reason=reason) if reason else SiteHeld(message)
        rules = self._parsers.get(host)
        if not isinstance(rules, RobotRules):
            return None
        if (delay := self._delay(rules)) > self._longest_delay:
            asked = f"robots.txt asks for {delay:g} seconds between two requests"
            raise TurnedAway(f"{asked}, more than NEWSCRAWL_CRAWL_DELAY_MAX", reason="crawl_delay")
        return rules

    async def _ask(self, host: str, request: Request) -> None:
        before = self._parsers.pop(host, None)
        self._problems.pop(host, None)
        self._until[host] = monotonic() + self._lifetime
        await super().robot_parser(request)
        if host in self._problems and isinstance(before, RobotRules):
            logger.info("The robots.txt of %s cannot be had: what it said before stays in force", host)
            del self._problems[host]
            self._parsers[host] = before

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            self._parsers[netloc] = None
            self._unreachable(netloc, f"HTTP status {response.status}")
            return
        found = response if 200 <= response.status < 300 else response.replace(body=b"")
        await super()._parse_robots(found, netloc, request)
        rules = self._parsers[netloc]
        if isinstance(rules, RobotRules):
            site = SiteDownloader.of(self.crawler).site(request)
            site.delay = max(site.delay, min(self._delay(rules), self._longest_delay))

    def _delay(self, rules: RobotRules) -> float:
        return rules.crawl_delay(self._agent) or 0.0

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        if isinstance(exc, SiteHeld):
            self._problem(netloc, str(exc), None, seconds=0)
        elif isinstance(exc, TurnedAway):
            self._problem(netloc, str(exc), exc.reason)
        elif isinstance(exc, CannotResolveHostError):
            self._problem(netloc, "no such host", "not_resolved")
        elif isinstance(exc, (DownloadConnectionRefusedError, ConnectError)):
            self._problem(netloc, "the server cannot be reached", "not_connected")
        elif "max redirections" not in str(exc):
            self._unreachable(netloc, str(exc) or type(exc).__name__)

    def _unreachable(self, netloc: str, why: str) -> None:
        self._problem(netloc, f"robots.txt cannot be had ({why}), which forbids everything", "robots_unreachable")

    def _problem(
        self, netloc: str, message: str, reason: FailedReason | RefusedReason | None, *, seconds: float | None = None
    ) -> None:
        self._problems[netloc] = message, reason
        self._until[netloc] = monotonic() + (self._retry if seconds is None else seconds)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Let one line say that a robots.txt cannot be fetched: that is no bug."""
    record.exc_info = None
    return True
