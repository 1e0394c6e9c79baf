"""Writes the HTTP responses of a crawl to WARC files."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Self

from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from newscrawl.archive.capture import Capture
from newscrawl.outputs.append_file import AppendFile
from newscrawl.version import __version__

MAX_FILE_BYTES = 2**30
"""The size at which the next file is begun: a gigabyte, as in Common Crawl's archives."""


class RotatingWarcWriter:
    """Writes HTTP responses to `<name>-<time>-<process id>-<number>.warc.gz` files in a folder.

    Each record is a gzip member of its own, written in one call: if the process dies at any moment, the file is valid
    up to its last whole record. No other process ever appends to a file.

    :param folder: created if it does not exist.
    :param max_bytes: the size at which the next file is begun.
    :raises OutputFailed: no file can be created there.
    """

    def __init__(self, folder: Path, name: str, *, max_bytes: int = MAX_FILE_BYTES) -> None:
        self._stem = folder / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
        self._file_number = 0
        self._max_bytes = max_bytes
        self._file = self._open_new_file()

    @property
    def path(self) -> Path:
        """The file that is being written."""
        return self._file.path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, capture: Capture, *, encoded_body: bytes) -> None:
        """Write one response.

        :param capture: with its headers as the server sent them. Its metadata becomes a record of its own, in front of
            the response.
        :param encoded_body: the body in the content encoding that the headers name, but without a transfer encoding.
        :raises OutputFailed: it could not be written, and the file is as before.
        """
        date_header = {"WARC-Date": datetime_to_iso_date(capture.date)}
        http_headers = StatusAndHeaders(_build_status_line(capture.status), [*capture.headers], protocol="HTTP/1.1")
        metadata_record = (
            b"" if capture.metadata is None else _encode_record("metadata", capture.url, capture.metadata, date_header)
        )
        self._file.write(
            metadata_record + _encode_record("response", capture.url, encoded_body, date_header, http_headers)
        )
        if self._file.size >= self._max_bytes:
            self._file.close()
            self._file_number += 1
            self._file = self._open_new_file()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _open_new_file(self) -> AppendFile:
        file = AppendFile(self._stem.with_name(f"{self._stem.name}-{self._file_number:05}.warc.gz"))
        info = f"software: newscrawl/{__version__}\r\nformat: WARC File Format 1.0\r\n".encode()
        file.write(_encode_record("warcinfo", None, info, {"WARC-Filename": file.path.name}))
        return file


def _encode_record(
    record_type: str,
    url: str | None,
    payload: bytes,
    warc_headers: dict[str, str],
    http_headers: StatusAndHeaders | None = None,
) -> bytes:
    """A record as one gzip member. The length is given because warcio would otherwise create a temporary file."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    record = writer.create_warc_record(
        url,
        record_type,
        payload=io.BytesIO(payload),
        length=len(payload),
        http_headers=http_headers,
        warc_headers_dict=warc_headers,
    )
    writer.write_record(record)
    return buffer.getvalue()


def _build_status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} "
