"""WARC files: what was written is read again, up to the last complete record of a damaged file."""

from __future__ import annotations

import gzip
import io
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newscrawl.archive.capture import Capture, RecordLocation
from newscrawl.archive.warc_reader import iter_captures, read_capture
from newscrawl.archive.warc_writer import RotatingWarcWriter
from newscrawl.exceptions import BadArchive, OutputFailed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_BODY_BYTES = 10_000
TIME = datetime(2026, 11, 20, 8, 30, 15, tzinfo=UTC)
PAGES = [
    f"<html><title>Ferry {number}</title><p>The {number}th ferry sailed.</html>".encode() * 20 for number in range(5)
]


def make_capture(number: int = 0, *headers: tuple[str, str], metadata: bytes | None = None) -> Capture:
    return Capture(url=f"https://harbour.example/{number}", status=200, headers=headers, date=TIME, metadata=metadata)


def write_pages(writer: RotatingWarcWriter) -> None:
    for number, body in enumerate(PAGES):
        robots = ("X-Robots-Tag", "noai"), ("X-Robots-Tag", "noindex")
        writer.write(make_capture(number, ("Content-Type", "text/html"), *robots), encoded_body=body)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with RotatingWarcWriter(tmp_path / "kept", "feed") as writer:
        write_pages(writer)
        return writer.path


def read(path: Path, *, max_body_bytes: int = MAX_BODY_BYTES) -> tuple[list[Capture], str | None]:
    """The captures that could be read, and the reason of the error after them."""
    found: list[Capture] = []
    try:
        found.extend(iter_captures(path, max_body_bytes=max_body_bytes))  # a list keeps what came before an exception
    except BadArchive as error:
        problem = error
    else:
        return found, None
    assert str(path) in str(problem)
    assert "\n" not in str(problem)
    return found, problem.reason


def test_captures_are_read_as_they_were_written(archive: Path) -> None:
    captures, problem = read(archive)
    assert problem is None
    assert [found.body for found in captures] == PAGES
    robots = ("X-Robots-Tag", "noai"), ("X-Robots-Tag", "noindex")
    written = make_capture(1, ("Content-Type", "text/html"), *robots)
    assert replace(captures[1], location=None) == replace(written, body=PAGES[1])


