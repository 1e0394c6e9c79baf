"""Cron expressions, and when a site is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.cron import get_due_time, next_fire_time, validate_cron
from newscrawl.exceptions import BadArgument


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
