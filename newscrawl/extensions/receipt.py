"""The receipt of a run: what each site was asked for, and how politely."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from newscrawl.extensions.site_slots import SiteDownloader
from newscrawl.extensions.sites import Site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy.crawler import Crawler

_MOST_SITES = 50


class Receipt:
    """Reads the account that the downloader keeps of every site."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Any time will do: the account is kept elsewhere."""
        return cls(crawler)

    def as_dict(self) -> dict[str, Any]:
        """The fifty sites that were asked most, and all others as one.

        A site has `requests` (robots.txt and redirects among them), `bytes` (as they came), `least_gap` (the shortest
        time in seconds between the beginnings of two requests; null with fewer than two), `crawl_delay` (what its
        robots.txt asked for; 0 if nothing), `refusals` (answers of 429 and 503), `held` (seconds that it was not asked
        for that reason) and `left_alone` (it refused too often). `others` adds up, and has the shortest gap of all.
        """
        sites = SiteDownloader.of(self._crawler).sites.values()
        ordered = sorted(sites, key=lambda site: (-site.requests, site.name))
        most, others = ordered[:_MOST_SITES], ordered[_MOST_SITES:]
        return {"sites": {site.name: _account([site]) for site in most}, "others": _account(others, count=True)}


def _account(sites: Iterable[Site], *, count: bool = False) -> dict[str, Any]:
    found = [*sites]
    gaps = [site.least_gap for site in found if site.least_gap is not None]
    return {
        **({"sites": len(found)} if count else {}),
        "requests": sum(site.requests for site in found),
        "bytes": sum(site.bytes for site in found),
        "least_gap": round(min(gaps), 3) if gaps else None,
        "crawl_delay": max((site.delay for site in found), default=0.0),
        "refusals": sum(site.refusals for site in found),
        "held": round(sum(site.held for site in found), 3),
        "left_alone": sum(site.left_alone for site in found) if count else found[0].left_alone,
    }
