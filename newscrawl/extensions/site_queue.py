"""The scheduler's queue: from which site a request is taken next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.pqueues import DownloaderAwarePriorityQueue

from newscrawl.extensions.site_slots import SiteDownloaderInterface

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class SitePriorityQueue(DownloaderAwarePriorityQueue):
    """Scrapy's queue of one site after the other, which passes over sites that cannot be asked now.

    A site that asked for a pause, or has all the requests under way that it may have, keeps its requests here. In the
    downloader they would take the place of other sites' requests, and a crawl that is told to stop would wait for them.
    """

    def __init__(self, crawler: Crawler, *arguments: Any, **options: Any) -> None:
        super().__init__(crawler, *arguments, **options)
        self._downloader_interface = SiteDownloaderInterface(crawler)
