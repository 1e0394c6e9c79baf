"""Protect the crawler's own network from requests (server-side request forgery, SSRF).

No page, feed or redirect may send the crawler to a private host: by its name (`SsrfMiddleware`), or by the IP address
to which DNS resolves the name (`SafeResolver`).
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


class SsrfMiddleware:
    """Rejects requests to private hosts (``inside_address``), whatever their `dont_filter` is.

    It checks every request, also redirects, retries and requests for robots.txt. It recognises a private host by its
    spelling. Names that DNS resolves to a private IP address are recognised by `SafeResolver`; that needs Scrapy's
    Twisted reactor and Scrapy's own handlers of http and https, which are the default.

    Setting: ``NEWSCRAWL_ALLOWED_HOSTS`` (host names, IP addresses and networks that are allowed although private).
    """

    def __init__(self, allowed_hosts: AllowedHosts) -> None:
        self._allowed_hosts = allowed_hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting.

        :raises BadArgument: an item of it is not a host.
        """
        return cls(AllowedHosts(crawler.settings.getlist("NEWSCRAWL_ALLOWED_HOSTS")))

    def process_request(self, request: Request) -> None:
        """Check the host of a request.

        :raises RequestRejected: the host is private, by its spelling or because DNS resolved it to a private IP address
            before; or the URL has no host.
        """
        host = urlparse_cached(request).hostname or ""
        if not host:
            raise RequestRejected("a URL without a host", reason="bad_address")
        if not self._allowed_hosts.allows(host):
            raise _private_host_error(host)
        self._check_resolved_ip(host)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Explain why a host was not resolved, or why its robots.txt could not be fetched.

        :raises RequestRejected: DNS resolved the host to a private IP address.
        """
        self._check_resolved_ip(urlparse_cached(request).hostname or "")

    def _check_resolved_ip(self, host: str) -> None:
        ip = SafeResolver.blocked_hosts.get(normalize_host(host))
        if ip is not None and not self._allowed_hosts.allows_resolved_ip(host, ip):
            raise _private_host_error(host, ip)


class SafeResolver(CachingThreadedResolver):
    """Scrapy's resolver, except that it returns no private IP address (`newscrawl.urls.private_hosts`).

    Scrapy calls it for every connection, also if the host is an IP address, and connects to the IP address that it
    returns. So a name that DNS resolves to another IP address the second time (DNS rebinding) cannot bypass the check.

    It allows the hosts of ``NEWSCRAWL_ALLOWED_HOSTS``, and the host of a proxy that the environment names
    (``http_proxy``, ``https_proxy``): the user of the crawl chose it. It cannot see which hosts the proxy connects to;
    the proxy itself must block private hosts.
    """

    blocked_hosts: LocalCache[str, str] = LocalCache(_MAX_BLOCKED_HOSTS)
    """The hosts that were blocked, with the IP address; shared by all crawls of this process, as Scrapy's DNS cache."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.allowed_hosts = AllowedHosts([])
        self.proxy_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Read the settings.

        Scrapy calls this once for each process. Its argument has settings, but is not a complete crawler yet.
        """
        resolver = super().from_crawler(crawler, reactor)
        resolver.allowed_hosts = AllowedHosts(crawler.settings.getlist("NEWSCRAWL_ALLOWED_HOSTS"))
        resolver.proxy_hosts = frozenset(map(_get_proxy_host, getproxies().values()))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """The IP address to connect to.

        The Deferred fails with DNSLookupError if there is none, or only one that is not allowed.
        """
        return super().getHostByName(name, timeout).addCallback(self._check_ip, name)

    def _check_ip(self, ip: Any, host: str) -> Any:
        if normalize_host(host) in self.proxy_hosts or self.allowed_hosts.allows_resolved_ip(host, ip):
            return ip
        logger.debug("%s is a private host: DNS gives %s", escape_for_log(host), escape_for_log(ip))
        self.blocked_hosts[normalize_host(host)] = ip
        raise DNSLookupError(f"{host} is a private host: DNS gives {ip}")


def _private_host_error(host: str, resolved_ip: str | None = None) -> RequestRejected:
    name = escape_for_log(host)
    detail = f": DNS gives {resolved_ip}" if resolved_ip else ""
    message = f"{name} is a private host{detail}; -s NEWSCRAWL_ALLOWED_HOSTS={name} would allow it"
    return RequestRejected(message, reason="inside_address")


def _get_proxy_host(proxy_url: str) -> str:
    """The host of a proxy's URL, whose scheme may be missing.

    >>> _get_proxy_host("proxy.example:3128"), _get_proxy_host("http://proxy.example:3128/")
    ('proxy.example', 'proxy.example')
    """
    try:
        return normalize_host(urlsplit(proxy_url if "://" in proxy_url else f"//{proxy_url}").hostname or "")
    except ValueError:
        return ""
