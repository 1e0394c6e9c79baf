"""The counts of a run are consistent: in the log, in its report, and with the lines that it wrote."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from newscrawl.extensions.crawl_report import SiteStats
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import (
    MAX_WAIT_SECONDS,
    crawl,
    run_scrapy,
    running_process,
    scrapy_command,
    scrapy_environment,
    wait_until,
)
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story
from tests.politeness import plain_reply


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def check(report: dict[str, Any], output: Path) -> None:
    """Check that every URL is counted once, and that the file has the counted lines, each with an id of its own."""
    outcomes = [count for state in ("unchanged", "refused", "failed") for count in report[state].values()]
    assert report["discovered"] == report["written"] + sum(outcomes) + report["pending"]
    lines = output.read_bytes().splitlines() if output.exists() else []
    assert len(lines) == report["written"] == len({json.loads(line)["id"] for line in lines})


@pytest.mark.parametrize(
    ("routes", "settings", "code", "counts"),
    [
        pytest.param(
            {"/feed": rss("/a", "/b", "/c", "/d"), "/a": story("A"), "/b": Reply(status=404), "/c": "", "/d": "<p>x"},
            {}, 0, {"written": 1, "refused": {"empty_page": 1, "no_title": 1}, "failed": {"http_status": 1}},
            id="every outcome",
        ),
        pytest.param({"/feed": Reply(status=500)}, {}, 4, {"sources_failed": {"http_status": 1}}, id="no feed"),
        pytest.param({"/feed": rss()}, {}, 1, {"sources_failed": {"empty_feed": 1}}, id="an empty feed"),
        pytest.param(
            {"/feed": rss("/a", "/secret/b", "/a?utm_source=x"), "/a": story("A")}, {}, 0,
            {"discovered": 2, "written": 1, "refused": {"robots": 1}}, id="a duplicate and a forbidden URL",
        ),
        pytest.param(
            {"/feed": rss(*(f"/{n}" for n in range(9))), **{f"/{n}": story(f"Tide {n}") for n in range(9)}},
            {"CLOSESPIDER_ITEMCOUNT": 2, "CONCURRENT_REQUESTS": 1}, 0, {"discovered": 9}, id="stopped half-way",
        ),
        pytest.param(
            {"/feed": Reply(wait_for=lambda: False)},
            {"CLOSESPIDER_TIMEOUT": 1, "DOWNLOAD_TIMEOUT": 2}, 15, {"sources": 1, "written": 0}, id="a time limit",
        ),
        pytest.param(
            {"/feed": Reply(status=429)}, {"NEWSCRAWL_PAUSE": 0, "RETRY_TIMES": 0}, 18,
            {"sources_failed": {"rate_limited": 1}}, id="a rate limit",
        ),
    ],
)  # fmt: skip
def test_the_report_is_consistent_and_says_how_the_crawl_ended(
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
async def test_the_report_contains_times_versions_problems_and_sites(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {"/feed": rss("/a", "/gone"), "/a": story()}
    await crawl(FeedSpider, {"NEWSCRAWL_STATE": str(tmp_path)}, url=server.url("/feed"))
    report = read(tmp_path / "report-feed.json")
    assert report["spider"] == "feed"
    assert report["started"] <= report["finished"]
    assert report["seconds"] >= 0
    assert set(report["versions"]) == {"newscrawl", "python", "scrapy", "trafilatura", "lxml"}
    assert report["problems"] == [f"{server.url('/gone')}: HTTP status 404"]
    assert report["sites"]["127.0.0.1"]["requests"] >= 3


@pytest.mark.parametrize("settings", [{}, {"NEWSCRAWL_REPORT": "", "NEWSCRAWL_STATE": "."}], ids=["no state", "off"])
def test_the_report_can_be_off(server: MockServer, tmp_path: Path, settings: dict[str, Any]) -> None:
    run_scrapy("crawl", "feed", "-a", f"url={server.url('/gone')}", cwd=tmp_path, settings=settings)
    assert not list(tmp_path.glob("report*"))


@pytest.mark.asyncio
async def test_a_report_that_cannot_be_written_gives_one_line_in_the_log(
    server: MockServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    await crawl(FeedSpider, {"NEWSCRAWL_REPORT": tmp_path / "file" / "report.json"}, url=server.url("/gone"))
    (line,) = [record.getMessage() for record in caplog.records if "report cannot be written" in record.getMessage()]
    assert line.endswith("file/report.json: the report cannot be written: File exists")


@dataclass(kw_only=True)
class SlowCrawl:
    """A crawl in a process of its own that has written one article and waits for the other."""

    process: subprocess.Popen[bytes]
    folder: Path
    release: Event
    """Lets the server send the other article."""

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return (self.folder / "log").read_text()

    def has_counted_article(self) -> bool:
        """Whether the first article is in the counts, which this asks for."""
        self.process.send_signal(signal.SIGUSR1)
        return "  written          1\n" in self.log

    def check_report(self) -> dict[str, Any]:
        """Its report, which is consistent with its output."""
        report = read(self.folder / "report.json")
        check(report, self.folder / "articles.jsonl")
        return report


@pytest.fixture
def slow_crawl(server: MockServer, tmp_path: Path) -> Iterator[SlowCrawl]:
    release = Event()
    slow = Reply(body=story("B"), wait_for=release.is_set)
    server.routes |= {"/feed": rss("/a", "/slow"), "/a": story("A"), "/slow": slow}
    settings = {
        "DOWNLOAD_TIMEOUT": 2 * MAX_WAIT_SECONDS,
        "NEWSCRAWL_REPORT": "report.json",
        "LOG_FILE": "log",
        "NEWSCRAWL_COMMIT_PAGES": 1,  # the first article is counted as soon as its line is written
    }
    command = scrapy_command("crawl", "feed", "-a", f"url={server.url('/feed')}", settings=settings)
    with running_process(command, cwd=tmp_path, env=scrapy_environment(), stderr=subprocess.PIPE) as process:
        crawl = SlowCrawl(process=process, folder=tmp_path, release=release)
        output = tmp_path / "articles.jsonl"
        wait_until(lambda: output.exists() and output.stat().st_size > 0)
        wait_until(crawl.has_counted_article)  # its line is written before it is counted
        yield crawl
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_has_its_own_exit_code_and_the_counts_are_logged(
    slow_crawl: SlowCrawl, number: signal.Signals
) -> None:
    slow_crawl.process.send_signal(number)
    wait_until(lambda: "Counts so far:\n  sources" in slow_crawl.log.partition("Received SIG")[2])
    slow_crawl.release.set()
    _, err = slow_crawl.process.communicate(timeout=MAX_WAIT_SECONDS)
    assert slow_crawl.process.returncode == slow_crawl.check_report()["exit_code"] == 11
    assert err.decode().splitlines()[-1].startswith("newscrawl: stopped by a signal: ")


def test_a_second_signal_ends_the_crawl_without_waiting_and_with_the_same_exit_code(slow_crawl: SlowCrawl) -> None:
    slow_crawl.process.send_signal(signal.SIGINT)
    wait_until(lambda: "Received SIGINT" in slow_crawl.log)
    slow_crawl.process.send_signal(signal.SIGINT)
    _, err = slow_crawl.process.communicate(timeout=MAX_WAIT_SECONDS)
    assert slow_crawl.process.returncode == 11
    assert err.decode().splitlines()[-1].startswith("newscrawl: stopped by a signal: ")
    report = slow_crawl.check_report()
    assert (report["exit_code"], report["finish_reason"], report["written"]) == (11, None, 1)
    assert report["pending"] > 0, "it waited for the other article"


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="no such signal here")
def test_sigusr1_logs_the_counts_and_the_crawl_continues(slow_crawl: SlowCrawl) -> None:
    slow_crawl.release.set()
    slow_crawl.process.communicate(timeout=MAX_WAIT_SECONDS)
    assert slow_crawl.process.returncode == 0
    assert "Counts so far:\n  sources" in slow_crawl.log
    assert slow_crawl.check_report()["written"] == 2


@pytest.mark.asyncio
async def test_a_site_has_its_requests_bytes_and_delays_in_the_report(web: MockServer) -> None:
    rules = "User-agent: *\nCrawl-delay: 0.3"
    web.routes["http://slow.example/robots.txt"] = plain_reply(rules)
    done = await crawl(ArticleSpider, url="http://slow.example/a,http://slow.example/b,http://quick.example/a")
    slow, quick = done.site_stats("slow.example"), done.site_stats("quick.example")
    assert (slow["requests"], quick["requests"]) == (3, 2)
    assert (slow["crawl_delay"], quick["crawl_delay"]) == (0.3, 0)
    assert slow["least_gap"] >= 0.3
    assert slow["bytes"] == len(rules) + 2 * len("<p>Not found")


@pytest.mark.asyncio
async def test_the_report_names_at_most_fifty_sites(web: MockServer) -> None:
    done = await crawl(ArticleSpider, url=",".join(f"http://site-{number}.example/" for number in range(60)))
    site_stats = done.crawler.get_extension(SiteStats)
    assert site_stats is not None
    report = site_stats.build_report()
    assert len(report["sites"]) == 50
    assert (report["others"]["sites"], report["others"]["requests"]) == (10, 20)
    assert (report["others"]["least_gap"] is None, report["others"]["left_alone"]) == (False, 0)
