"""Cron expressions: what can be used, when it comes true, and when something is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.exceptions import BadArgument
from newscrawl.scheduling import get_due_time, next_fire_time, validate_cron


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "cause"),
    [
        ("61 * * * *", "the last value (61) is higher than the maximum value (59)"),
        ("* * *", "Wrong number of fields; got 3, expected 5"),
        ("*/0 * * * *", "Increment must be higher than 0"),
        ("0 6 30 2 *", "it never comes true"),
        ("0 6 * * 0", "weekdays are written by their names"),
        ("0 6 * foo *", "Invalid month name"),
        ("", "Wrong number of fields; got 0"),
    ],
)
def test_a_cron_expression_that_cannot_be_used_says_why_in_one_line(expression: str, cause: str) -> None:
    with pytest.raises(BadArgument) as caught:
        validate_cron(expression)
    assert cause in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "after", "then"),
    [
        ("0 * * * *", "2026-11-22T15:00:00", "2026-11-22T16:00:00"),
        ("*/15 6-22 * * *", "2026-11-22T22:50:00", "2026-11-23T06:00:00"),
        ("30 4 * * sat,sun", "2026-11-22T04:30:00", "2026-11-28T04:30:00"),
        ("0 6 29 2 *", "2026-11-22T00:00:00", "2028-02-29T06:00:00"),
    ],
)
def test_the_next_time_is_later_than_the_last(expression: str, after: str, then: str) -> None:
    assert next_fire_time(expression, at(after)) == at(then)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, "2026-11-22T12:30:00"),
        ("2026-11-22T12:05:00", "2026-11-22T13:00:00"),
        ("2026-11-22T12:00:00", "2026-11-22T13:00:00"),
        ("2026-11-22T11:59:00", "2026-11-22T12:30:00"),
        ("2026-10-01T00:00:00", "2026-11-22T12:30:00"),
        ("2031-01-01T00:00:00", "2026-11-22T13:00:00"),
    ],
    ids=["never done", "just done", "done on time", "missed once", "missed for weeks", "done in the future"],
)
def test_what_was_missed_is_due_now_and_once(last: str | None, due: str) -> None:
    assert get_due_time("0 * * * *", at(last) if last else None, at("2026-11-22T12:30:00")) == at(due)
