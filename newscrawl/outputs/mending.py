"""A file that an earlier crawl left, however it ended: cut back to what counts, and counted."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from newscrawl.core.printable import escape_for_log
from newscrawl.errors import OutputFailed
from newscrawl.outputs.appendfile import AppendFile
from newscrawl.outputs.manifest import FileStats, OpenFileStats, SealedFileStats
from newscrawl.outputs.packing import CorruptData, get_compression

logger = logging.getLogger(__name__)

_TOO_SHORT_WARNING = (
    "%s: lacks %d bytes that were written; what they held is not fetched again unless `scrapy ledger --forget`"
)


def recover_file(
    file: AppendFile, previous: OpenFileStats | None, *, ledger_id: str, committed_lengths: Mapping[str, int]
) -> OpenFileStats:
    """What the file holds, once it is cut back to what the ledger knows, or else to what is whole.

    Only lines that this ledger's last crawl wrote, and did not commit, are cut: those of another ledger, of none, or
    added by a person after a crawl that ended well, stay. The file keeps its key only if it is as long as the ledger
    says: a file that was put in its place is another.

    :param left: what the manifest says of the file.
    :raises OutputFailed: it is not packed as its suffix says, and may be anything.
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
            "%s: cut back by %d bytes, which were not committed", escape_for_log(file.path), size - file.size
        )
    key, start = f"{file.path.name} {secrets.token_hex(8)}", stats.length
    if previous and stats.length == committed_length:
        key, start = previous.key, previous.start
    return OpenFileStats(**_stats_fields(stats), file=file.path.name, ledger=ledger_id, key=key, start=start)


def build_sealed_stats(open_stats: OpenFileStats, file: AppendFile) -> SealedFileStats:
    """The file for good, with its digest.

    :raises OutputFailed: it cannot be read.
    """
    return SealedFileStats(**_stats_fields(open_stats), file=open_stats.file, sha256=file.sha256())


def _count_lines(file: AppendFile, previous: OpenFileStats | None) -> FileStats:
    """What a file holds up to the last whole line, member or frame; read from where the manifest leaves off."""
    compression, stats = get_compression(file.path), FileStats()
    if previous and 0 <= previous.length <= file.size and compression.is_boundary(*file.read_around(previous.length)):
        stats = FileStats(**_stats_fields(previous))
    try:
        stats.add_decompressed(compression.decompress(file.iter_chunks(stats.length), stats.length))
    except CorruptData as error:
        raise OutputFailed(f"{escape_for_log(file.path)}: damaged at byte {error.offset}; move it away") from None
    return stats


def _stats_fields(stats: FileStats) -> dict[str, Any]:
    return {name: getattr(stats, name) for name in FileStats.__struct_fields__}
