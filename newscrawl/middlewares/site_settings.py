"""Apply the site files to requests: the delay of a site, and the links that it includes or excludes."""

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
    """Raises the delay of a site to that of its site file, and rejects the links that the file excludes (``excluded``).

    The delay applies to every request to the site, also to those for feeds and robots.txt. `include` and `exclude`
    apply to links that a spider discovers, also after a redirect. They do not apply to URLs that the user gave: a
    spider that gets only such URLs has the class attribute ``ignores_site_filters = True``.

    Setting: ``NEWSCRAWL_SITES`` (a folder of site files beside those of newscrawl).
    """

    def __init__(self, crawler: Crawler, registry: SiteRegistry) -> None:
        self._crawler = crawler
        self._registry = registry
        self._filters_links = not getattr(crawler.spidercls, "ignores_site_filters", False)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the site files.

        :raises BadRule: a site file is invalid.
        :raises NotConfigured: there are no site files.
        """
        registry = load_registry(crawler.settings.get("NEWSCRAWL_SITES"))
        if not registry.sites:
            raise NotConfigured  # without a message: Scrapy would log it as a warning at every start
        return cls(crawler, registry)

    def process_request(self, request: Request) -> None:
        """Apply the site file of the request's host.

        :raises RequestRejected: the site file excludes the link.
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
