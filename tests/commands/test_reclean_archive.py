"""`scrapy reclean --archive`: records made anew from the pages that a crawl kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from newscrawl.archive.capture import Capture, WarcMetadata
from newscrawl.archive.warc_writer import RotatingWarcWriter
from newscrawl.items import Article, FeedMetadata, Rights
from newscrawl.outputs.record import encode_record
from tests.crawling import run_scrapy

ONE, TWO, GONE = (f"https://harbour.example/{name}" for name in ("one", "two", "gone"))
THEN = datetime(2026, 10, 1, 12, tzinfo=UTC)
PAGE = """<html lang="en"><head><title>The pier at night</title></head><body><article><h1>The pier at night</h1>
<p>After the last ferry the pier belongs to the anglers, who stay until the lamps go out at two.</p>
<p>{more}</p></article></body></html>"""
SECOND = "The council wants to leave the lamps on for an hour longer from next spring."
LATER = "The council left the lamps on for an hour longer, and the anglers with them."


def put(folder: RotatingWarcWriter, url: str, more: str, date: datetime) -> None:
    note = msgspec.json.encode(WarcMetadata(hints=FeedMetadata(published="2026-09-30T08:00:00+00:00")))
    headers = (("Content-Type", "text/html"),)
    capture = Capture(url=url, status=200, headers=headers, date=date, metadata=note)
    folder.write(capture, encoded_body=PAGE.format(more=more).encode())


def record(url: str, text: str, *, revision: int = 1, date: datetime = THEN) -> Article:
    """What an older version left of a page."""
    return Article(
        id=url[-3:],
        url=url,
        title="The pier at night",
        text=text,
        revision=revision,
        crawled_at=date.isoformat(),
        rights=Rights(ai_agents=["GPTBot"]),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with RotatingWarcWriter(tmp_path / "kept", "site") as kept:
        put(kept, ONE, SECOND, THEN)
        put(kept, TWO, SECOND, THEN)
        put(kept, ONE, LATER, THEN + timedelta(days=1))
    records = [
        record(ONE, "Lost."),
        record(GONE, "A page that nobody kept."),
        record(ONE, "Lost again.", revision=2, date=THEN + timedelta(days=1)),
        record(TWO, "Lost, too."),
    ]
    (tmp_path / "in.jsonl").write_bytes(b"".join(encode_record(one) + b"\n" for one in records))
    return tmp_path


def made(folder: Path) -> list[Article]:
    lines = (folder / "out.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Article) for line in lines]


def test_each_record_is_extracted_from_its_own_capture_and_changes_are_reported(folder: Path) -> None:
    run = run_scrapy("reclean", "--archive", "kept/*.warc.gz", "in.jsonl", "out.jsonl", cwd=folder)
    assert run.code == 0, run.err
    one, gone, later, two = made(folder)
    assert [one.text.endswith(SECOND), later.text.endswith(LATER), two.text.endswith(SECOND)] == [True] * 3
    assert gone == replace(record(GONE, "A page that nobody kept."), content_hash=gone.content_hash)
    assert (later.revision, later.crawled_at) == (2, (THEN + timedelta(days=1)).isoformat())
    assert one.published == "2026-09-30T08:00:00+00:00"
    assert one.rights.ai_agents == ["GPTBot"]
    for said in ("read again 3", "text 3", "not archived 1"):
        assert f"newscrawl:   {said}\n" in run.err


def test_a_page_of_which_nothing_comes_leaves_its_record_as_it_was(folder: Path) -> None:
    for archive in (folder / "kept").iterdir():
        archive.unlink()
    with RotatingWarcWriter(folder / "kept", "site") as kept:
        kept.write(Capture(url=ONE, status=200, date=THEN), encoded_body=b"<html></html>")
    run = run_scrapy("reclean", "--archive", "kept/*.warc.gz", "in.jsonl", "out.jsonl", cwd=folder)
    assert run.code == 0, run.err
    assert made(folder)[0].text == "Lost."
    assert "kept as they were 2" in run.err


def test_an_article_of_several_pages_stays_and_is_not_called_read_again(folder: Path) -> None:
    url = "https://harbour.example/2026/09/30/the-pier-at-night"
    with RotatingWarcWriter(folder / "kept", "more") as kept:
        put(kept, url, f'{SECOND} <a rel="next" href="{url}?page=2">2</a>', THEN)
    (folder / "in.jsonl").write_bytes(encode_record(record(url, "All pages of it.")) + b"\n")
    run = run_scrapy("reclean", "--archive", "kept/*.warc.gz", "in.jsonl", "out.jsonl", cwd=folder)
    assert made(folder)[0].text == "All pages of it."
    assert "kept as they were 1" in run.err
    assert "read again" not in run.err


def test_no_archive_is_one_line(folder: Path) -> None:
    run = run_scrapy("reclean", "--archive", "nothing/*.warc.gz", "in.jsonl", "out.jsonl", cwd=folder)
    assert run.code == 2
    assert run.err == "newscrawl: --archive=nothing/*.warc.gz: no such file\n"


def test_a_broken_archive_is_named_and_the_rest_is_done(folder: Path) -> None:
    (folder / "kept" / "z.warc.gz").write_text("no archive")
    run = run_scrapy("reclean", "--archive", "kept/*.warc.gz", "in.jsonl", "out.jsonl", cwd=folder)
    assert run.code == 0
    assert "z.warc.gz: not a WARC file" in run.err
    assert len(made(folder)) == 4
