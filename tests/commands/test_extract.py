"""`scrapy extract` as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import jsonschema
import pytest

import newscrawl
from newscrawl.outputs.record import build_json_schema
from tests.crawling import ROOT, TEST_SETTINGS, Run, run_scrapy
from tests.mockserver import MockServer, Reply
from tests.pages import story


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.html").write_text(story("Ferry is late – spät"))
    (tmp_path / "tram.html").write_text(story("Tram is early"))
    (tmp_path / "login.html").write_text("<html><body><p>Log in</p></body></html>")
    return tmp_path


def lines(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in run.out.splitlines()]


def test_one_page_is_one_readable_record_and_nothing_else(folder: Path) -> None:
    run = run_scrapy("extract", "ferry.html", cwd=folder)
    assert (run.code, run.err) == (0, "")
    record = json.loads(run.out)
    assert record["title"] == "Ferry is late – spät"
    assert len(run.out.splitlines()) > len(record)
    jsonschema.validate(record, build_json_schema())


def test_several_pages_are_one_line_each_and_the_bad_ones_are_named(folder: Path) -> None:
    run = run_scrapy("extract", "ferry.html", "gone.html", "login.html", ".", "tram.html", cwd=folder)
    assert run.code == 2
    assert [record["title"] for record in lines(run)] == ["Ferry is late – spät", "Tram is early"]
    problems = run.err.splitlines()
    assert problems[0] == "newscrawl: gone.html: No such file or directory"
    assert problems[1].startswith("newscrawl: login.html: no article: ")
    assert problems[2] == "newscrawl: .: Is a directory"
    assert len(problems) == 3


def test_broken_html_is_read_as_far_as_it_goes(folder: Path) -> None:
    (folder / "broken.html").write_text(
        story("Ferry is late").replace("</p>", "").rpartition("office")[0] + "<div <a href='"
    )
    record = json.loads(run_scrapy("extract", "broken.html", cwd=folder).out)
    assert record["title"] == "Ferry is late"
    assert "Three." in record["text"]


def test_a_page_is_read_from_standard_input_with_its_url(folder: Path) -> None:
    page = story("Größe").replace("<meta charset='utf-8'>", "<meta charset='iso-8859-1'>").encode("iso-8859-1")
    run = run_scrapy("extract", "-", "--url", "harbour.example/news/7", cwd=folder, stdin=page)
    record = json.loads(run.out)
    assert (record["title"], record["url"], record["site"]) == (
        "Größe",
        "https://harbour.example/news/7",
        "harbour.example",
    )


def test_a_field_is_its_plain_value(folder: Path) -> None:
    text = newscrawl.extract((folder / "ferry.html").read_bytes()).text
    assert run_scrapy("extract", "ferry.html", "--field", "text", cwd=folder).out == f"{text}\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param(
            ["ferry.html", "--field", "txt"], "no field 'txt' in a record; there are: id, url, ", id="unknown field"
        ),
        pytest.param([], "name at least one file or URL", id="nothing"),
        pytest.param(["ferry.html", "--url", "mailto:x"], "not a web URL: mailto:x", id="bad URL of a page"),
        pytest.param(["ferry.html", "tram.html", "--url", "a.example"], "--url gives the URL of one", id="one for two"),
        pytest.param(["http://"], "not a web URL: http://", id="bad URL"),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_code_2(folder: Path, arguments: list[str], line: str) -> None:
    run = run_scrapy("extract", *arguments, cwd=folder)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith(f"newscrawl: {line}")
    assert len(run.err.splitlines()) == 1


def test_the_schema_is_printed() -> None:
    run = run_scrapy("extract", "--schema")
    assert (run.code, run.err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(json.loads(run.out))


def test_urls_are_crawled_politely_and_nothing_is_written(server: MockServer, folder: Path) -> None:
    server.routes |= {"/a": story("First"), "/b": Reply(status=404)}
    before = sorted(folder.iterdir())
    run = run_scrapy("extract", server.url("/a"), "ferry.html", server.url("/b"), server.url("/secret"), cwd=folder)
    assert run.code == 1
    assert [record["title"] for record in lines(run)] == ["Ferry is late – spät", "First"]
    problems = [line for line in run.err.splitlines() if line.startswith("newscrawl: ")]
    assert sorted(problems) == [
        f"newscrawl: {server.url('/b')}: HTTP status 404",
        f"newscrawl: {server.url('/secret')}: forbidden by robots.txt",
    ]
    assert server.requests[0].path == "/robots.txt"
    assert sorted(folder.iterdir()) == before


def test_one_url_gives_one_indented_record_the_same_as_its_saved_page(server: MockServer, folder: Path) -> None:
    page = story("First")
    server.routes["/a"] = page
    run = run_scrapy("extract", server.url("/a"), "-s", "NEWSCRAWL_OUTPUT=own.jsonl", cwd=folder)
    assert run.code == 0
    record, expected = json.loads(run.out), newscrawl.extract(page, url=server.url("/a"))
    assert (record["id"], record["text"], record["content_hash"]) == (expected.id, expected.text, expected.content_hash)
    assert not (folder / "own.jsonl").exists()


def printing_to(out: BinaryIO, *arguments: str, cwd: Path) -> tuple[int, str]:
    """A command whose standard output is a file that cannot be written: its exit code and what it says."""
    options = [f"-s{name}={value}" for name, value in TEST_SETTINGS.items()]
    run = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments, *options],
        cwd=cwd,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)},
        stdout=out,
        stderr=subprocess.PIPE,
        check=False,
    )
    return run.returncode, run.stderr.decode()


@pytest.mark.parametrize(
    "command", ["extract ferry.html", "extract ferry.html tram.html", "extract --schema", "explain ferry.html"]
)
def test_a_full_disk_is_one_line_and_exit_code_3(folder: Path, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = printing_to(full, *command.split(), cwd=folder)
    assert done == (3, "newscrawl: standard output: cannot be written: No space left on device\n")


def test_a_full_disk_is_the_same_for_the_records_of_urls(server: MockServer, folder: Path) -> None:
    server.routes |= {"/a": story("First"), "/b": story("Second")}
    with Path("/dev/full").open("wb") as full:
        done = printing_to(full, "extract", "--nolog", server.url("/a"), server.url("/b"), cwd=folder)
    assert done == (3, "newscrawl: standard output: cannot be written: No space left on device\n")


@pytest.mark.parametrize("command", ["extract ferry.html tram.html", "extract --schema", "explain ferry.html"])
def test_a_reader_may_close_the_pipe_at_any_line(folder: Path, command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone:
        assert printing_to(gone, *command.split(), cwd=folder) == (0, "")
