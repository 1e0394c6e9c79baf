"""What was kept is what is read again, whole up to the last record, whatever happened to the file."""

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

LARGEST = 10_000
TIME = datetime(2026, 11, 20, 8, 30, 15, tzinfo=UTC)
PAGES = [
    f"<html><title>Ferry {number}</title><p>The {number}th ferry sailed.</html>".encode() * 20 for number in range(5)
]


def capture(number: int = 0, *headers: tuple[str, str], note: bytes | None = None) -> Capture:
    return Capture(url=f"https://harbour.example/{number}", status=200, headers=headers, date=TIME, metadata=note)


def fill(folder: RotatingWarcWriter) -> None:
    for number, body in enumerate(PAGES):
        robots = ("X-Robots-Tag", "noai"), ("X-Robots-Tag", "noindex")
        folder.write(capture(number, ("Content-Type", "text/html"), *robots), encoded_body=body)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with RotatingWarcWriter(tmp_path / "kept", "feed") as folder:
        fill(folder)
        return folder.path


def read(path: Path, *, largest: int = LARGEST) -> tuple[list[Capture], str | None]:
    """What could be read, and why it ended, if it ended early."""
    found: list[Capture] = []
    try:
        found.extend(iter_captures(path, max_body_bytes=largest))  # a list keeps what came before an exception
    except BadArchive as error:
        problem = error
    else:
        return found, None
    assert str(path) in str(problem)
    assert "\n" not in str(problem)
    return found, problem.reason


def test_an_archive_gives_back_what_was_written(archive: Path) -> None:
    captures, problem = read(archive)
    assert problem is None
    assert [found.body for found in captures] == PAGES
    robots = ("X-Robots-Tag", "noai"), ("X-Robots-Tag", "noindex")
    written = capture(1, ("Content-Type", "text/html"), *robots)
    assert replace(captures[1], location=None) == replace(written, body=PAGES[1])


