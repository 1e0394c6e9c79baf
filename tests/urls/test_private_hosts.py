"""Which hosts are private, in every spelling, and which are public."""

from __future__ import annotations

import pytest

from newscrawl.exceptions import BadArgument
from newscrawl.urls.private_hosts import AllowedHosts, is_private_host

PRIVATE = """
    127.0.0.1 127.0.0.2 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1
    192.168.255.255 169.254.169.254 169.254.170.2 100.64.0.1 100.100.100.200 100.127.255.255 192.0.0.192 192.0.2.1
    198.18.0.1 198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    2130706433 017700000001 0x7f000001 0x7f.1 127.1 127.0.1 0177.0.0.1 0x7f.0.0.1 127.0.0.01 127.00.0.1 0xA9FEA9FE
    0XA9FEA9FE 2852039166 1.2.3.4.5 1.2.3 256.256.256.256 999999999999 example.0x7f example.1 127.0.0.1.
    [::1] ::1 [::] [::ffff:127.0.0.1] [::ffff:10.0.0.1] [::ffff:a9fe:a9fe] [::ffff:8.8.8.8] [::127.0.0.1]
    [0:0:0:0:0:0:0:1] [::ffff:0:127.0.0.1] [2002:7f00:1::] [2002:a9fe:a9fe::1] [2002:c0a8:101::1] [64:ff9b::127.0.0.1]
    [64:ff9b::a9fe:a9fe] [64:ff9b:1::7f00:1] [fe80::1] [fe80::1%eth0] [fe80::1%25eth0] [fc00::1] [fd00:ec2::254]
    [fec0::1] [ff02::1] [ff0e::1] [100::1] [2001:db8::1] [2001::1] [2001:0:4136:e378:8000:63bf:3fff:fdd2] [4000::1]
    localhost LOCALHOST localhost. localhost.localdomain printer.local www.localhost metadata.google.internal
    instance-data metadata wiki router.home.arpa a.b.internal INTERNAL 127%2e0%2e0%2e1 news%2ecom
    １２７.０.０.１ 127。0。0。1 ①②⑦.⓪.⓪.① ｌｏｃａｌｈｏｓｔ
""".split()

PUBLIC = """
    example.com www.example.co.uk example.com. EXAMPLE.COM 8.8.8.8 9.9.9.9 1.1.1.1 172.15.255.255 172.32.0.1
    100.63.255.255 100.128.0.1 169.253.1.1 169.255.1.1 192.167.1.1 11.0.0.1 223.255.255.254 126.255.255.255
    [2606:4700:4700::1111] [2001:4860:4860::8888] [2a00:1450::1] [2002:808:808::1] [64:ff9b::8.8.8.8]
    1843.example 127.0.0.1.example.com 10.example.com localhost.example.com internal.example.com 0x7f.example
    mylocal.example notlocalhost.com xn--zckzah.example новости.example ニュース.example 24ur.com 9news.com.au 20min.ch
    local.ch internal.news deadbeef.com example.x0
""".split()


@pytest.mark.parametrize("host", PRIVATE)
def test_private_hosts_are_recognised_in_every_spelling(host: str) -> None:
    assert is_private_host(host)
    assert not AllowedHosts([]).allows(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_public_hosts_are_allowed(host: str) -> None:
    assert not is_private_host(host)
    assert AllowedHosts([]).allows(host)


@pytest.mark.parametrize(
    ("allowed_host", "host", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("127.0.0.1", "localhost", False),
        ("127.0.0.1", "127.1", False),
        ("127.1", "127.1", True),
        ("127.0.0.0/8", "127.8.8.8", True),
        ("10.0.0.1/8", "10.9.9.9", True),
        ("localhost", "LOCALHOST.", True),
        ("Wiki", "wiki", True),
        ("wiki", "wiki.local", False),
        ("wiki.local", "wiki.local", True),
        ("::1", "[::1]", True),
        ("[::1]", "[::1]", True),
        ("fd00::/8", "[fd12::1]", True),
        ("127.0.0.1", "[::ffff:127.0.0.1]", False),
        ("a.example", "localhost", False),
    ],
)
def test_only_the_listed_private_hosts_are_allowed(allowed_host: str, host: str, allowed: bool) -> None:
    assert AllowedHosts([allowed_host]).allows(host) is allowed


@pytest.mark.parametrize(
    ("allowed_host", "host", "resolved_ip", "allowed"),
    [
        ("", "harbour.example", "9.9.9.9", True),
        ("", "harbour.example", "127.0.0.1", False),
        ("", "harbour.example", "169.254.169.254", False),
        ("", "harbour.example", "::1", False),
        ("", "harbour.example", "no address", False),
        ("harbour.example", "Harbour.example.", "10.0.0.1", True),
        ("harbour.example", "other.example", "10.0.0.1", False),
        ("10.0.0.0/8", "harbour.example", "10.0.0.1", True),
        ("10.0.0.0/8", "harbour.example", "127.0.0.1", False),
    ],
)
def test_the_resolved_ip_must_be_public_or_listed(
    allowed_host: str, host: str, resolved_ip: str, allowed: bool
) -> None:
    assert AllowedHosts([allowed_host]).allows_resolved_ip(host, resolved_ip) is allowed


@pytest.mark.parametrize("allowed_host", ["http://wiki/", "127.0.0.1:8000", "10.0.0.0/99", "a b", "user@wiki", "a%2eb"])
def test_an_entry_that_is_not_a_host_is_an_error(allowed_host: str) -> None:
    with pytest.raises(
        BadArgument, match=r"NEWSCRAWL_ALLOWED_HOSTS: '.*' is not a host name, an IP address or a network"
    ):
        AllowedHosts([allowed_host])
