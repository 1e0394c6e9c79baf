"""The account of a run: its stats come from closed lists, and its table is logged."""

from __future__ import annotations

import logging

import pytest
from scrapy.utils.test import get_crawler

from newscrawl.exceptions import NewscrawlError, OutputFailed
from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story


@pytest.fixture
def report() -> CrawlStatsExtension:
    return CrawlStatsExtension.from_crawler(get_crawler())


def test_a_reason_that_is_not_listed_makes_no_new_stat(report: CrawlStatsExtension) -> None:
    report.count_discovered(3)
    report.count_outcome("failed", "b0rken-77")
    report.count_outcome("refused", "b0rken-78")
    report.count_outcome("unchanged", "known")
    account = report.crawl_stats
    assert (account.failed, account.refused) == ({"internal_error": 1}, {"off_limits": 1})
    assert account.is_consistent
    assert account.pending == 0


def test_messages_with_control_characters_are_escaped(
    report: CrawlStatsExtension, caplog: pytest.LogCaptureFixture
) -> None:
    error = NewscrawlError("\x1b[2Jbroken\n2026-01-01 INFO: all is well", reason="extraction_error")
    report.log_outcome("https://harbour.example/a", "failed", error)
    assert report.problems == ["https://harbour.example/a: \\x1b[2Jbroken\\n2026-01-01 INFO: all is well"]
    assert "\x1b" not in caplog.text
    assert len(caplog.text.splitlines()) == 1


def test_what_is_kept_to_tell_has_an_end(report: CrawlStatsExtension) -> None:
    for number in range(300):
        report.record_seed_failure(f"https://harbour.example/{number}", NewscrawlError("gone", reason="http_status"))
    assert len(report.problems) == 100


def test_what_ends_a_crawl_stands_before_all_other_problems(report: CrawlStatsExtension) -> None:
    report.record_seed_failure("https://harbour.example/", NewscrawlError("gone", reason="http_status"))
    report.record_write_failure(
        OutputFailed("articles.jsonl: cannot be written: No space left on device", reason="disk_full")
    )
    assert report.problems[0] == "articles.jsonl: cannot be written: No space left on device"


@pytest.mark.asyncio
async def test_the_table_is_logged_at_the_end(server: MockServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    server.routes |= {"/feed": rss("/a", "/b", "/c"), "/a": story(), "/b": Reply(status=404), "/c": ""}
    await crawl(FeedSpider, url=f"{server.url('/feed')},{server.url('/gone')}")
    (table,) = [record.getMessage() for record in caplog.records if record.getMessage().startswith("Run report")]
    assert table.splitlines() == [
        "Run report (finished):",
        "  sources          2  http_status 1",
        "  discovered       3",
        "  written          1",
        "  unchanged        0",
        "  refused          1  empty_page 1",
        "  failed           1  http_status 1",
        "  pending          0",
    ]
