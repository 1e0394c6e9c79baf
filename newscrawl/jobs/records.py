"""Files of records, read strictly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from tqdm import tqdm

from newscrawl.article import Article
from newscrawl.core.printable import escape_for_log
from newscrawl.errors import BadArgument
from newscrawl.jobs.printing import RECORD_FIELDS


def byte_progress(description: str, size: int) -> tqdm:
    """A line on a terminal that grows with the bytes read."""
    return tqdm(desc=description, total=size, unit="B", unit_scale=True, disable=None, leave=False)


def read_records(source: Path, progress: tqdm) -> Iterator[tuple[bytes, Article]]:
    """The lines of a file without their ends, with their articles; empty ones are left out.

    :raises BadArgument: a line is no record.
    """
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            progress.update(len(line))
            if line.strip():
                yield line.rstrip(b"\r\n"), _parse_record(line, f"{escape_for_log(source)}: line {number}")


def _parse_record(line: bytes, context: str) -> Article:
    try:
        record = msgspec.json.decode(line)
        article = msgspec.convert(record, Article)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadArgument(f"{context}: not a newscrawl record: {escape_for_log(error)}") from None
    missing, unknown = [name for name in RECORD_FIELDS if name not in record], record.keys() - set(RECORD_FIELDS)
    if missing or unknown:
        detail = f"it lacks {missing[0]}" if missing else f"it has {min(unknown)!r}"
        raise BadArgument(f"{context}: not a newscrawl record: {escape_for_log(detail)}")
    return article
