"""No page, feed or redirect may lead the crawler to hosts inside the network it runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.utils.httpobj import urlparse_cached

from newscrawl.core.inside import AllowedHosts, plain_host
from newscrawl.core.printable import printable
from newscrawl.extensions.guarded_resolver import GuardedResolver
from newscrawl.middlewares.turned_away import TurnedAway

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler


class InsideMiddleware:
    """Turns away requests to hosts that lead inside: ``inside_address``, whatever their `dont_filter` says.

    It sees every request: redirects, those for robots.txt, retries. Hosts are known by their spelling here, and names
    by what DNS answers in `GuardedResolver`, which needs Scrapy's Twisted reactor and its own handler of http and
    https, as they are by default.

    Setting: ``NEWSCRAWL_ALLOWED_HOSTS`` (host names, addresses and networks that may be asked for all the same).
    """

    def __init__(self, allowed: AllowedHosts) -> None:
        self._allowed = allowed

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
            raise TurnedAway("an address without a host", reason="bad_address")
        if not self._allowed.lets(host):
            raise _inside(host, "")
        self._check_answer(host)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say why a host was not resolved, or why its robots.txt was not to be had.

        :raises TurnedAway: because DNS gave an address that leads inside.
        """
        self._check_answer(urlparse_cached(request).hostname or "")

    def _check_answer(self, host: str) -> None:
        address = GuardedResolver.led_inside.get(plain_host(host))
        if address is not None and not self._allowed.lets_answer(host, address):
            raise _inside(host, f", to {address}")


def _inside(host: str, where: str) -> TurnedAway:
    name = printable(host)
    message = f"{name} leads inside this network{where}; -s NEWSCRAWL_ALLOWED_HOSTS={name} would allow it"
    return TurnedAway(message, reason="inside_address")
