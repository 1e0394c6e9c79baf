"""Scrapy's downloader with one slot a site, which keeps the delays that the site itself asks for.

What one site was asked, what it asked for in turn, and what it got: kept for a whole run.

The scheduler's queue: from which site a request is taken next.

Scrapy's download handler with a limit on what comes before the body: it counts the body only.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import IgnoreRequest, NotSupported
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface
from scrapy.utils.asyncio import call_later
from scrapy.utils.httpobj import urlparse_cached
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from newscrawl.urls.normalize import registrable_domain

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class SitePaused(IgnoreRequest):
    """The site asked for a pause, so a request that waited goes back to the scheduler."""


@dataclass(slots=True)
class SiteThrottle:
    """One site's wishes and its account. Times are seconds on a clock that only goes forward."""

    name: str
    min_delay: float = 0.0
    """The seconds that its robots.txt wants between two requests."""
    paused_until: float = 0.0
    throttled_in_a_row: int = 0
    is_blocked: bool = False
    """It refused too often: this run asks it for nothing more."""

    request_count: int = 0
    byte_count: int = 0
    """As they came: packed, without headers."""
    throttled_count: int = 0
    paused_seconds: float = 0.0
    """The seconds for which it was not asked at its own wish."""
    min_gap: float | None = None
    """The shortest time between the beginnings of two requests."""
    _last_start: float | None = None
    _last_response: float = 0.0

    def request_started(self, now: float) -> None:
        """A request is sent."""
        if self._last_start is not None:
            gap = now - self._last_start
            self.min_gap = gap if self.min_gap is None else min(self.min_gap, gap)
        self._last_start = now
        self.request_count += 1

    def response_received(self, now: float, size: int) -> None:
        """A whole answer came."""
        self._last_response = now
        self.byte_count += size

    def pause(self, now: float, seconds: float) -> None:
        """Ask for nothing before so many seconds are over."""
        paused_until = max(self.paused_until, now + seconds)
        self.paused_seconds += paused_until - max(self.paused_until, now)
        self.paused_until = paused_until

    def next_request_at(self) -> float:
        """When the next request may be sent, as far as the site itself has a say in it.

        Its own delay counts from the last answer: by then the server has seen the request for sure, however long that
        took, so that it never sees two with less time between them.
        """
        last = max(self._last_start or 0.0, self._last_response)
        return max(self.paused_until, last + self.min_delay if self.min_delay else 0.0)


def get_site_name(request: Request) -> str:
    """The registrable domain of the request's address: `www.` and `m.` of one publisher are one site."""
    return _site_of_host(urlparse_cached(request).hostname or "")


@lru_cache(maxsize=10_000)
def _site_of_host(host: str) -> str:
    url_host = f"[{host}]" if ":" in host else host
    return registrable_domain(f"http://{url_host}/") or host


class SiteSlot(Slot):
    """A slot whose delay nobody, and so not AutoThrottle, gets below the wishes of its site."""

    def __init__(self, slot: Slot, throttle: SiteThrottle) -> None:
        super().__init__(slot.concurrency, slot.delay, slot.jitter)
        self.throttle = throttle

    def download_delay(self) -> float:
        """The seconds between the beginning of the last request and that of the next."""
        return max(super().download_delay(), self.throttle.min_delay, self.throttle.next_request_at() - self.lastseen)


