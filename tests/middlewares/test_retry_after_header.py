"""How long a server asks to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.middlewares.retry_after import parse_retry_after

NOW = datetime(2026, 11, 2, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "sent", "seconds"),
    [
        pytest.param("120", None, 120, id="seconds"),
        pytest.param(" 7 ", None, 7, id="spaces"),
        pytest.param("1.5", None, 1.5, id="fraction"),
        pytest.param("0", None, None, id="none at all"),
        pytest.param("-5", None, None, id="negative"),
        pytest.param("", None, None, id="empty"),
        pytest.param(None, None, None, id="missing"),
        pytest.param("soon", None, None, id="a word"),
        pytest.param("9" * 400, None, None, id="an absurd number"),
        pytest.param("Mon, 02 Nov 2026 12:01:00 GMT", None, 60, id="date"),
        pytest.param("Monday, 02-Nov-26 12:01:00 GMT", None, 60, id="old form of a date"),
        pytest.param("Mon Nov  2 12:01:00 2026", None, 60, id="C's form of a date"),
        pytest.param("Mon, 02 Nov 2026 13:01:00 +0100", None, 60, id="date with a zone"),
        pytest.param("Mon, 02 Nov 2026 11:59:00 GMT", None, None, id="date gone by"),
        pytest.param("Mon, 99 Nov 2026 11:59:00 GMT", None, None, id="no date"),
        pytest.param(
            "Mon, 02 Nov 2026 15:00:30 GMT", "Mon, 02 Nov 2026 15:00:00 GMT", 30, id="by the clock of the server"
        ),
        pytest.param("Mon, 02 Nov 2026 12:01:00 GMT", "yesterday", 60, id="a server without a clock"),
    ],
)
def test_what_is_asked_for(value: str | None, sent: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, date_header=sent, now=NOW) == seconds
