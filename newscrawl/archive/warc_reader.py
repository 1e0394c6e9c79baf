"""Captures out of WARC and WACZ files: one after the other, or the one at a place.

Archive files as streams of WARC records, from any record on.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl.archive.capture import Capture, RecordLocation
from newscrawl.exceptions import ArchiveReason, BadArchive
from newscrawl.text import escape_for_log

_WACZ_FOLDER = "archive/"
"""Where a WACZ file, which is a ZIP file, has its WARC files."""
_ZSTD_DICTIONARY_MAGIC = b"\x5d\x2a\x4d\x18"
"""How a `.warc.zst` begins whose records were packed with a dictionary: with that, in a frame of its own."""


def list_warc_members(path: Path) -> list[str | None]:
    """The names of the WARC files in a WACZ file; None for a file that is a WARC file itself.

    :raises OSError: it cannot be read.
    :raises zipfile.BadZipFile: it is a ZIP file, and no WACZ.
    """
    if not zipfile.is_zipfile(path):
        return [None]
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith(_WACZ_FOLDER) and ".warc" in name)
    if not names:
        raise zipfile.BadZipFile("there are no WARC files in it")
    return [*names]


@contextmanager
def open_at(path: Path, member: str | None, offset: int) -> Iterator[IO[bytes] | io.RawIOBase]:
    """The archive, or one of those in it, from a record on.

    :raises OSError: it cannot be read.
    :raises zipfile.BadZipFile: it is no longer a WACZ.
    :raises KeyError: it has no such member any more.
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
    """A stream with something ahead of it."""

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


_MAX_METADATA_BYTES = 2**20
_TRANSFER_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _MetadataRecord:
    """A note that belongs to the next record, if that has its address."""

    url: str
    payload: bytes
    offset: int


def iter_captures(path: Path, *, max_body_bytes: int) -> Iterator[Capture]:
    """The answers in an archive, in its order; `.warc`, `.warc.gz`, `.warc.zst` or `.wacz`, whatever its name.

    Only one is in memory at a time. Records that are no answers of a web server are left out.

    :param largest: bytes that an unpacked body may have.
    :raises BadArchive: it is none, or is packed in one piece (`not_an_archive`), or ends or breaks off in the middle
        (`archive_cut_off`): what stood before that was given. A cut between two records, or in the head of one, does
        not show.
    """
    with _translate_errors(path):
        for member in list_warc_members(path):
            with open_at(path, member, 0) as stream:
                yield from _iter_captures(
                    RecordLocation(path=str(path), member=member, offset=0), stream, max_body_bytes
                )


def read_capture(location: RecordLocation, *, max_body_bytes: int) -> Capture:
    """The answer at a place that `iter_captures` told.

    :raises BadArchive: it is no longer there.
    """
    path = Path(location.path)
    with _translate_errors(path), open_at(path, location.member, location.offset) as stream:
        for capture in _iter_captures(location, stream, max_body_bytes):
            return replace(capture, location=location)
    raise _archive_error(path, "the page is no longer there")


@contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, KeyError) as error:
        raise _archive_error(path, f"not a WACZ file: {error}") from None
    except OSError as error:
        raise _archive_error(path, error.strerror or str(error)) from None


def _iter_captures(start: RecordLocation, stream: IO[bytes] | RawIOBase, max_body_bytes: int) -> Iterator[Capture]:
    """The answers in a stream that begins at a place."""
    path, metadata = Path(start.path), _MetadataRecord(url="", payload=b"", offset=0)
    for record in _iter_records(path, ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False)):
        if record.record_type == WarcRecordType.metadata:
            metadata = _MetadataRecord(
                url=_target_uri(record), payload=record.reader.read(_MAX_METADATA_BYTES), offset=record.stream_pos
            )
        elif record.record_type == WarcRecordType.response and record.is_http:
            capture = _parse_capture(path, record, max_body_bytes)
            if metadata.url == capture.url:
                yield replace(capture, metadata=metadata.payload, location=replace(start, offset=metadata.offset))
            else:
                yield replace(capture, location=replace(start, offset=record.stream_pos))
            metadata = replace(metadata, url="")


def _iter_records(path: Path, records: Iterator[WarcRecord]) -> Iterator[WarcRecord]:
    last_pos = -1
    while True:
        try:
            record = next(records, None)
        except OSError as error:
            if last_pos >= 0:
                raise _archive_error(path, f"breaks off: {error}", "archive_cut_off") from None
            raise _archive_error(path, f"not a WARC file: {error}") from None
        if record is None and last_pos < 0:
            raise _archive_error(path, "holds no record")
        if record is None:
            return
        if record.stream_pos == last_pos:
            raise _archive_error(path, "packed in one piece, not record by record; `warcio recompress` mends that")
        last_pos = record.stream_pos
        yield record


def _parse_capture(path: Path, record: WarcRecord, max_body_bytes: int) -> Capture:
    url, date, block = _target_uri(record), _record_date(record), record.reader.read()
    declared_length = record.headers.get("Content-Length") or ""
    if not declared_length.isdecimal() or len(block) < int(declared_length):
        raise _archive_error(path, f"breaks off in the middle of {escape_for_log(url)}", "archive_cut_off")
    response = WarcRecord()  # on its own: one that cannot be unpacked would end the iteration
    response.set_bytes_content(block)
    response.is_http = True
    try:
        response.parse_http(auto_decode="all")
        body = response.reader.read(max_body_bytes + 1)
    except (OSError, ValueError):  # packed in a way that is unknown, or not as it says
        return Capture(url=url, status=0, date=date)
    headers = tuple(pair for pair in response.http_headers.to_tuples() if pair[0].lower() not in _TRANSFER_HEADERS)
    status = response.http_headers.status_code or 0
    return Capture(
        url=url, status=status, headers=headers, body=body if len(body) <= max_body_bytes else None, date=date
    )


def _target_uri(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def _record_date(record: WarcRecord) -> datetime:
    return (record.record_date or datetime.fromtimestamp(0, UTC)).astimezone(UTC)


def _archive_error(path: Path, problem: str, reason: ArchiveReason = "not_an_archive") -> BadArchive:
    return BadArchive(f"{escape_for_log(path)}: {escape_for_log(problem)}", reason=reason)
