"""The receipt of a run: what each site was asked for, and how politely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from newscrawl.extensions.site_slots import SiteDownloader
from newscrawl.extensions.sites import SiteThrottle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

_MAX_SITES = 50


class SiteStats:
    """Reads the account that the downloader keeps of every site."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Any time will do: the account is kept elsewhere."""
        return cls(crawler)

    def build_report(self) -> dict[str, Any]:
        """The fifty sites that were asked most, and all others as one.

        A site has `requests` (robots.txt and redirects among them), `bytes` (as they came), `min_gap` (the shortest
        time in seconds between the beginnings of two requests; null with fewer than two), `crawl_delay` (what its
        robots.txt asked for; 0 if nothing), `refusals` (answers of 429 and 503), `held` (seconds that it was not asked
        for that reason) and `is_blocked` (it refused too often). `others` adds up, and has the shortest gap of all.
        """
        throttles = SiteDownloader.get(self._crawler).throttles.values()
        ordered = sorted(throttles, key=lambda throttle: (-throttle.request_count, throttle.name))
        busiest, others = ordered[:_MAX_SITES], ordered[_MAX_SITES:]
        return {
            "sites": {site.name: _summarize([site]) for site in busiest},
            "others": _summarize(others, with_site_count=True),
        }


def _summarize(throttles: Iterable[SiteThrottle], *, with_site_count: bool = False) -> dict[str, Any]:
    throttle_list = [*throttles]
    gaps = [throttle.min_gap for throttle in throttle_list if throttle.min_gap is not None]
    return {
        **({"sites": len(throttle_list)} if with_site_count else {}),
        "requests": sum(site.request_count for site in throttle_list),
        "bytes": sum(site.byte_count for site in throttle_list),
        "least_gap": round(min(gaps), 3) if gaps else None,
        "crawl_delay": max((site.min_delay for site in throttle_list), default=0.0),
        "refusals": sum(site.throttled_count for site in throttle_list),
        "held": round(sum(site.paused_seconds for site in throttle_list), 3),
        "left_alone": sum(site.is_blocked for site in throttle_list)
        if with_site_count
        else throttle_list[0].is_blocked,
    }
