"""Records on standard output."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from newscrawl.article import Article
from newscrawl.core.printable import escape_for_log
from newscrawl.errors import BadArgument, OutputFailed
from newscrawl.outputs.appendfile import build_output_error
from newscrawl.outputs.record import encode_record, format_record

RECORD_FIELDS = tuple(field.name for field in dataclasses.fields(Article))


def write_stdout(data: bytes) -> None:
    """Write to standard output at once; whoever reads it may stop at any line.

    :raises OutputFailed: it cannot be written.
    """
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again when it ends
        if not isinstance(error, BrokenPipeError):
            raise build_output_error(Path("standard output"), "cannot be written", error) from None


class RecordPrinter:
    """Prints articles as UTF-8, whatever the terminal's or cron's locale; once that has failed, no more of them.

    :param field: print only this field's value: a text as it is, a list with one value a line.
    :param readable: indent the record, where it is the only one; otherwise it is one line of JSON.
    :raises BadArgument: a record has no such field.
    """

    def __init__(self, *, field: str | None, indented: bool) -> None:
        if field is not None and field not in RECORD_FIELDS:
            raise BadArgument(f"no field {escape_for_log(field)!r} in a record; there are: {', '.join(RECORD_FIELDS)}")
        self._field = field
        self._indented = indented
        self.error: OutputFailed | None = None
        """Why the last record could not be printed, if it could not."""

    def print_article(self, item: Article) -> None:
        """Print one article, at once; this is also what Scrapy's signal `item_scraped` calls."""
        if self._field:
            lines = _encode_field(getattr(item, self._field))
        else:
            lines = [format_record(item) if self._indented else encode_record(item)]
        try:
            if not self.error:
                write_stdout(b"".join(line + b"\n" for line in lines))
        except OutputFailed as error:
            self.error = error


def _encode_field(value: Any) -> list[bytes]:
    values = value if isinstance(value, list) else [value]
    return [_encode_value(element) for element in values]


def _encode_value(value: Any) -> bytes:
    if value is None:
        return b""
    return value.encode() if isinstance(value, str) else msgspec.json.encode(value)
