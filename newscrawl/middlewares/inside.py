"""No page, feed or redirect may lead the crawler to hosts inside the network it runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.utils.httpobj import urlparse_cached

from newscrawl.core.inside import AllowedHosts, normalize_host
from newscrawl.core.printable import escape_for_log
from newscrawl.extensions.guarded_resolver import SafeResolver
from newscrawl.middlewares.turned_away import RequestRejected

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


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
