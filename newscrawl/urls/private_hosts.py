"""Private hosts: this machine, its network, and the metadata service of the cloud that it runs in.

A crawler that requests them for a stranger's link opens them to that stranger (server-side request forgery, SSRF).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from newscrawl.exceptions import BadArgument

_PRIVATE_SUFFIXES = ("localhost", "localdomain", "local", "internal", "home.arpa")
"""Domains that only the DNS of a private network resolves; `metadata.google.internal` is in one of them."""
_NUMERIC_LAST_LABEL = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")
"""The end of a name that systems read as an IPv4 address in an unusual spelling. No public domain ends like this."""
_HOST_NAME = re.compile(r"[^\s/:@%,]+")
_PUBLIC_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_PROTOCOL_ASSIGNMENTS = IPv4Network("192.0.0.0/24")
"""Reserved as a whole. Older versions of Python know only a part of it, and a metadata service is in the rest."""


def is_private_host(host: str) -> bool:
    """Whether the host is not on the public internet, as far as its spelling says.

    Private are: IP addresses that are not public, also as an IPv4 address in IPv6 form; every unusual spelling of an
    IPv4 address (`2130706433`, `0x7f.1`, `127.1`); names without a dot; names in `.local`, `.internal` and similar
    domains. Any other name may still resolve to a private address (`AllowedHosts.allows_resolved_ip`).

    >>> (is_private_host("127.0.0.1"), is_private_host("2130706433"), is_private_host("[::ffff:10.0.0.1]"),
    ...  is_private_host("wiki"))
    (True, True, True, True)
    >>> is_private_host("example.com"), is_private_host("9.9.9.9"), is_private_host("1843.example")
    (False, False, False)
    """
    host = normalize_host(host)
    if address := _parse_ip(host):
        return not is_public_ip(address)
    return (
        "." not in host
        or "%" in host
        or bool(_NUMERIC_LAST_LABEL.search(host))
        or _is_in_domain(host, _PRIVATE_SUFFIXES)
    )


def is_public_ip(address: IPv4Address | IPv6Address) -> bool:
    """Whether the IP address is on the public internet; for an IPv4 address in IPv6 form, that address counts."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in _PROTOCOL_ASSIGNMENTS
    if address in _NAT64:
        return is_public_ip(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None:
        return is_public_ip(address.sixtofour)
    return address in _PUBLIC_V6 and address.is_global


def normalize_host(host: str) -> str:
    """The host in lower case and with ASCII digits, without the brackets of an IPv6 address and without final dots."""
    return unicodedata.normalize("NFKC", host).lower().strip("[]").rstrip(".")


class AllowedHosts:
    """The private hosts to which requests are allowed.

    :param allowed: host names, IP addresses, and networks such as `10.0.0.0/8`.
    :raises BadArgument: an entry is none of these.
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in filter(None, map(str.strip, allowed)):
            try:
                self._networks.append(ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                if not _HOST_NAME.fullmatch(entry):
                    raise BadArgument(
                        f"NEWSCRAWL_ALLOWED_HOSTS: {entry!r} is not a host name, an IP address or a network "
                        "such as 10.0.0.0/8"
                    ) from None
                self._names.add(normalize_host(entry))

    def allows(self, host: str) -> bool:
        """Whether requests to the host are allowed: it is listed, or not private as far as its spelling says."""
        return not is_private_host(host) or self._is_listed(host)

    def allows_resolved_ip(self, host: str, resolved_ip: str) -> bool:
        """Whether requests to the host are allowed at the IP address that DNS gave for it."""
        address = _parse_ip(resolved_ip)
        return address is not None and (
            is_public_ip(address) or self._is_listed(host) or self._is_in_listed_network(address)
        )

    def _is_listed(self, host: str) -> bool:
        host = normalize_host(host)
        address = _parse_ip(host)
        return host in self._names or (address is not None and self._is_in_listed_network(address))

    def _is_in_listed_network(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._networks)


def _parse_ip(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_in_domain(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in domains)
