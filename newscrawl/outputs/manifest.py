"""What stands beside an output: which files it has, and what each of them holds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from newscrawl.core.printable import escape_for_log
from newscrawl.errors import OutputFailed
from newscrawl.outputs.appendfile import build_output_error, fsync_folder
from newscrawl.outputs.naming import build_manifest_path
from newscrawl.outputs.packing import DecompressedPart


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
