"""Records on standard output."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import msgspec

from newscrawl.article import Article
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument
from newscrawl.outputs.record import encode, pretty

FIELDS = tuple(field.name for field in dataclasses.fields(Article))


class Printer:
    """Prints articles as UTF-8, whatever the terminal's or cron's locale.

    :param field: print only this field's value: a text as it is, a list with one value a line.
    :param readable: indent the record, where it is the only one; otherwise it is one line of JSON.
    :raises BadArgument: a record has no such field.
    """

    def __init__(self, *, field: str | None, readable: bool) -> None:
        if field is not None and field not in FIELDS:
            raise BadArgument(f"no field {printable(field)!r} in a record; there are: {', '.join(FIELDS)}")
        self._field = field
        self._readable = readable

    def show(self, item: Article) -> None:
        """Print one article, at once; this is also what Scrapy's signal `item_scraped` calls."""
        if self._field:
            lines = _plain(getattr(item, self._field))
        else:
            lines = [pretty(item) if self._readable else encode(item)]
        sys.stdout.buffer.writelines(line + b"\n" for line in lines)
        sys.stdout.buffer.flush()


def _plain(value: Any) -> list[bytes]:
    values = value if isinstance(value, list) else [value]
    return [_bytes(one) for one in values]


def _bytes(value: Any) -> bytes:
    if value is None:
        return b""
    return value.encode() if isinstance(value, str) else msgspec.json.encode(value)
