"""A file that an earlier crawl left, however it ended: cut back to what counts, and counted.

What stands beside an output: which files it has, and what each of them holds.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from newscrawl.exceptions import OutputFailed
from newscrawl.outputs.append_file import AppendFile, build_output_error, fsync_folder
from newscrawl.outputs.compression import CorruptData, DecompressedPart, get_compression
from newscrawl.outputs.file_names import build_manifest_path
from newscrawl.text import escape_for_log


class FileStats(msgspec.Struct, kw_only=True):
    """What stands in a file: whole lines, up to a length (of the packed file)."""

    length: int = msgspec.field(default=0, name="bytes")
    lines: int = 0
    first: str | None = None
    """The `crawled_at` of the first line, if it states one."""
    last: str | None = None
    """That of the last line."""

    def add(self, lines: int, *, first: bytes, last: bytes, end: int) -> None:
        """So many lines more, up to a length of the file."""
        if lines:
            self.first = self.first if self.lines else _parse_crawled_at(first)
            self.last = _parse_crawled_at(last)
        self.lines += lines
        self.length = end

    def add_decompressed(self, parts: Iterable[DecompressedPart]) -> None:
        """All that is whole of what follows."""
        tail = bytearray()  # from the start of the last whole line on
        lines, first = 0, b""
        for end, text in parts:
            scanned_length = len(tail)
            tail += text
            last_newline = tail.rfind(b"\n", scanned_length)
            if last_newline >= 0:
                first = first if lines else bytes(tail[: tail.find(b"\n")])
                lines += tail.count(b"\n", scanned_length)
                del tail[: tail.rfind(b"\n", 0, last_newline) + 1]
            if end is not None:
                self.add(lines, first=first, last=bytes(tail[: tail.find(b"\n")]), end=end)
                lines = 0


class SealedFileStats(FileStats, kw_only=True):
    """A file that no line will be added to."""

    file: str
    sha256: str


class OpenFileStats(FileStats, kw_only=True):
    """The file that lines are added to."""

    file: str
    key: str
    """What the ledger calls it."""
    ledger: str = ""
    """The ledger that its lines are committed to; empty where there is none."""
    start: int = 0
    """Its length when it got its key: what that ledger commits later is beyond."""
    closed: bool = False
    """Whether the crawl that wrote it came to its end."""


class Manifest(msgspec.Struct, kw_only=True):
    """All files of one output, `<name>.manifest.json` beside them."""

    version: int = 1
    open: OpenFileStats | None = None
    sealed: list[SealedFileStats] = msgspec.field(default_factory=list)


def read_manifest(output: Path) -> Manifest:
    """The manifest of an output; an empty one where there is none.

    :raises OutputFailed: it cannot be read.
    """
    path = build_manifest_path(output)
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return Manifest()
    except OSError as error:
        raise build_output_error(path, "cannot be read", error) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OutputFailed(
            f"{escape_for_log(path)}: no manifest: {escape_for_log(error)}; mend it or move it away"
        ) from None
    if manifest.version != 1:
        raise OutputFailed(f"{escape_for_log(path)}: written by a newer newscrawl; use that, or move it away")
    return manifest


def write_manifest(output: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the last one; whoever reads it finds one of the two.

    :raises OutputFailed: it could not be written, and the last one stands.
    """
    path = build_manifest_path(output)
    partial = path.with_name(f".{path.name}.part")  # only who holds the output's lock comes here
    try:
        with partial.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise build_output_error(path, "cannot be written", error) from None
    fsync_folder(path.parent)


class _RecordTimes(msgspec.Struct):
    crawled_at: str | None = None


def _parse_crawled_at(line: bytes) -> str | None:
    try:
        return msgspec.json.decode(line, type=_RecordTimes).crawled_at
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


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
