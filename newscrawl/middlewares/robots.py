"""Obey robots.txt in every request, as RFC 9309 requires."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING, Self

from protego import Protego
from scrapy.downloadermiddlewares import robotstxt
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.python import to_unicode
from twisted.internet.error import ConnectError

from newscrawl.discovery.robots import decode_robots, iter_group_lines
from newscrawl.downloader import SiteDownloader, SitePaused
from newscrawl.exceptions import FailedReason, RefusedReason
from newscrawl.extensions.setting_values import get_number
from newscrawl.middlewares.rejections import RequestRejected

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_PRODUCT_TOKEN = re.compile(r"[a-z0-9_-]+", re.IGNORECASE)
_COMPATIBLE_PREFIX = re.compile(r".*\bcompatible;\s*", re.IGNORECASE)
_NAME_END = "/"
"""Is appended to every agent's token, so that Protego compares whole tokens: else `news` would match `newscrawl`."""


class RobotsMiddleware(robotstxt.RobotsTxtMiddleware):
    """Scrapy's middleware, except that it handles one request of a host at a time, and all responses as RFC 9309 says.

    - If robots.txt gives 5xx or 429, or cannot be reached, everything is forbidden. The URLs of the host fail as
      `robots_unreachable`, and robots.txt is requested again after ``NEWSCRAWL_ROBOTS_RETRY`` seconds. Meanwhile, rules
      that were read before stay in force.
    - Any other response without rules (such as 404), and more redirects than `REDIRECT_MAX_TIMES`, allow everything.
    - `Crawl-delay` and `Request-rate` raise the delay of the whole site. If they ask for more than
      ``NEWSCRAWL_CRAWL_DELAY_MAX`` seconds, nothing is requested (`crawl_delay`).

    One at a time: in Scrapy 2.19 the requests that wait for the same robots.txt share one Deferred, and the first of
    them takes its result away. So when the crawl of a site begins, all but two of its requests would be sent whatever
    robots.txt says.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._parserimpl = RobotRules  # type: ignore[assignment]  # Scrapy's annotation is wrong: it uses a class
        self._user_agent = self._robotstxt_useragent or self._default_useragent
        self._lifetime_seconds = get_number(settings, "NEWSCRAWL_ROBOTS_LIFETIME", default=86_400, minimum=0)
        self._retry_seconds = get_number(settings, "NEWSCRAWL_ROBOTS_RETRY", default=600, minimum=0)
        self._max_crawl_delay = get_number(settings, "NEWSCRAWL_CRAWL_DELAY_MAX", default=60, minimum=0)
        self._host_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._expires_at: dict[str, float] = {}
        self._host_errors: dict[str, tuple[str, FailedReason | RefusedReason | None]] = {}
        """Why a host must not be requested: message and reason; no reason if its site is only paused."""
        logging.getLogger(robotstxt.__name__).addFilter(_drop_traceback)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules for the host of a request; None if there are none.

        :raises RequestRejected: the host must not be requested, at least not now.
        :raises SitePaused: the site was paused before its robots.txt was received.
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
            logger.info("The robots.txt of %s cannot be fetched: its rules from before stay in force", host)
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
        message = f"robots.txt cannot be fetched ({cause}), which forbids everything"
        self._set_host_error(netloc, message, "robots_unreachable")

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


class RobotRules(RobotParser):
    """The rules of one robots.txt, parsed by Protego, with agents compared by product token.

    `newscrawl`, `NewsCrawl/2.0` and `newscrawl (+https://…)` have the same product token.
    """

    def __init__(self, body: bytes) -> None:
        self.agent_tokens: set[str] = set()
        """The product tokens in the file, in lower case."""
        lines = iter_group_lines(decode_robots(body))
        self._protego = Protego.parse(
            "\n".join(self._build_agent_line(line) if names_agent else line for line, names_agent in lines)
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        """Create the parser, as Scrapy does."""
        return cls(robotstxt_body)

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Whether the agent may request the URL."""
        return self._protego.can_fetch(to_unicode(url), _normalize_agent(user_agent))

    def crawl_delay(self, user_agent: str | bytes) -> float | None:
        """The seconds that the agent must wait between two requests: `Crawl-delay` or `Request-rate`, the longer one.

        The hours of a `Request-rate` are ignored: it applies all day.
        """
        agent = _normalize_agent(user_agent)
        delay, rate = self._protego.crawl_delay(agent), self._protego.request_rate(agent)
        delays = [value for value in (delay, rate and rate.seconds / rate.requests) if value is not None]
        return max(delays, default=None)

    def disallowed_agents(self, url: str, agents: Iterable[str]) -> list[str]:
        """Those of the agents that must not request the URL, because of a group that names them."""
        return [agent for agent in agents if agent.lower() in self.agent_tokens and not self.allowed(url, agent)]

    def _build_agent_line(self, name: str) -> str:
        if name == "*" or name.startswith("* "):
            return "User-agent: *"
        token = _PRODUCT_TOKEN.match(name)
        if token:
            self.agent_tokens.add(token[0].lower())
        return f"User-agent: {token[0] if token else '-'}{_NAME_END}"


def _normalize_agent(user_agent: str | bytes) -> str:
    """The product token of a User-Agent, in lower case, with `_NAME_END`.

    >>> _normalize_agent("NewsCrawl/2.0 (+https://example.com)")
    'newscrawl/'
    >>> _normalize_agent("Mozilla/5.0 (compatible; newscrawl/2.0)")
    'newscrawl/'
    """
    name = _COMPATIBLE_PREFIX.sub("", to_unicode(user_agent))
    token = _PRODUCT_TOKEN.match(name.strip())
    return f"{token[0] if token else '-'}{_NAME_END}".lower()


def _drop_traceback(record: logging.LogRecord) -> bool:
    """Reduce Scrapy's message that a robots.txt cannot be fetched to one line: this is not a bug."""
    record.exc_info = None
    return True
