"""What a run says at its end adds up, in the log, in its report and in the file that it wrote."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newscrawl.spiders.feed import FeedSpider
from tests.crawling import ROOT, TEST_SETTINGS, crawl, run_scrapy
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def check(report: dict[str, Any], output: Path) -> None:
    """Every address is counted once, and every line that was counted is there, each with an id of its own."""
    ends = [count for state in ("unchanged", "refused", "failed") for count in report[state].values()]
    assert report["discovered"] == report["written"] + sum(ends) + report["pending"]
    lines = output.read_bytes().splitlines() if output.exists() else []
    assert len(lines) == report["written"] == len({json.loads(line)["id"] for line in lines})


@pytest.mark.parametrize(
    ("routes", "settings", "code", "counts"),
    [
        pytest.param(
            {"/feed": rss("/a", "/b", "/c", "/d"), "/a": story("A"), "/b": Reply(status=404), "/c": "", "/d": "<p>x"},
            {}, 0, {"written": 1, "refused": {"empty_page": 1, "no_text": 1}, "failed": {"http_status": 1}},
            id="every end",
        ),
        pytest.param({"/feed": Reply(status=500)}, {}, 4, {"sources_failed": {"http_status": 1}}, id="no feed"),
        pytest.param({"/feed": rss()}, {}, 1, {"sources_failed": {"empty_feed": 1}}, id="an empty feed"),
        pytest.param(
            {"/feed": rss("/a", "/secret/b", "/a?utm_source=x"), "/a": story("A")}, {}, 0,
            {"discovered": 2, "written": 1, "refused": {"robots": 1}}, id="twice, and forbidden",
        ),
        pytest.param(
            {"/feed": rss(*(f"/{n}" for n in range(9))), **{f"/{n}": story(f"Tide {n}") for n in range(9)}},
            {"CLOSESPIDER_ITEMCOUNT": 2, "CONCURRENT_REQUESTS": 1}, 0, {"discovered": 9}, id="stopped half-way",
        ),
        pytest.param(
            {"/feed": rss("/a", "/slow"), "/a": story("A"), "/slow": Reply(body=story("B"), delay=3)},
            {"CLOSESPIDER_TIMEOUT": 1, "DOWNLOAD_TIMEOUT": 2}, 15, {"discovered": 2, "written": 1}, id="a time limit",
        ),
        pytest.param(
            {"/feed": Reply(status=429)}, {"NEWSCRAWL_PAUSE": 0, "RETRY_TIMES": 0}, 18,
            {"sources_failed": {"rate_limited": 1}}, id="a rate limit",
        ),
    ],
)  # fmt: skip
def test_the_report_adds_up_and_says_how_the_crawl_ended(
    server: MockServer,
    tmp_path: Path,
    routes: dict[str, Any],
    settings: dict[str, Any],
    code: int,
    counts: dict[str, Any],
) -> None:
    server.routes |= routes
    run = run_scrapy(
        "crawl", "feed", "-a", f"url={server.url('/feed')}", cwd=tmp_path,
        settings={"NEWSCRAWL_REPORT": "reports/%(spider)s.json", **settings},
    )  # fmt: skip
    report = read(tmp_path / "reports" / "feed.json")
    assert run.code == report["exit_code"] == code
    assert (f"newscrawl: {report['message']}" in run.err.splitlines()) == (report["message"] is not None)
    check(report, tmp_path / "articles.jsonl")
    assert {name: report[name] for name in counts} == counts
    assert [path.name for path in (tmp_path / "reports").iterdir()] == ["feed.json"]


@pytest.mark.asyncio
async def test_the_report_says_when_with_what_and_whom_it_asked(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a", "/gone"), "/a": story()}
    await crawl(FeedSpider, {"NEWSCRAWL_STATE": str(tmp_path)}, url=server.url("/feed"))
    report = read(tmp_path / "report-feed.json")
    assert report["spider"] == "feed"
    assert report["started"] <= report["finished"]
    assert 0 <= report["seconds"] < 60
    assert set(report["versions"]) == {"newscrawl", "python", "scrapy", "trafilatura", "lxml"}
    assert report["problems"] == [f"{server.url('/gone')}: HTTP status 404"]
    assert report["sites"]["127.0.0.1"]["requests"] >= 3


@pytest.mark.parametrize("settings", [{}, {"NEWSCRAWL_REPORT": "", "NEWSCRAWL_STATE": "."}], ids=["no state", "off"])
def test_there_may_be_no_report(server: MockServer, tmp_path: Path, settings: dict[str, Any]) -> None:
    run_scrapy("crawl", "feed", "-a", f"url={server.url('/gone')}", cwd=tmp_path, settings=settings)
    assert not list(tmp_path.glob("report*"))


@pytest.mark.asyncio
async def test_a_report_that_cannot_be_written_is_one_line_in_the_log(
    server: MockServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    await crawl(FeedSpider, {"NEWSCRAWL_REPORT": tmp_path / "file" / "report.json"}, url=server.url("/gone"))
    (line,) = [record.getMessage() for record in caplog.records if "report cannot be written" in record.getMessage()]
    assert line.endswith("file/report.json: the report cannot be written: File exists")


@contextmanager
def slow_crawl(server: MockServer, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A crawl in a process of its own that has written one article, and waits for another."""
    server.routes |= {"/feed": rss("/a", "/slow"), "/a": story("A"), "/slow": Reply(body=story("B"), delay=5)}
    options = {**TEST_SETTINGS, "DOWNLOAD_TIMEOUT": 10, "NEWSCRAWL_REPORT": "report.json", "LOG_FILE": "log"}
    options["NEWSCRAWL_COMMIT_PAGES"] = 1  # the first article is counted as soon as its line is there
    arguments = ["crawl", "feed", "-a", f"url={server.url('/feed')}", *(f"-s{n}={v}" for n, v in options.items())]
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=folder,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )
    with process:
        output = folder / "articles.jsonl"
        wait_for(lambda: output.exists() and output.stat().st_size > 0)
        yield process, output
        process.kill()


