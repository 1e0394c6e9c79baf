"""What stands in an archive beside a page: what its finder knew of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from newscrawl.article import Hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Kept with each answer, as JSON."""

    kind: Literal["article", "further page", "source"] = "article"
    """What it was asked for as: an article, another page of one, or a page or feed that may link some."""
    hints: Hints = field(default_factory=Hints)


def read_note(note: bytes | None) -> Note:
    """The note of a capture; other crawlers leave none of ours, and all that they have may be articles."""
    try:
        return msgspec.json.decode(note or b"{}", type=Note)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Note()
