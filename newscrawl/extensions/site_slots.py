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

from newscrawl.extensions.sites import Site, SiteHeld, site_name

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class SiteSlot(Slot):
    """A slot whose delay nobody, and so not AutoThrottle, gets below the wishes of its site."""

    def __init__(self, plain: Slot, site: Site) -> None:
        super().__init__(plain.concurrency, plain.delay, plain.jitter)
        self.site = site

    def download_delay(self) -> float:
        """The seconds between the beginning of the last request and that of the next."""
        return max(super().download_delay(), self.site.delay, self.site.not_before() - self.lastseen)


class SiteDownloader(Downloader):
    """The downloader of all requests, those for robots.txt, feeds and sitemaps, too.

    A request waits in the slot of the site that it is for, whatever its meta `download_slot` says: that would still
    name the old site after a redirect. All hosts of a registrable domain are one site.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.sites: dict[str, Site] = {}
        """Every site that was asked for something, by name; slots come and go, this stays."""
        crawler.signals.connect(self._answered, signals.response_downloaded)

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """The downloader of a running crawl.

        :raises NotSupported: `DOWNLOADER` is another one, which keeps no site's wishes.
        """
        downloader = crawler.engine.downloader
        if not isinstance(downloader, cls):
            raise NotSupported(f"DOWNLOADER must be {cls.__module__}.{cls.__name__}: it keeps the delays of a site")
        return downloader

    def get_slot_key(self, request: Request) -> str:
        """The name of the request's site."""
        return site_name(request)

    def site(self, request: Request) -> Site:
        """The site of a request."""
        name = self.get_slot_key(request)
        if name not in self.sites:
            self.sites[name] = Site(name)
        return self.sites[name]

    def hold(self, site: Site, seconds: float) -> None:
        """Ask a site for nothing for so long; what waits in its slot goes back to the scheduler."""
        site.hold(monotonic(), seconds)
        if slot := self.slots.get(site.name):
            waiting, slot.queue = slot.queue, deque()
            for _, deferred in waiting:
                deferred.errback(SiteHeld(f"{site.name} asked for a pause"))
        call_later(seconds, self._wake)

    def takes(self, name: str, inside: int) -> bool:
        """Whether a site can be given one more request, `inside` being those under way."""
        site, slot = self.sites.get(name), self.slots.get(name)
        most = slot.concurrency if slot else self.per_slot_settings.get(name, {}).get("concurrency")
        held = site is not None and site.held_until > monotonic()
        return not held and inside < (self.domain_concurrency if most is None else most)

    def _get_slot(self, request: Request, spider: Spider | None = None) -> tuple[str, Slot]:
        name, slot = super()._get_slot(request)
        if not isinstance(slot, SiteSlot):
            slot = self.slots[name] = SiteSlot(slot, self.site(request))
        return name, slot

    async def _download(self, slot: Slot, request: Request) -> Response:
        self.site(request).started(monotonic())
        return await super()._download(slot, request)

    def _answered(self, response: Response, request: Request) -> None:
        self.site(request).answered(monotonic(), len(response.body))

    def _wake(self) -> None:
        """Have the engine ask the scheduler again; by itself it does so every five seconds."""
        if slot := self.crawler.engine._slot:  # noqa: SLF001  # nothing public does only this
            slot.nextcall.schedule()


class OpenSites(DownloaderInterface):
    """What the scheduler's queue asks before it chooses a site."""

    downloader: SiteDownloader

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        """The sites that can be given a request, each with the number of those under way."""
        under_way = Counter(map(self.downloader.get_slot_key, self.downloader.active))
        counted = ((under_way[name], name) for name in possible_slots)
        return [(inside, name) for inside, name in counted if self.downloader.takes(name, inside)]
