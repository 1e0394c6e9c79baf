"""Captures out of WARC and WACZ files: one after the other, or the one at a place."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import RawIOBase
from pathlib import Path
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newscrawl.archive.capture import Capture, Place
from newscrawl.archive.streams import begun_at, warc_members
from newscrawl.core.printable import printable
from newscrawl.errors import ArchiveReason, BadArchive

_LONGEST_NOTE = 2**20
_OF_THE_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    """A note that belongs to the next record, if that has its address."""

    url: str
    text: bytes
    offset: int


def read_captures(path: Path, *, largest: int) -> Iterator[Capture]:
    """The answers in an archive, in its order; `.warc`, `.warc.gz`, `.warc.zst` or `.wacz`, whatever its name.

    Only one is in memory at a time. Records that are no answers of a web server are left out.

    :param largest: bytes that an unpacked body may have.
    :raises BadArchive: it is none, or is packed in one piece (`not_an_archive`), or ends or breaks off in the middle
        (`archive_cut_off`): what stood before that was given. A cut between two records, or in the head of one, does
        not show.
    """
    with _refusals(path):
        for member in warc_members(path):
            with begun_at(path, member, 0) as stream:
                yield from _captures(Place(path=str(path), member=member, offset=0), stream, largest)


def read_capture(place: Place, *, largest: int) -> Capture:
    """The answer at a place that `read_captures` told.

    :raises BadArchive: it is no longer there.
    """
    path = Path(place.path)
    with _refusals(path), begun_at(path, place.member, place.offset) as stream:
        for capture in _captures(place, stream, largest):
            return replace(capture, place=place)
    raise _bad(path, "the page is no longer there")


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, KeyError) as error:
        raise _bad(path, f"not a WACZ file: {error}") from None
    except OSError as error:
        raise _bad(path, error.strerror or str(error)) from None


def _captures(begin: Place, stream: IO[bytes] | RawIOBase, largest: int) -> Iterator[Capture]:
    """The answers in a stream that begins at a place."""
    path, note = Path(begin.path), _Note(url="", text=b"", offset=0)
    for record in _records(path, ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False)):
        if record.record_type == WarcRecordType.metadata:
            note = _Note(url=_url(record), text=record.reader.read(_LONGEST_NOTE), offset=record.stream_pos)
        elif record.record_type == WarcRecordType.response and record.is_http:
            capture = _capture(path, record, largest)
            if note.url == capture.url:
                yield replace(capture, note=note.text, place=replace(begin, offset=note.offset))
            else:
                yield replace(capture, place=replace(begin, offset=record.stream_pos))
            note = replace(note, url="")


def _records(path: Path, records: Iterator[WarcRecord]) -> Iterator[WarcRecord]:
    last = -1
    while True:
        try:
            record = next(records, None)
        except OSError as error:
            if last >= 0:
                raise _bad(path, f"breaks off: {error}", "archive_cut_off") from None
            raise _bad(path, f"not a WARC file: {error}") from None
        if record is None and last < 0:
            raise _bad(path, "holds no record")
        if record is None:
            return
        if record.stream_pos == last:
            raise _bad(path, "packed in one piece, not record by record; `warcio recompress` mends that")
        last = record.stream_pos
        yield record


def _capture(path: Path, record: WarcRecord, largest: int) -> Capture:
    url, date, block = _url(record), _date(record), record.reader.read()
    stated = record.headers.get("Content-Length") or ""
    if not stated.isdecimal() or len(block) < int(stated):
        raise _bad(path, f"breaks off in the middle of {printable(url)}", "archive_cut_off")
    answer = WarcRecord()  # on its own: one that cannot be unpacked would end the iteration
    answer.set_bytes_content(block)
    answer.is_http = True
    try:
        answer.parse_http(auto_decode="all")
        body = answer.reader.read(largest + 1)
    except (OSError, ValueError):  # packed in a way that is unknown, or not as it says
        return Capture(url=url, status=0, date=date)
    headers = tuple(pair for pair in answer.http_headers.to_tuples() if pair[0].lower() not in _OF_THE_TRANSFER)
    status = answer.http_headers.status_code or 0
    return Capture(url=url, status=status, headers=headers, body=body if len(body) <= largest else None, date=date)


def _url(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def _date(record: WarcRecord) -> datetime:
    return (record.record_date or datetime.fromtimestamp(0, UTC)).astimezone(UTC)


def _bad(path: Path, what: str, reason: ArchiveReason = "not_an_archive") -> BadArchive:
    return BadArchive(f"{printable(path)}: {printable(what)}", reason=reason)
