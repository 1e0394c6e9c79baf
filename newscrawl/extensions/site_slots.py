"""Scrapy's downloader with one slot a site, which keeps the delays that the site itself asks for."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.core.downloader import Downloader, Slot
from scrapy.exceptions import NotSupported
from scrapy.pqueues import DownloaderInterface
from scrapy.utils.asyncio import call_later

from newscrawl.extensions.sites import SitePaused, SiteThrottle, get_site_name

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


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
