"""The account of one site, and which address belongs to which site."""

from __future__ import annotations

import pytest
from scrapy import Request

from newscrawl.extensions.sites import Site, site_name


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
    assert site_name(Request(url)) == name


def test_the_shortest_gap_is_that_between_two_beginnings() -> None:
    site = Site("harbour.example")
    site.started(10.0)
    first = site.least_gap
    for now in (12.0, 13.5, 20.0):
        site.started(now)
    assert (site.requests, first, site.least_gap) == (4, None, 1.5)


def test_the_delay_counts_from_the_last_answer() -> None:
    site = Site("harbour.example", delay=3)
    site.started(10.0)
    assert site.not_before() == 13.0
    site.answered(11.0, 700)
    assert (site.not_before(), site.bytes) == (14.0, 700)


def test_a_site_without_wishes_can_be_asked_at_once() -> None:
    site = Site("harbour.example")
    site.started(10.0)
    site.answered(11.0, 1)
    assert site.not_before() <= 11.0


def test_pauses_that_overlap_are_counted_once() -> None:
    site = Site("harbour.example", delay=3)
    site.hold(100.0, 30)
    site.hold(110.0, 5)
    assert (site.not_before(), site.held) == (130.0, 30)
    site.hold(120.0, 30)
    assert (site.not_before(), site.held) == (150.0, 50)
    site.hold(200.0, 10)
    assert (site.not_before(), site.held) == (210.0, 60)
