"""The counts of a crawl: read from the stats, limited to known reasons, and logged as a table."""

from __future__ import annotations

import logging

import pytest
from scrapy.utils.test import get_crawler

from newscrawl.exceptions import NewscrawlError, OutputFailed
from newscrawl.extensions.crawl_stats import CrawlStats, CrawlStatsExtension, build_crawl_stats
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

STATS = {
    "newscrawl/discovered": 20,
    "newscrawl/written": 7,
    "newscrawl/unchanged/known": 3,
    "newscrawl/unchanged/not_modified": 2,
    "newscrawl/refused/robots": 1,
    "newscrawl/refused/no_text": 2,
    "newscrawl/failed/http_status": 3,
    "newscrawl/sources": 4,
    "newscrawl/sources_failed/not_a_feed": 1,
    "item_scraped_count": 99,
}


def test_while_a_crawl_runs_urls_without_an_outcome_are_pending() -> None:
    counts = build_crawl_stats(STATS)
    assert counts.pending == 2
    assert counts.is_consistent


def test_the_number_of_pending_urls_is_taken_from_the_stats_and_checked() -> None:
    assert build_crawl_stats({**STATS, "newscrawl/pending": 2}).is_consistent
    assert not build_crawl_stats({**STATS, "newscrawl/pending": 1}).is_consistent


def test_a_crawl_without_stats_has_counts_of_zero() -> None:
    assert build_crawl_stats({}) == CrawlStats()
    assert CrawlStats().is_consistent


def test_the_table_has_one_line_for_each_state_with_its_reasons() -> None:
    assert build_crawl_stats(STATS).format_table().splitlines() == [
        "  sources          4  not_a_feed 1",
        "  discovered      20",
        "  written          7",
        "  unchanged        5  known 3, not_modified 2",
        "  refused          3  no_text 2, robots 1",
        "  failed           3  http_status 3",
        "  pending          2",
    ]


@pytest.fixture
def extension() -> CrawlStatsExtension:
    return CrawlStatsExtension.from_crawler(get_crawler())


def test_an_unknown_reason_makes_no_new_stat(extension: CrawlStatsExtension) -> None:
    extension.count_discovered(3)
    extension.count_outcome("failed", "b0rken-77")
    extension.count_outcome("refused", "b0rken-78")
    extension.count_outcome("unchanged", "known")
    counts = extension.crawl_stats
    assert (counts.failed, counts.refused) == ({"internal_error": 1}, {"off_limits": 1})
    assert counts.is_consistent
    assert counts.pending == 0


def test_messages_with_control_characters_are_escaped(
    extension: CrawlStatsExtension, caplog: pytest.LogCaptureFixture
) -> None:
    error = NewscrawlError("\x1b[2Jbroken\n2026-01-01 INFO: all is well", reason="extraction_error")
    extension.log_outcome("https://harbour.example/a", "failed", error)
    assert extension.problems == ["https://harbour.example/a: \\x1b[2Jbroken\\n2026-01-01 INFO: all is well"]
    assert "\x1b" not in caplog.text
    assert len(caplog.text.splitlines()) == 1


def test_the_number_of_problems_is_limited(extension: CrawlStatsExtension) -> None:
    for number in range(300):
        extension.record_seed_failure(f"https://harbour.example/{number}", NewscrawlError("gone", reason="http_status"))
    assert len(extension.problems) == 100


def test_a_write_failure_is_the_first_problem(extension: CrawlStatsExtension) -> None:
    extension.record_seed_failure("https://harbour.example/", NewscrawlError("gone", reason="http_status"))
    extension.record_write_failure(
        OutputFailed("articles.jsonl: cannot be written: No space left on device", reason="disk_full")
    )
    assert extension.problems[0] == "articles.jsonl: cannot be written: No space left on device"


@pytest.mark.asyncio
async def test_the_table_is_logged_at_the_end_of_a_crawl(server: MockServer, caplog: pytest.LogCaptureFixture) -> None:
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
