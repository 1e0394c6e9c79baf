"""How a command ends: its exit code, and the one line that says why."""

from __future__ import annotations

import pytest
from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

from newscrawl.article import Link
from newscrawl.commands.running import exit_code
from newscrawl.errors import BadArgument, FetchFailed, OutputFailed
from newscrawl.extensions.run_report import RunReport

LINK = Link(url="https://harbour.example/a")


@pytest.fixture
def crawler() -> Crawler:
    return get_crawler(settings_dict={"EXTENSIONS": {RunReport: 100}})


@pytest.fixture
def report(crawler: Crawler) -> RunReport:
    found = crawler.get_extension(RunReport)
    assert found is not None
    found.discovered(LINK)
    return found


def written(report: RunReport) -> None:
    report.tally.settle(LINK.url, "written")


@pytest.mark.parametrize("finish_reason", ["finished", "shutdown", "closespider_timeout"])
def test_what_is_written_counts(crawler: Crawler, report: RunReport, finish_reason: str) -> None:
    written(report)
    crawler.stats.set_value("finish_reason", finish_reason)
    assert exit_code(crawler, None) == 0


@pytest.mark.parametrize(
    ("finish_reason", "line"),
    [
        ("finished", "nothing was written: the crawl was stopped (finished)"),
        ("shutdown", "nothing was written: the crawl was stopped (shutdown)"),
        ("start_error", "the spider could not start, see the log"),
        ("write_error", "the crawl was stopped: the output can no longer be written, see the log"),
    ],
)
def test_an_end_before_anything_was_written_is_named(
    crawler: Crawler, report: RunReport, finish_reason: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    crawler.stats.set_value("finish_reason", finish_reason)
    assert exit_code(crawler, None) == 1
    assert capsys.readouterr().err == f"newscrawl: {line}\n"
    assert report.tally.pending == 1


def test_an_output_that_broke_is_no_success_whatever_was_written(crawler: Crawler, report: RunReport) -> None:
    written(report)
    crawler.stats.set_value("finish_reason", "write_error")
    assert exit_code(crawler, None) == 1


def test_the_first_problem_is_told(crawler: Crawler, report: RunReport, capsys: pytest.CaptureFixture[str]) -> None:
    report.failed(LINK, FetchFailed("HTTP status 404", reason="http_status"))
    crawler.stats.set_value("finish_reason", "finished")
    assert exit_code(crawler, None) == 1
    assert capsys.readouterr().err == "newscrawl: https://harbour.example/a: HTTP status 404\n"


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (BadArgument("no such thing"), 2, "no such thing"),
        (OutputFailed("out.jsonl: disk full"), 1, "out.jsonl: disk full"),
        (KeyError("bug\n"), 1, "the crawl could not be started: KeyError: 'bug\\n'"),
    ],
    ids=["argument", "output", "bug"],
)
def test_a_crawl_that_could_not_start_says_why(
    crawler: Crawler, error: Exception, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(crawler, error) == code
    assert capsys.readouterr().err.splitlines()[-1] == f"newscrawl: {line}"


def test_without_its_report_a_crawl_has_done_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    crawler = get_crawler()
    assert exit_code(crawler, None) == 1
    assert "could not start" in capsys.readouterr().err
