"""The last look before a connection is made: the address that DNS gave for the host."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.datatypes import LocalCache
from twisted.internet.error import DNSLookupError

from newscrawl.core.inside import AllowedHosts, plain_host
from newscrawl.core.printable import printable

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

logger = logging.getLogger(__name__)

_MOST_HOSTS = 10_000


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which gives no address that leads inside (`newscrawl.core.inside`).

    It is asked for every connection, literal addresses among them, and the connection goes to the address that it
    gives: a name that leads elsewhere the second time it is looked up (DNS rebinding) gains nothing by it.

    Hosts of ``NEWSCRAWL_ALLOWED_HOSTS`` are let through, and so is the host of a proxy that the environment names
    (``http_proxy``, ``https_proxy``): whoever runs the crawl chose it. What the proxy itself connects to is out of
    sight here; it must keep away from inside addresses on its own.
    """

    led_inside: LocalCache[str, str] = LocalCache(_MOST_HOSTS)
    """The hosts that were not let through, with the address; for all crawls of this process, as Scrapy's own cache."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allowed = AllowedHosts([])
        self.proxies: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Read the settings. Scrapy calls this once a process, with what has settings and is no crawler yet."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed = AllowedHosts(crawler.settings.getlist("NEWSCRAWL_ALLOWED_HOSTS"))
        resolver.proxies = frozenset(map(_host, getproxies().values()))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted calls it so
        """The address to connect to.

        The Deferred fails with DNSLookupError where there is none, or none that may be asked.
        """
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: Any, name: str) -> Any:
        if plain_host(name) in self.proxies or self.allowed.lets_answer(name, address):
            return address
        logger.debug("%s leads inside, to %s", printable(name), printable(address))
        self.led_inside[plain_host(name)] = address
        raise DNSLookupError(f"{name} leads inside, to {address}")


def _host(url: str) -> str:
    """The host of a proxy's address, which may lack the scheme."""
    try:
        return plain_host(urlsplit(url if "://" in url else f"//{url}").hostname or "")
    except ValueError:
        return ""
