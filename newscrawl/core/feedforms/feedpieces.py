"""Feeds that list a whole archive, in pieces that a worker reads within its time."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY_TAG = re.compile(rb"<(item|entry)[\s>]")
_MAX_UNSPLIT_BYTES = 2**20
_MAX_UNSPLIT_ENTRIES = 2_000
"""Feeds of news have 10 to 300 entries, and the longest, with whole texts in them, some megabytes."""
_CHUNK_BYTES = 256 * 1024
"""The shortest entries, an address each, are some 4,000 then, which take feedparser two to four seconds."""
_MAX_FRAME_BYTES = 64 * 1024


def iter_feed_chunks(body: bytes) -> Iterator[bytes]:
    """The feed in pieces, each a feed of its own: what stands before the entries, some of them, and the end.

    Almost all feeds are one piece, and so is what is no XML, and what has no clear frame. A feed of 50,000 entries
    takes feedparser half a minute, and a worker has twenty seconds for a call.
    """
    first_entry = _ENTRY_TAG.search(body)
    entry_count = body.count(b"<item") + body.count(b"<entry")
    if len(body) <= _MAX_UNSPLIT_BYTES or entry_count <= _MAX_UNSPLIT_ENTRIES or first_entry is None:
        yield body
        return
    closing_tag = b"</%s>" % first_entry[1]
    end = body.rfind(closing_tag) + len(closing_tag)
    header, trailer = body[: first_entry.start()], body[end:]
    if end < first_entry.end() or len(header) + len(trailer) > _MAX_FRAME_BYTES:
        yield body
        return
    start, opening_tag = first_entry.start(), re.compile(rb"<%s[\s>]" % first_entry[1])
    while start < end:
        boundary = opening_tag.search(body, start + _CHUNK_BYTES, end)
        stop = boundary.start() if boundary else end
        yield header + body[start:stop] + trailer
        start = stop
