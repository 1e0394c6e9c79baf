"""What stands in an archive beside a page: what its finder knew of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from newscrawl.article import FeedMetadata


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
