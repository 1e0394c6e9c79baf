"""Feeds that list a whole archive, in pieces that a worker reads within its time."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY = re.compile(rb"<(item|entry)[\s>]")
_MOST_WHOLE = 2**20
_MOST_ENTRIES_WHOLE = 2_000
"""Feeds of news have 10 to 300 entries, and the longest, with whole texts in them, some megabytes."""
_PIECE = 256 * 1024
"""The shortest entries, an address each, are some 4,000 then, which take feedparser two to four seconds."""
_MOST_FRAME = 64 * 1024


def feed_pieces(body: bytes) -> Iterator[bytes]:
    """The feed in pieces, each a feed of its own: what stands before the entries, some of them, and the end.

    Almost all feeds are one piece, and so is what is no XML, and what has no clear frame. A feed of 50,000 entries
    takes feedparser half a minute, and a worker has twenty seconds for a call.
    """
    first = _ENTRY.search(body)
    entries = body.count(b"<item") + body.count(b"<entry")
    if len(body) <= _MOST_WHOLE or entries <= _MOST_ENTRIES_WHOLE or first is None:
        yield body
        return
    closing = b"</%s>" % first[1]
    end = body.rfind(closing) + len(closing)
    head, tail = body[: first.start()], body[end:]
    if end < first.end() or len(head) + len(tail) > _MOST_FRAME:
        yield body
        return
    start, opening = first.start(), re.compile(rb"<%s[\s>]" % first[1])
    while start < end:
        cut = opening.search(body, start + _PIECE, end)
        stop = cut.start() if cut else end
        yield head + body[start:stop] + tail
        start = stop
