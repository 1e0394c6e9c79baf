"""What the file of a site says of the way in which it is asked: how slowly, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured

from newscrawl.downloader import SiteDownloader
from newscrawl.items import Link
from newscrawl.middlewares.rejections import RequestRejected
from newscrawl.rules.site_registry import SiteRegistry, load_registry

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class SiteSettingsMiddleware:
    """Raises the delay of a site to that of its file, and turns away links that its file does not want: ``excluded``.

    Every request of a known site is slowed, those for feeds and robots.txt, too. `include` and `exclude` are for the
    links that a spider finds, also after a redirect. A spider whose addresses are all given by the user says so by a
    true class attribute ``given``: what the user asks for is never excluded.

    Setting: ``NEWSCRAWL_SITES`` (a folder of site files beside newscrawl's own).
    """

    def __init__(self, crawler: Crawler, registry: SiteRegistry) -> None:
        self._crawler = crawler
        self._registry = registry
        self._filters_links = not getattr(crawler.spidercls, "ignores_site_filters", False)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the files of the sites.

        :raises BadRule: one of them is broken.
        :raises NotConfigured: there are none.
        """
        registry = load_registry(crawler.settings.get("NEWSCRAWL_SITES"))
        if not registry.sites:
            raise NotConfigured  # with a message, Scrapy would warn of it at every start
        return cls(crawler, registry)

    def process_request(self, request: Request) -> None:
        """Slow the site down, and let through what is wanted of it.

        :raises TurnedAway: the site's file excludes the link.
        """
        site_config = self._registry.for_host(urlsplit(request.url).hostname or "")
        if site_config is None:
            return
        if site_config.delay:
            self._raise_min_delay(request, site_config.delay)
        link = request.cb_kwargs.get("link")
        if self._filters_links and isinstance(link, Link) and not site_config.allows(request.url):
            raise RequestRejected(f"excluded by sites/{site_config.host}.toml", reason="excluded")

    def _raise_min_delay(self, request: Request, delay: float) -> None:
        throttle = SiteDownloader.get(self._crawler).get_throttle(request)
        throttle.min_delay = max(throttle.min_delay, delay)
