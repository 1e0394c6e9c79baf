"""One robots.txt, read as RFC 9309 says, and what it says to us and to others."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from protego import Protego
from scrapy.robotstxt import RobotParser
from scrapy.utils.python import to_unicode

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

MAX_ROBOTS_BYTES = 500 * 1024
"""The bytes of a robots.txt that count; RFC 9309 wants at least so many read."""

_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)
_PRODUCT_TOKEN = re.compile(r"[a-z0-9_-]+", re.IGNORECASE)
_COMPATIBLE_PREFIX = re.compile(r".*\bcompatible;\s*", re.IGNORECASE)
_NAME_END = "/"
"""Put behind every agent's name, so that Protego compares whole names: it would take `news` for `newscrawl`."""


class RobotRules(RobotParser):
    """Protego, with agents told apart by product token: `newscrawl`, `NewsCrawl/2.0`, `newscrawl (+…)` are one."""

    def __init__(self, body: bytes) -> None:
        self.agent_tokens: set[str] = set()
        """The product tokens that the file names, in lower case."""
        self._protego = Protego.parse("\n".join(map(self._normalize_line, _decode_body(body).splitlines())))

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        """As Scrapy makes a parser."""
        return cls(robotstxt_body)

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Whether the agent may ask for the address."""
        return self._protego.can_fetch(to_unicode(url), _normalize_agent(user_agent))

    def crawl_delay(self, user_agent: str | bytes) -> float | None:
        """The seconds that the agent is to leave between two requests: `Crawl-delay` or `Request-rate`, the longer.

        The hours of a `Request-rate` are left out of account: it holds all day.
        """
        delay, rate = (
            self._protego.crawl_delay(_normalize_agent(user_agent)),
            self._protego.request_rate(_normalize_agent(user_agent)),
        )
        delays = [value for value in (delay, rate and rate.seconds / rate.requests) if value is not None]
        return max(delays, default=None)

    def disallowed_agents(self, url: str, agents: Iterable[str]) -> list[str]:
        """Those of the agents that a group of their own keeps from the address."""
        return [agent for agent in agents if agent.lower() in self.agent_tokens and not self.allowed(url, agent)]

    def _normalize_line(self, line: str) -> str:
        match = _AGENT_LINE.match(line)
        if not match:
            return line
        value = match[1].strip()
        if value == "*" or value.startswith("* "):
            return "User-agent: *"
        token = _PRODUCT_TOKEN.match(value)
        if token:
            self.agent_tokens.add(token[0].lower())
        return f"User-agent: {token[0] if token else '-'}{_NAME_END}"


def _normalize_agent(user_agent: str | bytes) -> str:
    name = _COMPATIBLE_PREFIX.sub("", to_unicode(user_agent))
    token = _PRODUCT_TOKEN.match(name.strip())
    return f"{token[0] if token else '-'}{_NAME_END}".lower()


def _decode_body(body: bytes) -> str:
    """The part of the file that counts, up to the end of a line: half a rule can forbid far more than the whole."""
    if len(body) > MAX_ROBOTS_BYTES:
        body = body[:MAX_ROBOTS_BYTES]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "ignore")
    return body.decode("utf-8-sig", "ignore").replace("\0", "")