def wait_for(condition: Any) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_has_its_own_exit_code_and_says_what_is_left(
    server: MockServer, tmp_path: Path, number: signal.Signals
) -> None:
    with slow_crawl(server, tmp_path) as (process, output):
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    report = read(tmp_path / "report.json")
    assert process.returncode == report["exit_code"] == 11
    assert err.decode().splitlines()[-1].startswith("newscrawl: stopped by a signal: ")
    check(report, output)
    assert "Counts so far:\n  sources" in (tmp_path / "log").read_text()


def test_a_second_signal_ends_at_once_with_the_same_code(server: MockServer, tmp_path: Path) -> None:
    with slow_crawl(server, tmp_path) as (process, output):
        process.send_signal(signal.SIGINT)
        wait_for(lambda: "Received SIGINT" in (tmp_path / "log").read_text())
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=4)
    assert process.returncode == 11
    assert err.decode().splitlines()[-1].startswith("newscrawl: stopped by a signal: ")
    assert len(output.read_bytes().splitlines()) == 1
    report = read(tmp_path / "report.json")
    check(report, output)
    assert (report["exit_code"], report["finish_reason"], report["pending"] > 0) == (11, None, True)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="no such signal here")
def test_on_sigusr1_the_counts_so_far_are_logged_and_the_crawl_goes_on(server: MockServer, tmp_path: Path) -> None:
    with slow_crawl(server, tmp_path) as (process, output):
        process.send_signal(signal.SIGUSR1)
        wait_for(lambda: "Counts so far" in (tmp_path / "log").read_text())
        process.communicate(timeout=20)
    assert process.returncode == 0
    assert "  written          1\n" in (tmp_path / "log").read_text().partition("Counts so far")[2]
    check(read(tmp_path / "report.json"), output)