class SiteDownloader(Downloader):
    """The downloader of all requests, those for robots.txt, feeds and sitemaps, too.

    A request waits in the slot of the site that it is for, whatever its meta `download_slot` says: that would still
    name the old site after a redirect. All hosts of a registrable domain are one site.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.throttles: dict[str, SiteThrottle] = {}
        """Every site that was asked for something, by name; slots come and go, this stays."""
        crawler.signals.connect(self._response_downloaded, signals.response_downloaded)

    @classmethod
    def get(cls, crawler: Crawler) -> Self:
        """The downloader of a running crawl.

        :raises NotSupported: `DOWNLOADER` is another one, which keeps no site's wishes.
        """
        downloader = crawler.engine.downloader
        if not isinstance(downloader, cls):
            raise NotSupported(f"DOWNLOADER must be {cls.__module__}.{cls.__name__}: it keeps the delays of a site")
        return downloader

    def get_slot_key(self, request: Request) -> str:
        """The name of the request's site."""
        return get_site_name(request)

    def get_throttle(self, request: Request) -> SiteThrottle:
        """The site of a request."""
        name = self.get_slot_key(request)
        if name not in self.throttles:
            self.throttles[name] = SiteThrottle(name)
        return self.throttles[name]

    def pause(self, throttle: SiteThrottle, seconds: float) -> None:
        """Ask a site for nothing for so long; what waits in its slot goes back to the scheduler."""
        throttle.pause(monotonic(), seconds)
        if slot := self.slots.get(throttle.name):
            waiting, slot.queue = slot.queue, deque()
            for _, deferred in waiting:
                deferred.errback(SitePaused(f"{throttle.name} asked for a pause"))
        call_later(seconds, self._wake_engine)

    def has_capacity(self, name: str, active_count: int) -> bool:
        """Whether a site can be given one more request, `active_count` being those under way."""
        throttle, slot = self.throttles.get(name), self.slots.get(name)
        max_active = slot.concurrency if slot else self.per_slot_settings.get(name, {}).get("concurrency")
        is_paused = throttle is not None and throttle.paused_until > monotonic()
        return not is_paused and active_count < (self.domain_concurrency if max_active is None else max_active)

    def _get_slot(self, request: Request, spider: Spider | None = None) -> tuple[str, Slot]:
        name, slot = super()._get_slot(request)
        if not isinstance(slot, SiteSlot):
            slot = self.slots[name] = SiteSlot(slot, self.get_throttle(request))
        return name, slot

    async def _download(self, slot: Slot, request: Request) -> Response:
        self.get_throttle(request).request_started(monotonic())
        return await super()._download(slot, request)

    def _response_downloaded(self, response: Response, request: Request) -> None:
        self.get_throttle(request).response_received(monotonic(), len(response.body))

    def _wake_engine(self) -> None:
        """Have the engine ask the scheduler again; by itself it does so every five seconds."""
        if slot := self.crawler.engine._slot:  # noqa: SLF001  # nothing public does only this
            slot.nextcall.schedule()


class SiteDownloaderInterface(DownloaderInterface):
    """What the scheduler's queue asks before it chooses a site."""

    downloader: SiteDownloader

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        """The sites that can be given a request, each with the number of those under way."""
        active_counts = Counter(map(self.downloader.get_slot_key, self.downloader.active))
        counts = ((active_counts[name], name) for name in possible_slots)
        return [
            (active_count, name) for active_count, name in counts if self.downloader.has_capacity(name, active_count)
        ]


class SitePriorityQueue(DownloaderAwarePriorityQueue):
    """Scrapy's queue of one site after the other, which passes over sites that cannot be asked now.

    A site that asked for a pause, or has all the requests under way that it may have, keeps its requests here. In the
    downloader they would take the place of other sites' requests, and a crawl that is told to stop would wait for them.
    """

    def __init__(self, crawler: Crawler, *arguments: Any, **options: Any) -> None:
        super().__init__(crawler, *arguments, **options)
        self._downloader_interface = SiteDownloaderInterface(crawler)


MAX_HEADER_BYTES = 256 * 1024
"""Servers and browsers take 8 to 256 KiB of headers. A server that sent nothing else filled a gigabyte of memory within
ten seconds."""


class LimitedDownloadHandler(HTTP11DownloadHandler):
    """Hangs up on servers whose headers do not end.

    Twisted has no hook for that, so this puts a gate in front of each connection's protocol, where the pool of
    connections makes it. Like the handler it extends, it needs the Twisted reactor, as `SafeResolver` does: without
    one, nothing is fetched.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        factory_class: Any = self._pool._factory  # noqa: SLF001

        def build_factory(*arguments: Any) -> Any:
            factory = factory_class(*arguments)
            build_protocol = factory.buildProtocol
            factory.buildProtocol = lambda address: _limit_headers(build_protocol(address))
            return factory

        self._pool._factory = build_factory  # type: ignore[assignment]  # noqa: SLF001


def _limit_headers(protocol: Any) -> Any:
    """The protocol of a connection, which gives up where an answer has too much before its body."""
    original_data_received = protocol.dataReceived
    header_bytes = 0

    def data_received(data: bytes) -> None:
        nonlocal header_bytes
        parser = protocol._parser  # noqa: SLF001
        header_bytes = header_bytes + len(data) if parser and parser.state in (STATUS, HEADER) else 0
        if header_bytes > MAX_HEADER_BYTES:
            error = OverflowError(f"the headers are larger than {MAX_HEADER_BYTES:,} bytes")
            protocol._giveUp(Failure(error))  # type: ignore[no-untyped-call]  # noqa: SLF001
        else:
            original_data_received(data)

    protocol.dataReceived = data_received
    return protocol
