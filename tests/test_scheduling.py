"""When a URL is requested again, whatever the clock says; cron expressions, and when a site is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.exceptions import BadArgument
from newscrawl.scheduling import (
    DAY,
    HOUR,
    RevisitPolicy,
    get_due_time,
    next_fire_time,
    validate_cron,
)

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


@pytest.mark.parametrize(("reason", "wait"), [("robots", HOUR), ("crawl_delay", HOUR), ("no_text", None)])
def test_a_refused_url_is_requested_again_only_if_the_site_may_change_its_rules(reason: str, wait: int | None) -> None:
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


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "cause"),
    [
        ("61 * * * *", "minute '61': write *, or 0 to 59, as numbers, lists, ranges or steps"),
        ("* 24 * * *", "hour '24': write *, or 0 to 23"),
        ("* * *", "Wrong number of fields; got 3, expected 5"),
        ("0 0 6 * * *", "Wrong number of fields; got 6, expected 5"),
        ("", "Wrong number of fields; got 0, expected 5"),
        ("*/0 * * * *", "minute '*/0': write *, or 0 to 59"),
        ("0 6 0 * *", "day of the month '0': write *, or 1 to 31"),
        ("0 6 * foo *", "month 'foo': write *, or 1 to 12 or jan to dec"),
        ("0 6 * * 8", "weekday '8': write *, or 0 to 7 or sun to sat"),
        ("0 6 * * 5-1", "weekday '5-1': write *, or 0 to 7 or sun to sat"),
        (f"{'9' * 5000} * * * *", "minute '999"),
        ("0 6 30 2 *", "it never comes true"),
        ("0 6 31 4,6,9,11 *", "it never comes true"),
    ],
)
def test_an_unusable_cron_expression_is_one_line_with_the_cause(expression: str, cause: str) -> None:
    with pytest.raises(BadArgument) as caught:
        validate_cron(expression)
    assert str(caught.value).startswith(cause)
    assert "\n" not in str(caught.value)


@given(st.lists(st.text("0123456789*/-,#LW sunmofrja", max_size=9), max_size=6).map(" ".join))
def test_any_text_is_a_cron_expression_or_a_bad_argument(expression: str) -> None:
    now = utc("2026-11-22T15:00:00")
    try:
        assert next_fire_time(expression, now) > now
    except BadArgument as error:
        assert "\n" not in str(error)  # noqa: PT017 - most texts are no expression


@pytest.mark.parametrize(
    ("expression", "after", "expected"),
    [
        pytest.param("0 * * * *", "2026-11-22T15:00:00", "2026-11-22T16:00:00", id="later than the given time"),
        pytest.param("*/15 6-22 * * *", "2026-11-22T22:50:00", "2026-11-23T06:00:00", id="steps and ranges"),
        pytest.param("0 6 29 2 *", "2026-11-22T00:00:00", "2028-02-29T06:00:00", id="29 February"),
        pytest.param("30 4 * * sat,sun", "2026-11-22T04:30:00", "2026-11-28T04:30:00", id="weekdays by name"),
        pytest.param("30 4 * * 6,0", "2026-11-22T04:30:00", "2026-11-28T04:30:00", id="weekdays by number"),
        pytest.param("0 6 * * 1-5", "2026-11-20T06:00:00", "2026-11-23T06:00:00", id="Monday to Friday"),
        pytest.param("0 6 * * 0", "2026-11-20T06:00:00", "2026-11-22T06:00:00", id="0 is Sunday"),
        pytest.param("0 6 * * 7", "2026-11-20T06:00:00", "2026-11-22T06:00:00", id="7 is Sunday"),
        pytest.param("0 6 * * SAT-SUN", "2026-11-21T06:00:00", "2026-11-22T06:00:00", id="a range that ends on Sunday"),
        pytest.param("0 6 13 * fri", "2026-11-10T00:00:00", "2026-11-13T06:00:00", id="a Friday that is the 13th"),
        pytest.param("0 6 13 * fri", "2026-11-13T06:00:00", "2026-11-20T06:00:00", id="day OR weekday: a Friday"),
        pytest.param("0 6 13 * fri", "2026-12-11T06:00:00", "2026-12-13T06:00:00", id="day OR weekday: the 13th"),
        pytest.param("0 6 */7 * fri", "2026-11-20T06:00:00", "2027-01-01T06:00:00", id="* makes it day AND weekday"),
    ],
)
def test_a_cron_expression_comes_true_as_in_cron(expression: str, after: str, expected: str) -> None:
    assert next_fire_time(expression, utc(after)) == utc(expected)


def test_cron_expressions_are_in_utc() -> None:
    in_kathmandu = datetime(2026, 11, 22, 20, 0, 0, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    assert next_fire_time("0 15 * * *", in_kathmandu).isoformat() == "2026-11-22T15:00:00+00:00"


@pytest.mark.parametrize(
    ("last_run", "due"),
    [
        (None, "2026-11-22T12:30:00"),
        ("2026-11-22T12:05:00", "2026-11-22T13:00:00"),
        ("2026-11-22T12:00:00", "2026-11-22T13:00:00"),
        ("2026-11-22T11:59:00", "2026-11-22T12:30:00"),
        ("2026-10-01T00:00:00", "2026-11-22T12:30:00"),
        ("2031-01-01T00:00:00", "2026-11-22T13:00:00"),
    ],
    ids=["no run yet", "run just now", "run on time", "missed once", "missed for weeks", "run in the future"],
)
def test_a_missed_run_is_due_now_and_once(last_run: str | None, due: str) -> None:
    assert get_due_time("0 * * * *", utc(last_run) if last_run else None, utc("2026-11-22T12:30:00")) == utc(due)
