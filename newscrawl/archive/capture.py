"""What an archive holds of one answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLocation:
    """Where in which archive a record begins."""

    path: str
    member: str | None = None
    """Of a WACZ file: which of the WARC files in it."""
    offset: int

    def __str__(self) -> str:
        """The place in one line, which `parse` reads."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The place that a line names."""
        return msgspec.json.decode(text, type=cls)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One answer that a server once gave."""

    url: str
    status: int
    """0 where the answer cannot be read."""
    headers: tuple[tuple[str, str], ...] = ()
    """When it was read from an archive, without those that say how the body was packed for the way."""
    body: bytes | None = None
    """Unpacked; None where it is larger than was asked for, or cannot be unpacked."""
    date: datetime
    """When it was fetched, in UTC."""
    metadata: bytes | None = None
    """What its finder knew of it."""
    location: RecordLocation | None = None
    """Where it was read; None before it is written."""
