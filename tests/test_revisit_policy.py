"""When a URL is requested again, whatever the clock says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.revisit_policy import DAY, HOUR, RevisitPolicy

NOW = 1_800_000_000
POLICY = RevisitPolicy()
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
def test_an_article_is_requested_again_while_it_is_young(age: int, wait: int | None) -> None:
    next_time = POLICY.next_revisit(NOW, first_seen=NOW - age)
    assert next_time == (None if wait is None else NOW + wait)


@pytest.mark.parametrize(
    ("published", "wait"),
    [(NOW - DAY, 2 * DAY), (NOW - 900 * DAY, None), (NOW + 900 * DAY, HOUR), (None, HOUR)],
    ids=["yesterday", "long ago", "in the future", "not known"],
)
def test_the_age_counts_from_the_publication_unless_that_is_in_the_future(
    published: int | None, wait: int | None
) -> None:
    next_time = POLICY.next_revisit(NOW, first_seen=NOW, published=published)
    assert next_time == (None if wait is None else NOW + wait)


def test_failures_are_tried_again_with_growing_pauses_up_to_a_limit() -> None:
    tries, waits = 0, []
    for _ in range(5):
        next_time, tries = POLICY.next_retry(NOW, first_seen=NOW, tries=tries, reason="http_status", status=500)
        waits.append(next_time and next_time - NOW)
    assert waits == [900, HOUR, 6 * HOUR, DAY, None]


@pytest.mark.parametrize(
    ("reason", "status", "max_tries"),
    [("worker_died", None, 5), ("http_status", 404, 2), ("http_status", 410, 2), ("bad_address", None, 1)],
)
def test_some_failures_are_given_up_sooner(reason: str, status: int | None, max_tries: int) -> None:
    tries, count = 0, 0
    next_time: int | None = NOW
    while next_time is not None:
        next_time, tries = POLICY.next_retry(NOW, first_seen=NOW, tries=tries, reason=reason, status=status)
        count += 1
        assert count < 10
    assert count == max_tries


@pytest.mark.parametrize("reason", ["not_resolved", "not_connected", "rate_limited", "robots_unreachable"])
def test_an_unreachable_site_costs_its_urls_no_tries_for_a_week(reason: str) -> None:
    assert POLICY.next_retry(NOW, first_seen=NOW - 6 * DAY, tries=3, reason=reason) == (NOW + HOUR, 3)
    assert POLICY.next_retry(NOW, first_seen=NOW - 8 * DAY, tries=3, reason=reason) == (None, 3)


@pytest.mark.parametrize(
    ("reason", "wait"), [("robots", HOUR), ("crawl_delay", HOUR), ("blocked", HOUR), ("no_text", None)]
)
def test_a_refused_url_is_requested_again_only_if_the_site_may_change_its_mind(reason: str, wait: int | None) -> None:
    next_time = POLICY.next_retry_of_refused(NOW, first_seen=NOW, reason=reason)
    assert next_time == (None if wait is None else NOW + wait)


@given(now=TIMES, first_seen=TIMES, published=st.none() | TIMES, tries=st.integers(0, 9))
def test_no_time_is_in_the_past_or_later_than_the_longest_delay(
    now: int, first_seen: int, published: int | None, tries: int
) -> None:
    next_times = [
        POLICY.next_revisit(now, first_seen=first_seen, published=published),
        POLICY.next_retry(now, first_seen=first_seen, tries=tries, reason="fetch_failed")[0],
        POLICY.next_retry(now, first_seen=first_seen, tries=tries, reason="not_connected")[0],
    ]
    assert all(next_time is None or now < next_time <= now + POLICY.max_delay for next_time in next_times)
