"""Hosts that lead inside: to this machine, its network, or the metadata of the cloud it runs in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from newscrawl.exceptions import BadArgument

_PRIVATE_SUFFIXES = ("localhost", "localdomain", "local", "internal", "home.arpa")
"""Ends of names that only a network's own DNS answers; `metadata.google.internal` is one of them."""
_NUMERIC_LAST_LABEL = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$")
"""What systems take for an IPv4 address in one of its many spellings. No domain of the public DNS ends so."""
_HOST_NAME = re.compile(r"[^\s/:@%,]+")
_PUBLIC_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_PROTOCOL_ASSIGNMENTS = IPv4Network("192.0.0.0/24")
"""Set aside as a whole; older Pythons know a part of it, and a cloud's metadata are in the rest."""


def is_private_host(host: str) -> bool:
    """Whether the host, by its spelling alone, is not one of the public internet.

    These are: addresses that are not public, in any IPv6 form of an IPv4 address, too; all spellings of an address but
    the plain one (`2130706433`, `0x7f.1`, `127.1`); names without a dot, and those below `.local`, `.internal` and the
    like. Every other name may still turn out to lead inside when DNS answers.

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
    """Whether the address belongs to the public internet, and so does the IPv4 address that may stand in it."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in _PROTOCOL_ASSIGNMENTS
    if address in _NAT64:
        return is_public_ip(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None:
        return is_public_ip(address.sixtofour)
    return address in _PUBLIC_V6 and address.is_global


def normalize_host(host: str) -> str:
    """The host as it is compared: small letters and plain digits, without the brackets of IPv6 and the last dots."""
    return unicodedata.normalize("NFKC", host).lower().strip("[]").rstrip(".")


class AllowedHosts:
    """The hosts that may be asked for though they lead inside.

    :param stated: host names, addresses, and networks such as `10.0.0.0/8`.
    :raises BadArgument: one of them is none of these.
    """

    def __init__(self, allowed: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in filter(None, (one.strip() for one in allowed)):
            try:
                self._networks.append(ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                if not _HOST_NAME.fullmatch(entry):
                    raise BadArgument(
                        f"NEWSCRAWL_ALLOWED_HOSTS: {entry!r} is no host name, address or network such as 10.0.0.0/8"
                    ) from None
                self._names.add(normalize_host(entry))

    def allows(self, host: str) -> bool:
        """Whether the host may be asked for, as far as its spelling tells: it leads outside, or is allowed."""
        return not is_private_host(host) or self._is_listed(host)

    def allows_resolved_ip(self, host: str, resolved_ip: str) -> bool:
        """Whether the host may be asked for at the address that DNS gave for it."""
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
