"""Date formats of pages, parsed into ISO 8601."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.metadata.date_parser import (
    date_difference,
    has_time,
    has_zone,
    parse_date,
    to_aware_datetime,
    to_timestamp,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-03", "2026-05-03"),
        ("2026-05-03T10:00:00Z", "2026-05-03T10:00:00+00:00"),
        ("2026-05-03T10:00:00+02:00", "2026-05-03T10:00:00+02:00"),
        ("2026-05-03T10:00+0200", "2026-05-03T10:00:00+02:00"),
        ("2026-05-03T10:00:00-04", "2026-05-03T10:00:00-04:00"),
        ("2026-05-03T10:00:00 +0530", "2026-05-03T10:00:00+05:30"),
        ("2026-05-03T10:00:00.25Z", "2026-05-03T10:00:00.250000+00:00"),
        ("2026-05-03T10:00:00.123456789+02:00", "2026-05-03T10:00:00.123456+02:00"),
        ("2026-05-03T10:00:00.000Z", "2026-05-03T10:00:00+00:00"),
        ("2026-05-03T10:00:00+02:00[Europe/Berlin]", "2026-05-03T10:00:00+02:00"),
        ("2026-05-03 10:00:00", "2026-05-03T10:00:00"),
        ("2026-05-03 10:00 UTC", "2026-05-03T10:00:00+00:00"),
        ("2026/05/03 10:00", "2026-05-03T10:00:00"),
        ("20260503", "2026-05-03"),
        ("20260503T101112Z", "2026-05-03T10:11:12+00:00"),
        ("20260503101112", "2026-05-03T10:11:12"),
        ("3.5.2026", "2026-05-03"),
        ("03.05.2026, 10:15 Uhr", "2026-05-03T10:15:00"),
        ("25/06/2026 10:15", "2026-06-25T10:15:00"),
        ("06/25/2026", "2026-06-25"),
        ("05/05/2026", "2026-05-05"),
        ("Sun, 03 May 2026 10:00:00 +0200", "2026-05-03T10:00:00+02:00"),
        ("Sun, 03 May 2026 10:00:00 GMT", "2026-05-03T10:00:00+00:00"),
        ("Sun, 03 May 2026 10:00:00 -0000", "2026-05-03T10:00:00"),
        ("Sun May 03 2026 10:00:00 GMT+0200 (CEST)", "2026-05-03T10:00:00+02:00"),
        ("May 3, 2026", "2026-05-03"),
        ("3rd May 2026", "2026-05-03"),
        ("Sunday, May 3, 2026 at 4:05 pm", "2026-05-03T16:05:00"),
        ("May 3, 2026 12:05 AM", "2026-05-03T00:05:00"),
        ("1777802400", "2026-05-03T10:00:00+00:00"),
        ("1777802400000", "2026-05-03T10:00:00+00:00"),
        ("٢٠٢٦-٠٥-٠٣", "2026-05-03"),
        ("२०२६-०५-०३T१०:००:००+०५:३०", "2026-05-03T10:00:00+05:30"),
        ("２０２６／０５／０３", "2026-05-03"),
        ("  2026-05-03\n", "2026-05-03"),
    ],
)
def test_a_date_becomes_iso_8601(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("today", id="word"),
        pytest.param("05/06/2026", id="two-readings"),
        pytest.param("0001-01-01T00:00:00", id="year-one"),
        pytest.param("1970-01-01T00:00:00Z", id="clock-never-set"),
        pytest.param("1989-12-31", id="before-the-web"),
        pytest.param("2569-05-03", id="other-calendar"),
        pytest.param("2026-13-01", id="month-13"),
        pytest.param("2026-02-30", id="day-30"),
        pytest.param("99.99.2026", id="day-99"),
        pytest.param("0000000000", id="unix-zero"),
        pytest.param("2026", id="year"),
        pytest.param("2026-05", id="month"),
        pytest.param("Sun, 99 May 2026 10:00:00 GMT", id="bad-rfc2822"),
        pytest.param("3 Foo 2026", id="unknown-month"),
        pytest.param("2026-05-03" + " " * 500 + "x", id="long"),
        pytest.param("12345", id="number"),
    ],
)
def test_anything_else_is_not_a_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_time_that_does_not_exist_is_dropped() -> None:
    assert parse_date("2026-05-03T29:00:00") == "2026-05-03"


def test_the_fast_path_accepts_only_times_and_zones_that_exist() -> None:
    assert parse_date("2026-05-03T24:00:00Z") == "2026-05-03"
    assert parse_date("2026-05-03T10:00:00+14:30") == "2026-05-03T10:00:00+14:30"
    assert parse_date("2026-05-03T10:00:00+15:00") == "2026-05-03T10:00:00"
    assert parse_date("2026-02-30T10:00:00Z") is None


def test_a_zone_that_does_not_exist_is_dropped() -> None:
    assert parse_date("2026-05-03T10:00:00+99:00") == "2026-05-03T10:00:00"


@given(st.text(max_size=90))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    iso_date = parse_date(text)
    assert iso_date is None or to_aware_datetime(iso_date).tzinfo is not None


ZONES = st.integers(min_value=-48, max_value=56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 1, 1), timezones=ZONES))  # noqa: DTZ001
def test_an_iso_date_keeps_its_time_and_its_zone(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment.isoformat()


def test_has_time_and_has_zone_tell_how_precise_a_date_is() -> None:
    assert not has_time("2026-05-03")
    assert has_time("2026-05-03T10:00:00")
    assert not has_zone("2026-05-03T10:00:00")
    assert has_zone("2026-05-03T10:00:00+02:00")


def test_the_difference_of_dates_respects_their_zones() -> None:
    assert date_difference("2026-05-03T12:00:00+02:00", "2026-05-03T10:00:00+00:00").total_seconds() == 0


@pytest.mark.parametrize(
    ("iso_date", "seconds"),
    [
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-01T00:00:10", 10),
        ("1970-01-02", 86_400),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_an_iso_date_becomes_seconds_since_1970(iso_date: str | None, seconds: int | None) -> None:
    assert to_timestamp(iso_date) == seconds
