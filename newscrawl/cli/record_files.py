"""Reads files of records strictly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from tqdm import tqdm

from newscrawl.cli.output import RECORD_FIELDS
from newscrawl.exceptions import BadArgument
from newscrawl.items import Article
from newscrawl.text import escape_for_log


def read_records(source: Path, progress: tqdm) -> Iterator[tuple[bytes, Article]]:
    """The lines of a file, without their line ends, and their articles; empty lines are skipped.

    :param progress: is advanced by the bytes that were read.
    :raises BadArgument: a line is not a record.
    """
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            progress.update(len(line))
            if line.strip():
                yield line.rstrip(b"\r\n"), _parse_record(line, f"{escape_for_log(source)}: line {number}")


def byte_progress(description: str, size: int) -> tqdm:
    """A progress bar of bytes; it is shown only on a terminal."""
    return tqdm(desc=description, total=size, unit="B", unit_scale=True, disable=None, leave=False)


def _parse_record(line: bytes, location: str) -> Article:
    try:
        record = msgspec.json.decode(line)
        article = msgspec.convert(record, Article)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadArgument(f"{location}: not a newscrawl record: {escape_for_log(error)}") from None
    missing, unknown = [name for name in RECORD_FIELDS if name not in record], record.keys() - set(RECORD_FIELDS)
    if missing or unknown:
        detail = f"it lacks {missing[0]}" if missing else f"it has {min(unknown)!r}"
        raise BadArgument(f"{location}: not a newscrawl record: {escape_for_log(detail)}")
    return article
