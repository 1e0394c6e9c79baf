"""The account of a run, as its stats tell it."""

from __future__ import annotations

from newscrawl.extensions.crawl_stats import CrawlStats, build_crawl_stats

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


def test_while_a_crawl_runs_the_rest_is_pending() -> None:
    account = build_crawl_stats(STATS)
    assert account.pending == 2
    assert account.is_consistent


def test_what_was_counted_as_pending_is_believed_and_checked() -> None:
    assert build_crawl_stats({**STATS, "newscrawl/pending": 2}).is_consistent
    assert not build_crawl_stats({**STATS, "newscrawl/pending": 1}).is_consistent


def test_nothing_is_an_account_too() -> None:
    assert build_crawl_stats({}) == CrawlStats()
    assert CrawlStats().is_consistent


def test_the_table_has_a_state_a_line_and_the_reasons_beside_it() -> None:
    assert build_crawl_stats(STATS).format_table().splitlines() == [
        "  sources          4  not_a_feed 1",
        "  discovered      20",
        "  written          7",
        "  unchanged        5  known 3, not_modified 2",
        "  refused          3  no_text 2, robots 1",
        "  failed           3  http_status 3",
        "  pending          2",
    ]
