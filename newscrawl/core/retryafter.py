"""How long a server asks to be left alone: the `Retry-After` header."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_DELAY_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")


def parse_retry_after(value: str | None, *, date_header: str | None = None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for; None where it says none that is of use.

    :param sent: the `Date` header beside it: a date counts from the server's own clock, which may not be ours.
    :param now: counts where the server does not say what time it is.

    >>> parse_retry_after("120", now=datetime(2026, 11, 2, tzinfo=UTC))
    120.0
    >>> parse_retry_after("Mon, 02 Nov 2026 00:00:30 GMT", now=datetime(2026, 11, 2, tzinfo=UTC))
    30.0
    """
    stripped = (value or "").strip()
    if _DELAY_SECONDS.fullmatch(stripped):
        return float(stripped) or None
    resume_at = _parse_http_date(stripped)
    if resume_at is None:
        return None
    seconds = (resume_at - (_parse_http_date(date_header) or now)).total_seconds()
    return seconds if seconds > 0 else None


def _parse_http_date(value: str | None) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
