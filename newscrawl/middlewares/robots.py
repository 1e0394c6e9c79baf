"""robots.txt, obeyed by every request."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares import robotstxt
from scrapy.utils.httpobj import urlparse_cached

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser


class RobotsMiddleware(robotstxt.RobotsTxtMiddleware):
    """Scrapy's middleware, one request of a site after the other.

    In Scrapy 2.19 the requests that wait for the same robots.txt share one Deferred, whose result the first of them
    takes away: all but two of the requests that begin a crawl of a site are sent whatever its robots.txt says.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        logging.getLogger(robotstxt.__name__).addFilter(_without_traceback)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's site; None where there is no robots.txt to be had."""
        async with self._turns[urlparse_cached(request).netloc]:
            return await super().robot_parser(request)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Let one line say that a robots.txt cannot be fetched: that is no bug."""
    record.exc_info = None
    return True
