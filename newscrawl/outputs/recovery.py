"""Recovers an output file after a crawl that was killed: truncates it to its committed length, and counts its lines."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping

from newscrawl.exceptions import OutputFailed
from newscrawl.outputs.append_file import AppendFile
from newscrawl.outputs.compression import CorruptData, get_compression
from newscrawl.outputs.manifest import FileStats, OpenFileStats
from newscrawl.text import escape_for_log

logger = logging.getLogger(__name__)

_TOO_SHORT_WARNING = (
    "%s: lacks %d bytes that were written; what they held is not fetched again unless `scrapy ledger --forget`"
)


def recover_file(
    file: AppendFile, previous: OpenFileStats | None, *, ledger_id: str, committed_lengths: Mapping[str, int]
) -> OpenFileStats:
    """Truncate a file to its committed length, or else to its last complete line, and say what it holds then.

    Only lines that the last crawl with this ledger wrote and did not commit are removed. Lines of another ledger, of a
    crawl without a ledger, or that a person added after a crawl that ended properly, are kept. The file keeps its key
    only if it is as long as the ledger says: otherwise it is another file in the same place.

    :param file: the file, which this process has locked.
    :param previous: what the manifest says about the file; None if it does not name the file.
    :param ledger_id: the id of this crawl's ledger; empty without a ledger.
    :param committed_lengths: the length that the ledger has committed, by the file's key.
    :raises OutputFailed: the file is not compressed as its suffix says, so that it may be anything.
    """
    size, committed_length = file.size, None
    if previous and ledger_id and previous.ledger == ledger_id:
        committed_length = committed_lengths.get(previous.key, previous.start)
        ends_cleanly = committed_length <= size and get_compression(file.path).is_boundary(
            *file.read_around(committed_length)
        )
        if size < committed_length:
            logger.warning(_TOO_SHORT_WARNING, escape_for_log(file.path), committed_length - size)
        if ends_cleanly and not (previous.closed and previous.length == committed_length):
            file.truncate(committed_length)
    stats = _count_lines(file, previous)
    if stats.length < file.size:
        file.truncate(stats.length)
    if file.size < size:
        logger.warning(
            "%s: truncated by %d bytes, which were not committed", escape_for_log(file.path), size - file.size
        )
    key, start = f"{file.path.name} {secrets.token_hex(8)}", stats.length
    if previous and stats.length == committed_length:
        key, start = previous.key, previous.start
    return OpenFileStats(**stats.counts(), file=file.path.name, ledger=ledger_id, key=key, start=start)


def _count_lines(file: AppendFile, previous: OpenFileStats | None) -> FileStats:
    """Count the lines of a file, up to its last complete line, member or frame.

    The counts of the manifest are used as far as they reach; only what follows is read.
    """
    compression, stats = get_compression(file.path), FileStats()
    if previous and 0 <= previous.length <= file.size and compression.is_boundary(*file.read_around(previous.length)):
        stats = FileStats(**previous.counts())
    try:
        stats.add_decompressed(compression.decompress(file.iter_chunks(stats.length), stats.length))
    except CorruptData as error:
        raise OutputFailed(f"{escape_for_log(file.path)}: damaged at byte {error.offset}; move it away") from None
    return stats