def test_metadata_belongs_to_the_response_after_it(tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as writer:
        writer.write(make_capture(1, metadata=b'{"kind": "article"}'), encoded_body=b"<html>1")
        writer.write(make_capture(2), encoded_body=b"<html>2")
    captures, _ = read(writer.path)
    assert [found.metadata for found in captures] == [b'{"kind": "article"}', None]
    assert [
        found.location and read_capture(found.location, max_body_bytes=MAX_BODY_BYTES) for found in captures
    ] == captures


@pytest.mark.parametrize("encoding", ["br", "zstd"])
def test_a_body_that_cannot_be_decompressed_does_not_end_the_iteration(encoding: str, tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as writer:
        writer.write(make_capture(0, ("Content-Encoding", encoding)), encoded_body=b"\x1f\x8b no, it is not")
        writer.write(make_capture(1), encoded_body=PAGES[1])
    captures, problem = read(writer.path)
    assert problem is None
    assert [(found.status, found.body) for found in captures] == [(0, None), (200, PAGES[1])]


@pytest.mark.parametrize("status", [301, 404, 599])
def test_responses_of_every_status_are_written(status: int, tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as writer:
        writer.write(replace(make_capture(), status=status), encoded_body=b"moved")
    captures, _ = read(writer.path)
    assert [(found.status, found.body) for found in captures] == [(status, b"moved")]


def test_encoded_bodies_are_decoded(tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as writer:
        headers = ("Content-Encoding", "gzip"), ("content-length", "99"), ("Server", "own")
        writer.write(make_capture(0, *headers), encoded_body=gzip.compress(PAGES[0]))
    captures, _ = read(writer.path)
    assert captures[0].body == PAGES[0]
    assert captures[0].headers == (("Server", "own"),)


def test_a_body_that_is_too_large_when_decoded_is_left_out(tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as writer:
        writer.write(make_capture(0, ("Content-Encoding", "gzip")), encoded_body=gzip.compress(b"0" * 2**24))
        writer.write(make_capture(1), encoded_body=PAGES[0])
    captures, problem = read(writer.path)
    assert problem is None
    assert [found.body for found in captures] == [None, PAGES[0]]


def test_a_new_file_is_begun_when_one_is_full(tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed", max_bytes=700) as writer:
        write_pages(writer)
    files = sorted(tmp_path.iterdir())
    assert len(files) > 2
    assert [capture.body for file in files for capture in read(file)[0]] == PAGES


def split_records(archive: Path) -> list[bytes]:
    """The records of an archive, decompressed."""
    content = gzip.decompress(archive.read_bytes())
    return [b"WARC/1.0\r\n" + record for record in content.split(b"WARC/1.0\r\n")[1:]]


def compress_with_dictionary(records: list[bytes]) -> bytes:
    """As archive.org does it: with a dictionary, which is the first frame."""
    dictionary = zstd.train_dict([record[: 300 + extra] for extra in range(50) for record in records], 1024)
    frame = b"\x5d\x2a\x4d\x18" + len(dictionary.dict_content).to_bytes(4, "little") + dictionary.dict_content
    return frame + b"".join(zstd.compress(record, zstd_dict=dictionary) for record in records)


def convert(archive_format: str, archive: Path) -> bytes:
    """The records of the archive in another format."""
    records = split_records(archive)
    match archive_format:
        case "gzip":
            return b"".join(map(gzip.compress, records))
        case "zstd":
            return b"".join(map(zstd.compress, records))
        case "zstd with a dictionary":
            return compress_with_dictionary(records)
        case "wacz":
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w") as wacz:
                wacz.writestr("datapackage.json", "{}")
                wacz.writestr("archive/data.warc.gz", archive.read_bytes())
            return file.getvalue()
    return b"".join(records)


@pytest.mark.parametrize("archive_format", ["uncompressed", "gzip", "zstd", "zstd with a dictionary", "wacz"])
def test_every_format_is_detected_and_read_from_every_location(
    archive_format: str, archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.bin"
    path.write_bytes(convert(archive_format, archive))
    captures, problem = read(path)
    assert problem is None
    assert [found.body for found in captures] == PAGES
    for found in captures:
        assert found.location is not None
        assert read_capture(RecordLocation.parse(str(found.location)), max_body_bytes=MAX_BODY_BYTES) == found


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_an_archive_compressed_in_one_piece_is_rejected_with_the_remedy(
    compress: Callable[[bytes], bytes], archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.bin"
    path.write_bytes(compress(gzip.decompress(archive.read_bytes())))
    with pytest.raises(BadArchive, match="warcio recompress"):
        list(iter_captures(path, max_body_bytes=MAX_BODY_BYTES))


def test_a_missing_page_is_named_with_its_archive(archive: Path) -> None:
    captures, _ = read(archive)
    archive.write_bytes(b"")
    assert captures[0].location is not None
    with pytest.raises(BadArchive, match=archive.name):
        read_capture(captures[0].location, max_body_bytes=MAX_BODY_BYTES)


@pytest.mark.parametrize("lost", [30, 100])
@pytest.mark.parametrize("is_compressed", [True, False], ids=["gz", "plain"])
def test_a_truncated_archive_gives_its_complete_records_and_an_error(
    archive: Path, lost: int, is_compressed: bool
) -> None:
    content = archive.read_bytes() if is_compressed else gzip.decompress(archive.read_bytes())
    archive.write_bytes(content[:-lost])
    captures, problem = read(archive)
    assert [found.body for found in captures] == PAGES[:-1]
    assert problem == "archive_cut_off"


@pytest.mark.parametrize(
    "content",
    [b"", b"a text, no archive\n" * 50, b"\x1f\x8b" + bytes(100), b"PK\x03\x04 no zip file", b"<html></html>"],
    ids=["empty", "text", "broken gzip", "broken zip", "page"],
)
def test_other_files_are_not_archives(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "page.warc.gz"
    path.write_bytes(content)
    assert read(path) == ([], "not_an_archive")


def test_a_zip_file_without_warc_files_is_not_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as wacz:
        wacz.writestr("readme.txt", "nothing here")
    assert read(tmp_path / "a.wacz") == ([], "not_an_archive")


def test_a_missing_file_is_not_an_archive() -> None:
    assert read(Path("/nowhere/a.warc")) == ([], "not_an_archive")


def test_a_folder_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputFailed, match="file"):
        RotatingWarcWriter(tmp_path / "file", "feed")


COMPRESS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstd.compress}


@pytest.mark.parametrize("archive_format", ["uncompressed", *COMPRESS])
def test_a_damaged_record_costs_itself_alone(archive_format: str, archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.bin"
    records = split_records(archive)
    packed = records if archive_format == "uncompressed" else [COMPRESS[archive_format](record) for record in records]
    middle = 0 if archive_format == "uncompressed" else len(packed[3]) // 2
    packed[3] = packed[3][:middle] + b"\xff\xff\xff\xff" + packed[3][middle + 9 :]
    path.write_bytes(b"".join(packed))
    captures, problem = read(path)
    assert [found.body for found in captures] == [*PAGES[:2], *PAGES[3:]]
    assert problem == "archive_damaged"
    assert captures[-1].location is not None
    assert read_capture(captures[-1].location, max_body_bytes=MAX_BODY_BYTES).body == PAGES[-1]


def test_an_arc_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    arc = b"filedesc://a.arc 0.0.0.0 20041123000000 text/plain 76\n1 0 Archive\nURL IP-address Archive-date\n\n"
    for name, content in (("a.arc", arc), ("a.arc.gz", gzip.compress(arc))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BadArchive, match=r"an ARC file; `warcio recompress"):
            list(iter_captures(tmp_path / name, max_body_bytes=MAX_BODY_BYTES))
