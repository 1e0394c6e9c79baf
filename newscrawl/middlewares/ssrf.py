"""No page, feed or redirect may lead the crawler to hosts inside the network it runs in.

The last look before a connection is made: the address that DNS gave for the host.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.datatypes import LocalCache
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from newscrawl.middlewares.rejections import RequestRejected
from newscrawl.text import escape_for_log
from newscrawl.urls.private_hosts import AllowedHosts, normalize_host

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

logger = logging.getLogger(__name__)

_MAX_BLOCKED_HOSTS = 10_000


class SafeResolver(CachingThreadedResolver):
    """Scrapy's resolver, which gives no address that leads inside (`newscrawl.urls.private_hosts`).

    It is asked for every connection, literal addresses among them, and the connection goes to the address that it
    gives: a name that leads elsewhere the second time it is looked up (DNS rebinding) gains nothing by it.

    Hosts of ``NEWSCRAWL_ALLOWED_HOSTS`` are let through, and so is the host of a proxy that the environment names
    (``http_proxy``, ``https_proxy``): whoever runs the crawl chose it. What the proxy itself connects to is out of
    sight here; it must keep away from inside addresses on its own.
    """

    blocked_hosts: LocalCache[str, str] = LocalCache(_MAX_BLOCKED_HOSTS)
    """The hosts that were not let through, with the address; for all crawls of this process, as Scrapy's own cache."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allowed_hosts = AllowedHosts([])
        self.proxy_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Read the settings. Scrapy calls this once a process, with what has settings and is no crawler yet."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed_hosts = AllowedHosts(crawler.settings.getlist("NEWSCRAWL_ALLOWED_HOSTS"))
        resolver.proxy_hosts = frozenset(map(_get_proxy_host, getproxies().values()))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted calls it so
        """The address to connect to.

        The Deferred fails with DNSLookupError where there is none, or none that may be asked.
        """
        return super().getHostByName(name, timeout).addCallback(self._check_ip, name)

    def _check_ip(self, ip: Any, host: str) -> Any:
        if normalize_host(host) in self.proxy_hosts or self.allowed_hosts.allows_resolved_ip(host, ip):
            return ip
        logger.debug("%s leads inside, to %s", escape_for_log(host), escape_for_log(ip))
        self.blocked_hosts[normalize_host(host)] = ip
        raise DNSLookupError(f"{host} leads inside, to {ip}")


def _get_proxy_host(proxy_url: str) -> str:
    """The host of a proxy's address, which may lack the scheme."""
    try:
        return normalize_host(urlsplit(proxy_url if "://" in proxy_url else f"//{proxy_url}").hostname or "")
    except ValueError:
        return ""


class SsrfMiddleware:
    """Turns away requests to hosts that lead inside: ``inside_address``, whatever their `dont_filter` says.

    It sees every request: redirects, those for robots.txt, retries. Hosts are known by their spelling here, and names
    by what DNS answers in `SafeResolver`, which needs Scrapy's Twisted reactor and its own handler of http and
    https, as they are by default.

    Setting: ``NEWSCRAWL_ALLOWED_HOSTS`` (host names, addresses and networks that may be asked for all the same).
    """

    def __init__(self, allowed_hosts: AllowedHosts) -> None:
        self._allowed_hosts = allowed_hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting.

        :raises BadArgument: it names what is no host.
        """
        return cls(AllowedHosts(crawler.settings.getlist("NEWSCRAWL_ALLOWED_HOSTS")))

    def process_request(self, request: Request) -> None:
        """Let through what leads outside.

        :raises TurnedAway: the host leads inside, by its spelling or by an earlier answer of DNS.
        """
        host = urlparse_cached(request).hostname or ""
        if not host:
            raise RequestRejected("an address without a host", reason="bad_address")
        if not self._allowed_hosts.allows(host):
            raise _private_host_error(host, "")
        self._check_resolved_ip(host)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say why a host was not resolved, or why its robots.txt was not to be had.

        :raises TurnedAway: because DNS gave an address that leads inside.
        """
        self._check_resolved_ip(urlparse_cached(request).hostname or "")

    def _check_resolved_ip(self, host: str) -> None:
        ip = SafeResolver.blocked_hosts.get(normalize_host(host))
        if ip is not None and not self._allowed_hosts.allows_resolved_ip(host, ip):
            raise _private_host_error(host, f", to {ip}")


def _private_host_error(host: str, detail: str) -> RequestRejected:
    name = escape_for_log(host)
    message = f"{name} leads inside this network{detail}; -s NEWSCRAWL_ALLOWED_HOSTS={name} would allow it"
    return RequestRejected(message, reason="inside_address")
