"""How a command ends: its exit code, and the one line that says why."""

from __future__ import annotations

import pytest
from scrapy.crawler import Crawler
from scrapy.utils.test import get_crawler

from newscrawl.cli.run import report_result
from newscrawl.exceptions import BadArgument, FetchFailed, OutputFailed
from newscrawl.extensions.crawl_stats import CrawlStatsExtension


@pytest.fixture
def crawler() -> Crawler:
    return get_crawler(settings_dict={"EXTENSIONS": {CrawlStatsExtension: 100}})


@pytest.fixture
def report(crawler: Crawler) -> CrawlStatsExtension:
    found = crawler.get_extension(CrawlStatsExtension)
    assert found is not None
    found.count_discovered()
    return found


def test_the_stats_and_the_finish_reason_give_the_code(crawler: Crawler, report: CrawlStatsExtension) -> None:
    crawler.stats.set_value("newscrawl/written", 1)
    for reason, code in (("finished", 0), ("shutdown", 11), ("closespider_timeout", 15), ("disk_full", 3)):
        crawler.stats.set_value("finish_reason", reason)
        assert report_result(crawler, None) == code


def test_the_first_problem_is_printed(
    crawler: Crawler, report: CrawlStatsExtension, capsys: pytest.CaptureFixture[str]
) -> None:
    report.log_outcome("https://harbour.example/a", "failed", FetchFailed("HTTP status 404", reason="http_status"))
    report.count_outcome("failed", "http_status")
    crawler.stats.set_value("finish_reason", "finished")
    assert report_result(crawler, None) == 4
    assert capsys.readouterr().err == "newscrawl: https://harbour.example/a: HTTP status 404\n"


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (BadArgument("no such thing"), 2, "no such thing"),
        (OutputFailed("out.jsonl: another crawl"), 1, "out.jsonl: another crawl"),
        (OutputFailed("out.jsonl: no room", reason="disk_full"), 3, "out.jsonl: no room"),
        (KeyError("bug\n"), 1, "the crawl could not be started: KeyError: 'bug\\n'"),
    ],
    ids=["argument", "output", "disk", "bug"],
)
def test_the_reason_why_a_crawl_could_not_start_is_printed(
    crawler: Crawler, error: Exception, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report_result(crawler, error) == code
    assert capsys.readouterr().err.splitlines()[-1] == f"newscrawl: {line}"


def test_without_its_report_a_crawl_has_done_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    crawler = get_crawler()
    assert report_result(crawler, None) == 1
    assert "could not start" in capsys.readouterr().err
