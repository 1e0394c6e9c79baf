"""The account of one site, and which address belongs to which site."""

from __future__ import annotations

import pytest
from scrapy import Request

from newscrawl.downloader import SiteThrottle, get_site_name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.harbour.example/a", "harbour.example"),
        ("http://m.harbour.example:8080/a", "harbour.example"),
        ("https://news.harbour.co.uk/", "harbour.co.uk"),
        ("https://ferry.blogspot.com/", "ferry.blogspot.com"),
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://[::1]:8000/", "::1"),
        ("http://localhost/", "localhost"),
        ("https://www.hafen-fähre.example/", "xn--hafen-fhre-w5a.example"),
    ],
)
def test_hosts_of_one_publisher_are_one_site(url: str, name: str) -> None:
    assert get_site_name(Request(url)) == name


def test_the_shortest_gap_is_that_between_two_beginnings() -> None:
    site = SiteThrottle("harbour.example")
    site.request_started(10.0)
    first = site.min_gap
    for now in (12.0, 13.5, 20.0):
        site.request_started(now)
    assert (site.request_count, first, site.min_gap) == (4, None, 1.5)


def test_the_delay_counts_from_the_last_answer() -> None:
    site = SiteThrottle("harbour.example", min_delay=3)
    site.request_started(10.0)
    assert site.next_request_at() == 13.0
    site.response_received(11.0, 700)
    assert (site.next_request_at(), site.byte_count) == (14.0, 700)


def test_a_site_without_wishes_can_be_asked_at_once() -> None:
    site = SiteThrottle("harbour.example")
    site.request_started(10.0)
    site.response_received(11.0, 1)
    assert site.next_request_at() <= 11.0


def test_pauses_that_overlap_are_counted_once() -> None:
    site = SiteThrottle("harbour.example", min_delay=3)
    site.pause(100.0, 30)
    site.pause(110.0, 5)
    assert (site.next_request_at(), site.paused_seconds) == (130.0, 30)
    site.pause(120.0, 30)
    assert (site.next_request_at(), site.paused_seconds) == (150.0, 50)
    site.pause(200.0, 10)
    assert (site.next_request_at(), site.paused_seconds) == (210.0, 60)
