"""Reads captures from WARC and WACZ files: all of an archive in its order, or the one at a known location."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl.archive.capture import Capture, RecordLocation
from newscrawl.archive.http_payload import decode_payload
from newscrawl.exceptions import ArchiveReason, BadArchive, ExtractionFailed
from newscrawl.html.gzip import GZIP_MAGIC, gunzip_partial
from newscrawl.text import escape_for_log

_WACZ_FOLDER = "archive/"
"""The folder of the WARC files inside a WACZ file, which is a ZIP file."""
_ZSTD_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
"""The first bytes of a `.warc.zst` whose records are compressed with a dictionary, which is then its first frame."""
_MAX_METADATA_BYTES = 2**20
_RECORD_START = re.compile(rb"\x1f\x8b\x08|\x28\xb5\x2f\xfd|WARC/[01]\.")
"""What a record begins with: a member of gzip, a frame of Zstandard, or plain text."""
_SCAN_BYTES, _MAX_MARK_BYTES = 2**20, 8
_MAX_NAMED_OFFSETS = 5
_TRANSFER_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that describe the encoded body; a capture has the decoded one."""


def iter_captures(path: Path, *, max_body_bytes: int) -> Iterator[Capture]:
    """Iterate over the HTTP responses of an archive, in its order.

    The format (`.warc`, `.warc.gz`, `.warc.zst` or `.wacz`) is detected from the content, not from the file name. Only
    one capture is in memory at a time. Records that are not HTTP responses are skipped.

    :param max_body_bytes: the largest decompressed body; a capture with a larger one has no body.
    :raises BadArchive: the file is not an archive, or is compressed as one piece instead of record by record
        (`not_an_archive`), is truncated inside its last record (`archive_cut_off`), or has damaged records
        (`archive_damaged`). All captures that can be read are yielded first. A truncation between two records, or in
        the header of one, is not detected.
    """
    with _translate_errors(path):
        for member in _list_warc_members(path):
            with _open_at(path, member, 0) as stream:
                yield from _iter_captures(
                    RecordLocation(path=str(path), member=member, offset=0), stream, max_body_bytes
                )


def read_capture(location: RecordLocation, *, max_body_bytes: int) -> Capture:
    """Read the capture at a location that `iter_captures` gave.

    :raises BadArchive: it is no longer there.
    """
    path = Path(location.path)
    with _translate_errors(path), _open_at(path, location.member, location.offset) as stream:
        for capture in _iter_captures(location, stream, max_body_bytes):
            return replace(capture, location=location)
    raise _archive_error(path, "the page is no longer there")


@dataclass(frozen=True, slots=True, kw_only=True)
class _MetadataRecord:
    """A WARC metadata record, which belongs to the next response if both have the same URL."""

    url: str
    payload: bytes
    offset: int


def _iter_captures(start: RecordLocation, stream: IO[bytes] | io.RawIOBase, max_body_bytes: int) -> Iterator[Capture]:
    """Iterate over the captures of a stream that begins at the location `start`.

    A damaged record costs itself: the search for the next one begins behind its first byte.
    """
    path, metadata = Path(start.path), _MetadataRecord(url="", payload=b"", offset=0)
    damaged: list[int] = []
    last_pos = -1
    for record in _iter_records(path, stream, damaged):
        last_pos = record.stream_pos
        if record.record_type == WarcRecordType.metadata:
            metadata = _MetadataRecord(
                url=_target_uri(record), payload=record.reader.read(_MAX_METADATA_BYTES), offset=record.stream_pos
            )
        elif record.record_type == WarcRecordType.response and record.is_http:
            capture = _parse_capture(record, max_body_bytes)
            if capture is None:
                damaged.append(record.stream_pos)
                continue
            if metadata.url == capture.url:
                yield replace(capture, metadata=metadata.payload, location=replace(start, offset=metadata.offset))
            else:
                yield replace(capture, location=replace(start, offset=record.stream_pos))
            metadata = replace(metadata, url="")
    if damaged == [last_pos]:
        raise _archive_error(path, "is truncated in the middle of its last record", "archive_cut_off")
    if damaged:
        offsets = ", ".join(f"{offset:,}" for offset in damaged[:_MAX_NAMED_OFFSETS])
        problem = f"{len(damaged)} damaged records are left out, at byte {offsets}"
        raise _archive_error(path, problem, "archive_damaged")


def _iter_records(path: Path, stream: IO[bytes] | io.RawIOBase, damaged: list[int]) -> Iterator[WarcRecord]:
    """Iterate over the records of a stream, from its position on.

    :param damaged: gets the offset of each record that cannot be read, if others follow it.
    """
    records = _open_records(stream)
    last_pos = -1
    while True:
        try:
            record = next(records, None)
        except OSError as error:
            if last_pos < 0:
                raise _archive_error(path, _describe_unknown_format(path) or f"not a WARC file: {error}") from None
            next_pos = _find_next_record(stream, last_pos + 1)
            if next_pos is None:
                raise _archive_error(path, f"is truncated or damaged: {error}", "archive_cut_off") from None
            damaged.append(last_pos)
            stream.seek(next_pos)
            records = _open_records(stream)
            continue
        if record is None and last_pos < 0:
            raise _archive_error(path, _describe_unknown_format(path) or "holds no record")
        if record is None:
            return
        if record.stream_pos == last_pos:
            raise _archive_error(path, "compressed in one piece, not by record; `warcio recompress` repairs that")
        last_pos = record.stream_pos
        yield record


