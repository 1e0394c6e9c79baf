"""Records on standard output."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from newscrawl.article import Article
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, OutputFailed
from newscrawl.outputs.appendfile import failure
from newscrawl.outputs.record import encode, pretty

FIELDS = tuple(field.name for field in dataclasses.fields(Article))


def write_out(data: bytes) -> None:
    """Write to standard output at once; whoever reads it may stop at any line.

    :raises OutputFailed: it cannot be written.
    """
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again when it ends
        if not isinstance(error, BrokenPipeError):
            raise failure(Path("standard output"), "cannot be written", error) from None


class Printer:
    """Prints articles as UTF-8, whatever the terminal's or cron's locale; once that has failed, no more of them.

    :param field: print only this field's value: a text as it is, a list with one value a line.
    :param readable: indent the record, where it is the only one; otherwise it is one line of JSON.
    :raises BadArgument: a record has no such field.
    """

    def __init__(self, *, field: str | None, readable: bool) -> None:
        if field is not None and field not in FIELDS:
            raise BadArgument(f"no field {printable(field)!r} in a record; there are: {', '.join(FIELDS)}")
        self._field = field
        self._readable = readable
        self.failed: OutputFailed | None = None
        """Why the last record could not be printed, if it could not."""

    def show(self, item: Article) -> None:
        """Print one article, at once; this is also what Scrapy's signal `item_scraped` calls."""
        if self._field:
            lines = _plain(getattr(item, self._field))
        else:
            lines = [pretty(item) if self._readable else encode(item)]
        try:
            if not self.failed:
                write_out(b"".join(line + b"\n" for line in lines))
        except OutputFailed as error:
            self.failed = error


def _plain(value: Any) -> list[bytes]:
    values = value if isinstance(value, list) else [value]
    return [_bytes(one) for one in values]


def _bytes(value: Any) -> bytes:
    if value is None:
        return b""
    return value.encode() if isinstance(value, str) else msgspec.json.encode(value)