def test_what_the_finder_knew_stays_with_its_page(tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as folder:
        folder.write(capture(1, note=b'{"kind": "article"}'), encoded_body=b"<html>1")
        folder.write(capture(2), encoded_body=b"<html>2")
    captures, _ = read(folder.path)
    assert [found.metadata for found in captures] == [b'{"kind": "article"}', None]
    assert [found.location and read_capture(found.location, max_body_bytes=LARGEST) for found in captures] == captures


@pytest.mark.parametrize("packing", ["gzip", "br", "zstd", "none of them"])
def test_a_body_that_cannot_be_unpacked_costs_nothing_but_itself(packing: str, tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as folder:
        folder.write(capture(0, ("Content-Encoding", packing)), encoded_body=b"\x1f\x8b no, it is not")
        folder.write(capture(1), encoded_body=PAGES[1])
    captures, problem = read(folder.path)
    assert problem is None
    assert [found.body for found in captures] == [None, PAGES[1]]


@pytest.mark.parametrize("status", [301, 404, 599])
def test_every_status_is_kept(status: int, tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as folder:
        folder.write(replace(capture(), status=status), encoded_body=b"moved")
    captures, _ = read(folder.path)
    assert [(found.status, found.body) for found in captures] == [(status, b"moved")]


def test_packed_bodies_are_unpacked(tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as folder:
        headers = ("Content-Encoding", "gzip"), ("content-length", "99"), ("Server", "own")
        folder.write(capture(0, *headers), encoded_body=gzip.compress(PAGES[0]))
    captures, _ = read(folder.path)
    assert captures[0].body == PAGES[0]
    assert captures[0].headers == (("Server", "own"),)


def test_a_body_that_is_too_large_is_left_out_even_when_it_is_packed_small(tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed") as folder:
        folder.write(capture(0, ("Content-Encoding", "gzip")), encoded_body=gzip.compress(b"0" * 2**24))
        folder.write(capture(1), encoded_body=PAGES[0])
    captures, problem = read(folder.path)
    assert problem is None
    assert [found.body for found in captures] == [None, PAGES[0]]


def test_a_new_file_is_begun_where_one_is_full(tmp_path: Path) -> None:
    with RotatingWarcWriter(tmp_path, "feed", max_bytes=700) as folder:
        fill(folder)
    files = sorted(tmp_path.iterdir())
    assert len(files) > 2
    assert [capture.body for file in files for capture in read(file)[0]] == PAGES


def members(archive: Path) -> list[bytes]:
    """The records of an archive, one by one, unpacked."""
    plain = gzip.decompress(archive.read_bytes())
    return [b"WARC/1.0\r\n" + record for record in plain.split(b"WARC/1.0\r\n")[1:]]


def with_dictionary(records: list[bytes]) -> bytes:
    """As archive.org packs: with a dictionary, which is the first frame."""
    dictionary = zstd.train_dict([record[: 300 + cut] for cut in range(50) for record in records], 1024)
    frame = b"\x5d\x2a\x4d\x18" + len(dictionary.dict_content).to_bytes(4, "little") + dictionary.dict_content
    return frame + b"".join(zstd.compress(record, zstd_dict=dictionary) for record in records)


def packed_in(packing: str, archive: Path) -> bytes:
    """The archive's records, packed in some way."""
    records = members(archive)
    match packing:
        case "gzip":
            return b"".join(map(gzip.compress, records))
        case "zstd":
            return b"".join(map(zstd.compress, records))
        case "zstd with a dictionary":
            return with_dictionary(records)
        case "wacz":
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w") as packed:
                packed.writestr("datapackage.json", "{}")
                packed.writestr("archive/data.warc.gz", archive.read_bytes())
            return file.getvalue()
    return b"".join(records)


@pytest.mark.parametrize("packing", ["nothing", "gzip", "zstd", "zstd with a dictionary", "wacz"])
def test_every_packing_is_read_whatever_the_name_and_from_every_place_in_it(
    packing: str, archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.bin"
    path.write_bytes(packed_in(packing, archive))
    captures, problem = read(path)
    assert problem is None
    assert [found.body for found in captures] == PAGES
    for found in captures:
        assert found.location is not None
        assert read_capture(RecordLocation.parse(str(found.location)), max_body_bytes=LARGEST) == found


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_an_archive_in_one_piece_is_refused_with_what_helps(
    pack: Callable[[bytes], bytes], archive: Path, tmp_path: Path
) -> None:
    path = tmp_path / "archive.bin"
    path.write_bytes(pack(gzip.decompress(archive.read_bytes())))
    with pytest.raises(BadArchive, match="warcio recompress"):
        list(iter_captures(path, max_body_bytes=LARGEST))


def test_a_page_that_is_no_longer_there_is_one_line(archive: Path) -> None:
    captures, _ = read(archive)
    archive.write_bytes(b"")
    assert captures[0].location is not None
    with pytest.raises(BadArchive, match=archive.name):
        read_capture(captures[0].location, max_body_bytes=LARGEST)


@pytest.mark.parametrize("lost", [30, 100])
@pytest.mark.parametrize("packed", [True, False], ids=["gz", "plain"])
def test_an_archive_that_is_cut_off_gives_what_is_whole_and_says_so(archive: Path, lost: int, packed: bool) -> None:
    whole = archive.read_bytes() if packed else gzip.decompress(archive.read_bytes())
    archive.write_bytes(whole[:-lost])
    captures, problem = read(archive)
    assert [found.body for found in captures] == PAGES[:-1]
    assert problem == "archive_cut_off"


@pytest.mark.parametrize(
    "content",
    [b"", b"a text, no archive\n" * 50, b"\x1f\x8b" + bytes(100), b"PK\x03\x04 no zip file", b"<html></html>"],
    ids=["empty", "text", "broken gzip", "broken zip", "page"],
)
def test_what_is_no_archive_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "page.warc.gz"
    path.write_bytes(content)
    assert read(path) == ([], "not_an_archive")


def test_a_zip_file_without_archives_is_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as packed:
        packed.writestr("readme.txt", "nothing here")
    assert read(tmp_path / "a.wacz") == ([], "not_an_archive")


def test_a_missing_file_is_named() -> None:
    assert read(Path("/nowhere/a.warc")) == ([], "not_an_archive")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputFailed, match="file"):
        RotatingWarcWriter(tmp_path / "file", "feed")
