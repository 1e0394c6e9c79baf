"""What the file of a site says of the way in which it is asked: how slowly, and for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured

from newscrawl.article import Link
from newscrawl.extensions.site_slots import SiteDownloader
from newscrawl.middlewares.turned_away import TurnedAway
from newscrawl.rules.registry import Registry, load_registry

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class KnownSitesMiddleware:
    """Raises the delay of a site to that of its file, and turns away links that its file does not want: ``excluded``.

    Every request of a known site is slowed, those for feeds and robots.txt, too. `include` and `exclude` are for the
    links that a spider finds, also after a redirect. A spider whose addresses are all given by the user says so by a
    true class attribute ``given``: what the user asks for is never excluded.

    Setting: ``NEWSCRAWL_SITES`` (a folder of site files beside newscrawl's own).
    """

    def __init__(self, crawler: Crawler, registry: Registry) -> None:
        self._crawler = crawler
        self._registry = registry
        self._filters = not getattr(crawler.spidercls, "given", False)

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
        site = self._registry.for_host(urlsplit(request.url).hostname or "")
        if site is None:
            return
        if site.delay:
            self._slow_down(request, site.delay)
        link = request.cb_kwargs.get("link")
        if self._filters and isinstance(link, Link) and not site.wants(request.url):
            raise TurnedAway(f"excluded by sites/{site.host}.toml", reason="excluded")

    def _slow_down(self, request: Request, delay: float) -> None:
        asked = SiteDownloader.of(self._crawler).site(request)
        asked.delay = max(asked.delay, delay)
