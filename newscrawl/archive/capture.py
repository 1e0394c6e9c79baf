"""What an archive holds of one answer.

What stands in an archive beside a page: what its finder knew of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Self

import msgspec

from newscrawl.items import FeedMetadata


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


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcMetadata:
    """Kept with each answer, as JSON."""

    kind: Literal["article", "further page", "source"] = "article"
    """What it was asked for as: an article, another page of one, or a page or feed that may link some."""
    hints: FeedMetadata = field(default_factory=FeedMetadata)


def parse_warc_metadata(payload: bytes | None) -> WarcMetadata:
    """The note of a capture; other crawlers leave none of ours, and all that they have may be articles."""
    try:
        return msgspec.json.decode(payload or b"{}", type=WarcMetadata)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return WarcMetadata()