def _open_records(stream: IO[bytes] | io.RawIOBase) -> Iterator[WarcRecord]:
    return iter(ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False))


def _find_next_record(stream: IO[bytes] | io.RawIOBase, position: int) -> int | None:
    """Where the next readable record begins, from a position on."""
    while position >= 0:
        stream.seek(position)
        window = stream.read(_SCAN_BYTES) or b""
        for match in _RECORD_START.finditer(window):
            stream.seek(position + match.start())
            with suppress(OSError):
                if next(_open_records(stream), None) is not None:
                    return position + match.start()
        if len(window) < _SCAN_BYTES:
            return None
        position += len(window) - _MAX_MARK_BYTES
    return None


def _describe_unknown_format(path: Path) -> str | None:
    """What a file is that is not a WARC file, if that is known."""
    with path.open("rb") as file:
        start = gunzip_partial(header, 100) if (header := file.read(1_000)).startswith(GZIP_MAGIC) else header
    if start.startswith(b"filedesc://"):
        return "an ARC file; `warcio recompress OLD.arc.gz NEW.warc.gz` makes a WARC file of it"
    return None


def _parse_capture(record: WarcRecord, max_body_bytes: int) -> Capture | None:
    """The capture of a response record; None if the record is damaged."""
    url, date, block = _target_uri(record), _record_date(record), record.reader.read()
    declared_length = record.headers.get("Content-Length") or ""
    if not declared_length.isdecimal() or len(block) < int(declared_length):
        return None
    response = WarcRecord()  # a record of its own: if parsing failed in the iterator's, the iteration would end
    response.set_bytes_content(block)
    response.is_http = True
    try:
        response.parse_http(auto_decode="none")
        raw_headers, payload = response.http_headers.to_tuples(), response.reader.read()
        body = decode_payload(payload, raw_headers, max_bytes=max_body_bytes)
    except ExtractionFailed as error:
        if error.reason != "too_large":
            return Capture(url=url, status=0, date=date)
        body = None
    except (OSError, ValueError):  # not an HTTP response
        return Capture(url=url, status=0, date=date)
    headers = tuple(pair for pair in raw_headers if pair[0].lower() not in _TRANSFER_HEADERS)
    return Capture(url=url, status=response.http_headers.status_code or 0, headers=headers, body=body, date=date)


def _target_uri(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def _record_date(record: WarcRecord) -> datetime:
    return (record.record_date or datetime.fromtimestamp(0, UTC)).astimezone(UTC)


def _list_warc_members(path: Path) -> list[str | None]:
    """The names of the WARC files in a WACZ file; `[None]` for a file that is a WARC file itself.

    :raises OSError: the file cannot be read.
    :raises zipfile.BadZipFile: it is a ZIP file, but not a WACZ file.
    """
    if not zipfile.is_zipfile(path):
        return [None]
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith(_WACZ_FOLDER) and ".warc" in name)
    if not names:
        raise zipfile.BadZipFile("there are no WARC files in it")
    return [*names]


@contextmanager
def _open_at(path: Path, member: str | None, offset: int) -> Iterator[IO[bytes] | io.RawIOBase]:
    """Open an archive, or a WARC file inside it, at a record.

    A record of a `.warc.zst` with a dictionary cannot be read without it: its frame is then put before the record.

    :raises OSError: the archive cannot be read.
    :raises zipfile.BadZipFile: it is no longer a WACZ file.
    :raises KeyError: it no longer has that member.
    """
    with ExitStack() as stack:
        if member is None:
            stream: IO[bytes] = stack.enter_context(path.open("rb"))
        else:
            stream = stack.enter_context(stack.enter_context(zipfile.ZipFile(path)).open(member))
        header = stream.read(8)
        dictionary_frame = (
            header + stream.read(int.from_bytes(header[4:], "little"))
            if header.startswith(_ZSTD_DICTIONARY_MAGIC)
            else b""
        )
        stream.seek(offset)
        yield _PrefixedStream(dictionary_frame, stream) if dictionary_frame and offset else stream


class _PrefixedStream(io.RawIOBase):
    """Reads some bytes, and then a stream."""

    def __init__(self, prefix: bytes, stream: IO[bytes]) -> None:
        super().__init__()
        self._prefix = io.BytesIO(prefix)
        self._stream = stream
        self._position = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def read(self, size: int = -1) -> bytes:
        data = self._prefix.read(size) or self._stream.read(size)
        self._position += len(data)
        return data


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, KeyError) as error:
        raise _archive_error(path, f"not a WACZ file: {error}") from None
    except OSError as error:
        raise _archive_error(path, error.strerror or str(error)) from None


def _archive_error(path: Path, problem: str, reason: ArchiveReason = "not_an_archive") -> BadArchive:
    return BadArchive(f"{escape_for_log(path)}: {escape_for_log(problem)}", reason=reason)
