"""The manifest of an output, `<name>.manifest.json`: which files the output has, and what each of them holds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from newscrawl.exceptions import OutputFailed
from newscrawl.outputs.append_file import AppendFile, build_output_error, fsync_folder
from newscrawl.outputs.compression import DecompressedPart
from newscrawl.outputs.file_names import build_manifest_path
from newscrawl.text import escape_for_log


class FileStats(msgspec.Struct, kw_only=True):
    """What a file holds: complete lines, up to a length. The field names are keys of the manifest."""

    length: int = msgspec.field(default=0, name="bytes")
    """In bytes of the file, which may be compressed."""
    lines: int = 0
    first: str | None = None
    """The `crawled_at` of the first line, if it has one."""
    last: str | None = None
    """The `crawled_at` of the last line, if it has one."""

    def counts(self) -> dict[str, Any]:
        """The fields of this class, without those of its subclasses."""
        return {name: getattr(self, name) for name in FileStats.__struct_fields__}

    def add(self, lines: int, *, first: bytes, last: bytes, end: int) -> None:
        """Count more lines.

        :param lines: how many lines.
        :param first: the first of them.
        :param last: the last of them.
        :param end: the length of the file with them.
        """
        if lines:
            self.first = self.first if self.lines else _parse_crawled_at(first)
            self.last = _parse_crawled_at(last)
        self.lines += lines
        self.length = end

    def add_decompressed(self, parts: Iterable[DecompressedPart]) -> None:
        """Count the lines of the parts, as far as their members, frames or lines are complete."""
        tail = bytearray()  # from the start of the last complete line on
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
    """A file to which no line will be added."""

    file: str
    """Its name, without the folder."""
    sha256: str


class OpenFileStats(FileStats, kw_only=True):
    """The file to which lines are added."""

    file: str
    """Its name, without the folder."""
    key: str
    """The key under which the ledger records its committed length."""
    ledger: str = ""
    """The id of the ledger to which its lines are committed; empty without a ledger."""
    start: int = 0
    """Its length when it got its key; every length that the ledger commits under that key is larger."""
    closed: bool = False
    """Whether the crawl that wrote it closed it, instead of being killed."""


class Manifest(msgspec.Struct, kw_only=True):
    """All files of one output."""

    version: int = 1
    open: OpenFileStats | None = None
    sealed: list[SealedFileStats] = msgspec.field(default_factory=list)


def read_manifest(output: Path) -> Manifest:
    """Read the manifest of an output; an output without one gets an empty manifest.

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
            f"{escape_for_log(path)}: not a manifest: {escape_for_log(error)}; repair it or move it away"
        ) from None
    if manifest.version != 1:
        raise OutputFailed(f"{escape_for_log(path)}: written by a newer newscrawl; use that, or move it away")
    return manifest


def write_manifest(output: Path, manifest: Manifest) -> None:
    """Replace the manifest of an output; a reader finds either the old one or the new one.

    The caller must hold the lock of the output's open file: the temporary file has a fixed name.

    :raises OutputFailed: it could not be written, and the old one remains.
    """
    path = build_manifest_path(output)
    partial = path.with_name(f".{path.name}.part")
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


def build_sealed_stats(open_stats: OpenFileStats, file: AppendFile) -> SealedFileStats:
    """What a file holds that gets no more lines, with its digest.

    :raises OutputFailed: the file cannot be read.
    """
    return SealedFileStats(**open_stats.counts(), file=open_stats.file, sha256=file.sha256())


class _RecordTimes(msgspec.Struct):
    crawled_at: str | None = None


def _parse_crawled_at(line: bytes) -> str | None:
    try:
        return msgspec.json.decode(line, type=_RecordTimes).crawled_at
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
