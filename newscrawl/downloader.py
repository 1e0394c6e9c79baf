"""Scrapy's downloader with one slot for each site, which keeps the delays and pauses that the site asks for.

The parts: what is known of a site (`SiteThrottle`), the downloader with its slots, the scheduler's queue that skips
sites without capacity, and the download handler that limits the size of headers.
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

MAX_HEADER_BYTES = 256 * 1024
"""Servers and browsers accept 8 to 256 KiB of headers. A server that sent only headers filled a gigabyte of memory
within ten seconds."""


class SitePaused(IgnoreRequest):
    """The site is paused, so a request that waited in the downloader goes back to the scheduler."""


@dataclass(slots=True)
class SiteThrottle:
    """The delays, pauses and counts of one site in this run. Times are seconds of the monotonic clock."""

    name: str
    min_delay: float = 0.0
    """The seconds between two requests, as the robots.txt or the site file requires."""
    paused_until: float = 0.0
    throttled_in_a_row: int = 0
    """The number of responses 429 and 503 without another response between them."""
    is_blocked: bool = False
    """There were too many of these responses: the site gets no more requests in this run."""

    request_count: int = 0
    byte_count: int = 0
    """The size of the bodies as received: compressed, without headers."""
    throttled_count: int = 0
    """The number of responses 429 and 503."""
    paused_seconds: float = 0.0
    min_gap: float | None = None
    """The shortest time between the starts of two requests."""
    _last_start: float | None = None
    _last_response: float = 0.0

    def request_started(self, now: float) -> None:
        """Note that a request is sent."""
        if self._last_start is not None:
            gap = now - self._last_start
            self.min_gap = gap if self.min_gap is None else min(self.min_gap, gap)
        self._last_start = now
        self.request_count += 1

    def response_received(self, now: float, size: int) -> None:
        """Note that a whole response was received.

        :param size: the bytes of its body.
        """
        self._last_response = now
        self.byte_count += size

    def pause(self, now: float, seconds: float) -> None:
        """Send no request during the next seconds; a longer pause that has begun before stays."""
        paused_until = max(self.paused_until, now + seconds)
        self.paused_seconds += paused_until - max(self.paused_until, now)
        self.paused_until = paused_until

    def next_request_at(self) -> float:
        """The earliest time of the next request that the pause and the delay of the site allow.

        The delay counts from the last response: then the server has certainly received the last request, however long
        the connection took, so the server never sees two requests with less time between them.
        """
        last = max(self._last_start or 0.0, self._last_response)
        return max(self.paused_until, last + self.min_delay if self.min_delay else 0.0)


class SiteDownloader(Downloader):
    """The downloader of all requests, also of those for robots.txt, feeds and sitemaps.

    A request waits in the slot of the site of its URL. Its meta `download_slot` is ignored: after a redirect it would
    still name the old site. All hosts of a registrable domain are one site.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.throttles: dict[str, SiteThrottle] = {}
        """Every site that was requested, by name. Scrapy removes idle slots; these entries stay."""
        crawler.signals.connect(self._response_downloaded, signals.response_downloaded)

    @classmethod
    def get(cls, crawler: Crawler) -> Self:
        """The downloader of a running crawl.

        :raises NotSupported: the setting `DOWNLOADER` is another class, which does not keep the delays of a site.
        """
        downloader = crawler.engine.downloader
        if not isinstance(downloader, cls):
            raise NotSupported(f"DOWNLOADER must be {cls.__module__}.{cls.__name__}: it keeps the delays of a site")
        return downloader

    def get_slot_key(self, request: Request) -> str:
        """The name of the request's site."""
        return get_site_name(request)

    def get_throttle(self, request: Request) -> SiteThrottle:
        """The throttle of the request's site."""
        name = self.get_slot_key(request)
        if name not in self.throttles:
            self.throttles[name] = SiteThrottle(name)
        return self.throttles[name]

    def pause(self, throttle: SiteThrottle, seconds: float) -> None:
        """Pause a site; the requests that wait in its slot go back to the scheduler."""
        throttle.pause(monotonic(), seconds)
        if slot := self.slots.get(throttle.name):
            waiting, slot.queue = slot.queue, deque()
            for _, deferred in waiting:
                deferred.errback(SitePaused(f"{throttle.name} is paused"))
        call_later(seconds, self._wake_engine)

    def has_capacity(self, name: str, active_count: int) -> bool:
        """Whether a site can get one more request.

        :param active_count: the number of its requests that are in the downloader.
        """
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
        """Let the engine ask the scheduler for a request again; otherwise it does so only every five seconds."""
        if slot := self.crawler.engine._slot:  # noqa: SLF001  # there is no public function that does only this
            slot.nextcall.schedule()


class SiteSlot(Slot):
    """A slot whose delay is never below that of its site, whatever AutoThrottle or the settings say."""

    def __init__(self, slot: Slot, throttle: SiteThrottle) -> None:
        super().__init__(slot.concurrency, slot.delay, slot.jitter)
        self.throttle = throttle

    def download_delay(self) -> float:
        """The seconds between the starts of the last request and the next."""
        return max(super().download_delay(), self.throttle.min_delay, self.throttle.next_request_at() - self.lastseen)


class SitePriorityQueue(DownloaderAwarePriorityQueue):
    """Scrapy's queue that takes requests from all sites in turn, except that it skips sites without capacity.

    If a site is paused or has as many active requests as allowed, its other requests stay in this queue. In the
    downloader they would take the places of other sites' requests, and a crawl that stops would wait for them.
    """

    def __init__(self, crawler: Crawler, *arguments: Any, **options: Any) -> None:
        super().__init__(crawler, *arguments, **options)
        self._downloader_interface = SiteDownloaderInterface(crawler)


class SiteDownloaderInterface(DownloaderInterface):
    """What the queue can learn from the downloader before it chooses a site."""

    downloader: SiteDownloader

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        """The sites that have capacity, each with the number of its active requests."""
        active_counts = Counter(map(self.downloader.get_slot_key, self.downloader.active))
        counts = ((active_counts[name], name) for name in possible_slots)
        return [
            (active_count, name) for active_count, name in counts if self.downloader.has_capacity(name, active_count)
        ]


class LimitedDownloadHandler(HTTP11DownloadHandler):
    """Closes the connection if the headers are larger than `MAX_HEADER_BYTES`; Scrapy limits the body only.

    Twisted has no hook for this, so the handler wraps the protocol of each connection in the factory of the connection
    pool. Like the class that it extends, it needs the Twisted reactor, as `SafeResolver` does: without the reactor,
    nothing is fetched.
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


def get_site_name(request: Request) -> str:
    """The registrable domain of the request's URL; so `www.` and `m.` of one publisher are one site.

    A host without a registrable domain, such as an IP address or `localhost`, is its own site.
    """
    return _site_of_host(urlparse_cached(request).hostname or "")


@lru_cache(maxsize=10_000)
def _site_of_host(host: str) -> str:
    url_host = f"[{host}]" if ":" in host else host
    return registrable_domain(f"http://{url_host}/") or host


def _limit_headers(protocol: Any) -> Any:
    """The protocol of a connection, changed so that it closes the connection if the headers are too large."""
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
