"""When an address is asked for again, whatever the clock says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.scheduling import DAY, HOUR, RevisitPolicy

NOW = 1_800_000_000
SCHEDULE = RevisitPolicy()
TIMES = st.integers(0, 2**33)


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (0, HOUR),
        (HOUR - 1, 1),
        (HOUR, 5 * HOUR),
        (2 * HOUR, 4 * HOUR),
        (DAY, 2 * DAY),
        (3 * DAY - 1, 1),
        (3 * DAY, None),
        (900 * DAY, None),
    ],
)
def test_an_article_is_looked_at_again_while_it_is_young(age: int, wait: int | None) -> None:
    again = SCHEDULE.next_revisit(NOW, first_seen=NOW - age)
    assert again == (None if wait is None else NOW + wait)


@pytest.mark.parametrize(
    ("published", "wait"),
    [(NOW - DAY, 2 * DAY), (NOW - 900 * DAY, None), (NOW + 900 * DAY, HOUR), (None, HOUR)],
    ids=["yesterday", "long ago", "in the future", "not known"],
)
def test_the_age_counts_from_the_publication_if_that_can_be(published: int | None, wait: int | None) -> None:
    again = SCHEDULE.next_revisit(NOW, first_seen=NOW, published=published)
    assert again == (None if wait is None else NOW + wait)


def test_failures_come_again_with_growing_pauses_up_to_a_limit() -> None:
    tries, waits = 0, []
    for _ in range(5):
        again, tries = SCHEDULE.next_retry(NOW, first_seen=NOW, tries=tries, reason="http_status", status=500)
        waits.append(again and again - NOW)
    assert waits == [900, HOUR, 6 * HOUR, DAY, None]


@pytest.mark.parametrize(
    ("reason", "status", "most"),
    [("worker_died", None, 5), ("http_status", 404, 2), ("http_status", 410, 2), ("bad_address", None, 1)],
)
def test_some_are_given_up_sooner(reason: str, status: int | None, most: int) -> None:
    tries, count = 0, 0
    again: int | None = NOW
    while again is not None:
        again, tries = SCHEDULE.next_retry(NOW, first_seen=NOW, tries=tries, reason=reason, status=status)
        count += 1
        assert count < 10
    assert count == most


@pytest.mark.parametrize("reason", ["not_resolved", "not_connected", "rate_limited", "robots_unreachable"])
def test_a_site_that_cannot_be_reached_costs_its_addresses_no_tries_for_a_week(reason: str) -> None:
    assert SCHEDULE.next_retry(NOW, first_seen=NOW - 6 * DAY, tries=3, reason=reason) == (NOW + HOUR, 3)
    assert SCHEDULE.next_retry(NOW, first_seen=NOW - 8 * DAY, tries=3, reason=reason) == (None, 3)


@pytest.mark.parametrize(("reason", "wait"), [("robots", HOUR), ("crawl_delay", HOUR), ("no_text", None)])
def test_only_the_rules_of_a_site_are_looked_at_again(reason: str, wait: int | None) -> None:
    again = SCHEDULE.next_retry_of_refused(NOW, first_seen=NOW, reason=reason)
    assert again == (None if wait is None else NOW + wait)


@given(now=TIMES, first_seen=TIMES, published=st.none() | TIMES, tries=st.integers(0, 9))
def test_nothing_is_scheduled_into_the_past_or_further_away_than_the_longest_delay(
    now: int, first_seen: int, published: int | None, tries: int
) -> None:
    found = [
        SCHEDULE.next_revisit(now, first_seen=first_seen, published=published),
        SCHEDULE.next_retry(now, first_seen=first_seen, tries=tries, reason="fetch_failed")[0],
        SCHEDULE.next_retry(now, first_seen=first_seen, tries=tries, reason="not_connected")[0],
    ]
    assert all(again is None or now < again <= now + SCHEDULE.max_delay for again in found)
