"""What commands print: records on standard output, messages on standard error."""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from newscrawl.exceptions import BadArgument, OutputFailed
from newscrawl.items import Article
from newscrawl.outputs.append_file import build_output_error
from newscrawl.outputs.record import encode_record, format_record
from newscrawl.text import escape_for_log

RECORD_FIELDS = tuple(field.name for field in dataclasses.fields(Article))


def print_stderr(message: object) -> None:
    """Print one line on standard error."""
    print(f"newscrawl: {escape_for_log(message)}", file=sys.stderr)


def write_stdout(data: bytes) -> None:
    """Write to standard output and flush it. A reader that closes the pipe is no error.

    :raises OutputFailed: standard output cannot be written.
    """
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # otherwise Python flushes it again when it ends
        if not isinstance(error, BrokenPipeError):
            raise build_output_error(Path("standard output"), "cannot be written", error) from None


class RecordPrinter:
    """Prints articles as UTF-8, whatever the locale is. After the first write that fails, it prints no more.

    :param field: print only the value of this field: a string as it is, a list with one value per line.
    :param indented: whether a record is printed as indented JSON; otherwise it is one line.
    :raises BadArgument: a record has no such field.
    """

    def __init__(self, *, field: str | None, indented: bool) -> None:
        if field is not None and field not in RECORD_FIELDS:
            raise BadArgument(f"no field {escape_for_log(field)!r} in a record; there are: {', '.join(RECORD_FIELDS)}")
        self._field = field
        self._indented = indented
        self.error: OutputFailed | None = None
        """Why a record could not be printed; None if all were printed."""

    def print_article(self, item: Article) -> None:
        """Print one article at once. Scrapy's signal `item_scraped` calls this with `item`."""
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
