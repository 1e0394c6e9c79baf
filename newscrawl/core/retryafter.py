"""How long a server asks to be left alone: the `Retry-After` header."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d{1,9}(?:\.\d+)?")


def retry_after(value: str | None, *, sent: str | None = None, now: datetime) -> float | None:
    """The seconds that a `Retry-After` header asks for; None where it says none that is of use.

    :param sent: the `Date` header beside it: a date counts from the server's own clock, which may not be ours.
    :param now: counts where the server does not say what time it is.

    >>> retry_after("120", now=datetime(2026, 11, 2, tzinfo=UTC))
    120.0
    >>> retry_after("Mon, 02 Nov 2026 00:00:30 GMT", now=datetime(2026, 11, 2, tzinfo=UTC))
    30.0
    """
    stated = (value or "").strip()
    if _SECONDS.fullmatch(stated):
        return float(stated) or None
    until = _moment(stated)
    if until is None:
        return None
    seconds = (until - (_moment(sent) or now)).total_seconds()
    return seconds if seconds > 0 else None


def _moment(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
