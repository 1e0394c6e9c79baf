"""What the tests of politeness share: a server with scripted responses, a plain spider, the gaps between requests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import pairwise
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.extensions.crawler import stop_crawl
from tests.mockserver import MockServer, ReceivedRequest, Reply

DELAY_TOLERANCE = 0.5
"""The share of DOWNLOAD_DELAY that is surely between two requests: Scrapy counts from when it takes a request from its
queue, and on a busy machine it sends the request some time later."""
ANY = "*"
"""Instead of a path: every path except robots.txt."""


def plain_reply(body: str, status: int = 200, **headers: str) -> Reply:
    """A response in plain text, such as a robots.txt."""
    return Reply(body=body, status=status, content_type="text/plain", headers=headers)


def gaps(requests: Iterable[ReceivedRequest]) -> list[float]:
    """The seconds between one request and the next, by the clock of the server.

    Compare them with a lower bound only: a busy machine makes them longer.
    """
    return [later.received_at - earlier.received_at for earlier, later in pairwise(requests)]


class PlainSpider(Spider):
    """Requests all its URLs at once, without the ledger."""

    name = "plain"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.urls = url.split(",")

    async def start(self) -> AsyncIterator[Request]:
        """Request every URL once."""
        for url in self.urls:
            yield Request(url, meta={"handle_httpstatus_all": True}, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Ignore the response."""


class ScriptedServer(MockServer):
    """A server that gives some responses once each, in order, and then its usual ones.

    :param first: these responses by path, or by `ANY`.
    """

    def __init__(self, routes: Mapping[str, Reply | str | bytes], first: Mapping[str, Iterable[Reply]]) -> None:
        super().__init__(routes)
        self.first = {path: [*replies] for path, replies in first.items()}

    def reply_to(self, path: str) -> Reply:
        """The next response to a path."""
        key = path if path == "/robots.txt" or path in self.first else ANY
        return self.first[key].pop(0) if self.first.get(key) else super().reply_to(path)


class StopAtFirstPause:
    """A Scrapy extension that stops the crawl when the first site is paused: this takes no guess how soon that is."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to the requests that come back to the scheduler: a refused request is the second of its URL."""
        extension = cls(crawler)
        crawler.signals.connect(extension._request_scheduled, signals.request_scheduled)
        return extension

    def _request_scheduled(self) -> None:
        if self._crawler.stats.get_value("newscrawl/rate_limited"):
            stop_crawl(self._crawler, "paused")
