"""`scrapy ledger` as a user runs it, after a crawl."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawling import Run, run_scrapy
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

STATE = {"NEWSCRAWL_STATE": ".newscrawl", "NEWSCRAWL_OUTPUT": "all.jsonl"}


def crawl(server: MockServer, folder: Path) -> Run:
    return run_scrapy("crawl", "feed", "-a", f"url={server.url('/feed')}", cwd=folder, settings=STATE)


def ledger(folder: Path, *arguments: str) -> Run:
    return run_scrapy("ledger", *arguments, cwd=folder, settings=STATE)


ROUTES: dict[str, Reply | str | bytes] = {
    "/feed": rss("/a", "/b", "/c"),
    "/a": story("A"),
    "/b": Reply(status=500),
    "/c": "<p>Log in",
}


@pytest.fixture(scope="module", name="site")
def site_of_all_tests() -> Iterator[MockServer]:
    with MockServer({}) as running:
        yield running


@pytest.fixture(scope="module")
def first_crawl(site: MockServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one crawl leaves, made once: every test has a copy."""
    site.routes |= ROUTES
    folder = tmp_path_factory.mktemp("crawl")
    crawl(site, folder)
    return folder


@pytest.fixture
def server(site: MockServer, first_crawl: Path) -> MockServer:
    site.routes |= ROUTES
    return site


@pytest.fixture
def crawled(server: MockServer, first_crawl: Path, tmp_path: Path) -> Path:
    return shutil.copytree(first_crawl, tmp_path, dirs_exist_ok=True)


def test_urls_are_counted_by_site_and_state(crawled: Path) -> None:
    run = ledger(crawled)
    assert (run.code, run.err) == (0, "")
    assert [line.split() for line in run.out.splitlines()] == [
        ["site", "pending", "written", "unchanged", "refused", "failed"],
        ["127.0.0.1", "0", "1", "0", "1", "1"],
        ["total", "0", "1", "0", "1", "1"],
    ]


def test_failures_are_listed_and_can_be_tried_again(server: MockServer, crawled: Path) -> None:
    (line,) = ledger(crawled, "--failed").out.splitlines()
    reason, tries, when, url = line.split("\t")
    assert (reason, tries, url) == ("http_status", "1", server.url("/b"))
    assert when.endswith("Z")
    server.routes["/b"] = story("B")
    assert crawl(server, crawled).code == 0
    assert len((crawled / "all.jsonl").read_bytes().splitlines()) == 1  # its pause is not over
    run = ledger(crawled, "--retry", server.url("/b"))
    assert (run.code, run.err) == (0, f"newscrawl: {server.url('/b')}: 1 will be requested again\n")
    assert crawl(server, crawled).code == 0
    assert len((crawled / "all.jsonl").read_bytes().splitlines()) == 2


def test_a_site_that_is_forgotten_is_written_again(server: MockServer, crawled: Path) -> None:
    run = ledger(crawled, "--forget", "127.0.0.1")
    assert run.code == 0
    assert run.err.startswith("newscrawl: 127.0.0.1: ")
    assert ledger(crawled).out.split()[-5:] == ["0"] * 5
    crawl(server, crawled)
    assert len((crawled / "all.jsonl").read_bytes().splitlines()) == 2


def test_everything_can_be_exported(server: MockServer, crawled: Path) -> None:
    assert ledger(crawled, "--export", "ledger.jsonl").code == 0
    rows = [json.loads(line) for line in (crawled / "ledger.jsonl").read_bytes().splitlines()]
    assert {row["url"]: (row["state"], row["reason"]) for row in rows} == {
        server.url("/a"): ("written", None),
        server.url("/b"): ("failed", "http_status"),
        server.url("/c"): ("refused", "login_page"),
    }
    assert all(row["first_seen"].endswith("Z") for row in rows)


@pytest.mark.parametrize(
    ("arguments", "code", "line"),
    [
        (["all"], 2, "unknown argument 'all': see --help"),
        (["--forget", ""], 2, "--forget: a site or a URL is wanted"),
        (["--retry", ""], 2, "--retry: a site or a URL is wanted"),
        (["--export", ""], 2, "--export: the path of a file is wanted"),
        (["--retry", "other.example"], 1, "other.example: not in the ledger"),
        (["--forget", "https://other.example/a"], 1, "https://other.example/a: not in the ledger"),
        (["--export", "gone/x.jsonl"], 2, "--export gone/x.jsonl: cannot be written: No such file or directory"),
        (["--export", "/dev/full"], 3, "/dev/full: cannot be written: No space left on device"),
    ],
)
def test_an_error_is_one_line_with_its_exit_code(crawled: Path, arguments: list[str], code: int, line: str) -> None:
    run = ledger(crawled, *arguments)
    assert (run.code, run.out, run.err) == (code, "", f"newscrawl: {line}\n")


def test_without_a_ledger_none_is_made(tmp_path: Path) -> None:
    run = ledger(tmp_path)
    assert run.code == 2
    assert run.err == "newscrawl: .newscrawl/state.sqlite: no such file: no crawl has kept a ledger there\n"
    assert not list(tmp_path.iterdir())
