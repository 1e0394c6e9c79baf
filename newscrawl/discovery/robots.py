"""The text of a robots.txt, as RFC 9309 lets a crawler read it: its first 500 KiB, unpacked, with uniform lines."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator

from newscrawl.html.gzip import GZIP_MAGIC

MAX_ROBOTS_BYTES = 500 * 1024
"""Rules after these bytes are ignored; RFC 9309 requires that at least so many bytes are read."""

_RULE_LINE = re.compile(r"\s*(?:allow|disallow|crawl-?delay|request-?rate|visit-?time)\s*[:\s]", re.IGNORECASE)
_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*([^#]*)", re.IGNORECASE)


def decode_robots(body: bytes) -> str:
    """The first `MAX_ROBOTS_BYTES` of the file, without the last line if that is cut: half a rule may forbid more.

    >>> decode_robots(b"User-agent: *")
    'User-agent: *'
    """
    if body.startswith(GZIP_MAGIC):  # the server packed the file and did not say so
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, MAX_ROBOTS_BYTES + 1)
        except zlib.error:
            return ""
    if len(body) > MAX_ROBOTS_BYTES:
        body = body[:MAX_ROBOTS_BYTES]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "ignore")
    return body.decode("utf-8-sig", "ignore").replace("\0", "")


def iter_group_lines(text: str) -> Iterator[tuple[str, bool]]:
    r"""The lines of the groups of rules, each with whether it names an agent; then the line is its name alone.

    A line that names several agents, separated by commas, becomes several. Lines that are neither agents nor rules
    are left out, because some parsers end a group at them.

    >>> [*iter_group_lines("User-agent: A, B\nNoindex: /x\nDisallow: /")]
    [('A', True), ('B', True), ('Disallow: /', False)]
    """
    for line in text.splitlines():
        if agents := _AGENT_LINE.match(line):
            for agent in agents[1].split(","):
                yield agent.strip(), True
        elif _RULE_LINE.match(line):
            yield line, False
