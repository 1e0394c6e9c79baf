"""The exit code of a crawl, and the line that explains it."""

from __future__ import annotations

import pytest

from newscrawl.exceptions import FAILED_REASONS
from newscrawl.exit_codes import UNREACHABLE_REASONS, ExitCode, get_exit_status, get_finish_reason
from newscrawl.extensions.crawl_stats import CrawlStats

DONE, FAILED, DISK_FULL = ExitCode.DONE, ExitCode.FAILED, ExitCode.DISK_FULL
UNREACHABLE, SIGNAL, TIME_LIMIT, RATE_LIMITED = (
    ExitCode.UNREACHABLE,
    ExitCode.SIGNAL,
    ExitCode.TIME_LIMIT,
    ExitCode.RATE_LIMITED,
)
PARTIAL = CrawlStats(discovered=9, written=4, pending=5, sources=1)
PROBLEM = "https://harbour.example/feed: no such host"


@pytest.mark.parametrize(
    ("reason", "code", "line"),
    [
        ("shutdown", SIGNAL, "stopped by a signal: 4 written, 5 URLs left for the next run"),
        (None, SIGNAL, "stopped by a signal: 4 written, 5 URLs left for the next run"),
        (
            "closespider_timeout",
            TIME_LIMIT,
            "stopped by the time limit (closespider_timeout): 4 written, 5 URLs left for the next run",
        ),
        (
            "closespider_timeout_no_item",
            TIME_LIMIT,
            "stopped by the time limit (closespider_timeout_no_item): 4 written, 5 URLs left for the next run",
        ),
        (
            "memusage_exceeded",
            FAILED,
            "the crawl was stopped (memusage_exceeded): 4 written, 5 URLs left for the next run",
        ),
        ("start_error", FAILED, "the spider could not start, see the log"),
        ("write_error", FAILED, "the crawl was stopped: the output can no longer be written, see the log"),
        ("disk_full", DISK_FULL, "the crawl was stopped: the output can no longer be written, see the log"),
        (
            "closespider_itemcount",
            DONE,
            "the crawl was stopped (closespider_itemcount): 4 written, 5 URLs left for the next run",
        ),
    ],
)
def test_a_stopped_crawl_says_why_it_was_stopped(reason: str | None, code: ExitCode, line: str) -> None:
    assert get_exit_status(PARTIAL, reason=reason) == (code, line)


@pytest.mark.parametrize(
    ("crawl_stats", "code"),
    [
        pytest.param(CrawlStats(discovered=2, written=1, failed={"http_status": 1}, sources=1), DONE, id="one record"),
        pytest.param(CrawlStats(discovered=2, unchanged={"known": 2}, sources=1), DONE, id="nothing changed"),
        pytest.param(
            CrawlStats(sources=2, sources_not_modified=1, sources_failed={"http_status": 1}),
            DONE,
            id="one seed failed, one not modified",
        ),
        pytest.param(
            CrawlStats(discovered=1, failed={"http_status": 1}, sources=1, sources_not_modified=1),
            FAILED,
            id="failed article, seed not modified",
        ),
        pytest.param(CrawlStats(discovered=1, failed={"http_status": 1}, sources=1), FAILED, id="no article"),
        pytest.param(
            CrawlStats(sources=2, sources_failed={"not_resolved": 1, "http_status": 1}), UNREACHABLE, id="unknown host"
        ),
        pytest.param(
            CrawlStats(sources=2, sources_failed={"not_resolved": 1, "empty_feed": 1}), FAILED, id="one empty feed"
        ),
        pytest.param(CrawlStats(sources=1, sources_failed={"robots": 1}), FAILED, id="disallowed seed"),
        pytest.param(CrawlStats(discovered=2, failed={"http_status": 2}), UNREACHABLE, id="list of dead URLs"),
        pytest.param(CrawlStats(discovered=2, failed={"http_status": 1, "internal_error": 1}), FAILED, id="an error"),
        pytest.param(CrawlStats(discovered=1, refused={"no_text": 1}), FAILED, id="no text"),
        pytest.param(CrawlStats(sources=1, sources_failed={"rate_limited": 1}), RATE_LIMITED, id="seed rate limited"),
        pytest.param(
            CrawlStats(discovered=9, written=3, failed={"rate_limited": 6}, sources=1),
            RATE_LIMITED,
            id="most rate limited",
        ),
        pytest.param(
            CrawlStats(discovered=9, written=6, failed={"rate_limited": 3}, sources=1), DONE, id="few rate limited"
        ),
    ],
)
def test_a_complete_crawl_has_the_exit_code_of_its_counts(crawl_stats: CrawlStats, code: ExitCode) -> None:
    assert get_exit_status(crawl_stats, reason="finished", problems=[PROBLEM])[0] == code


def test_seeds_with_nothing_new_are_not_a_failure() -> None:
    assert get_exit_status(CrawlStats(sources=1), reason="finished") == (DONE, None)


def test_a_crawl_without_urls_says_so() -> None:
    line = "nothing was written: there was no URL to request"
    assert get_exit_status(CrawlStats(), reason="finished") == (FAILED, line)


def test_the_line_has_the_first_problem_and_counts_the_others() -> None:
    crawl_stats = CrawlStats(sources=2, sources_failed={"not_resolved": 2})
    assert get_exit_status(crawl_stats, reason="finished", problems=[PROBLEM])[1] == PROBLEM
    assert (
        get_exit_status(crawl_stats, reason="finished", problems=[PROBLEM, "b"])[1]
        == f"{PROBLEM} (and 1 more, see the log)"
    )


def test_the_line_has_the_problem_of_a_broken_output() -> None:
    problems = [PROBLEM, "all.jsonl: cannot be written: No space left on device"]
    assert get_exit_status(PARTIAL, reason="disk_full", problems=problems)[1] == f"the crawl was stopped: {problems[1]}"


@pytest.mark.parametrize(
    ("stats", "reason"),
    [
        ({"finish_reason": "finished"}, "finished"),
        ({}, None),
        ({"finish_reason": "finished", "feedexport/failed_count/FileFeedStorage": 1}, "write_error"),
        ({"finish_reason": "disk_full", "feedexport/failed_count/item": 1}, "disk_full"),
        ({"finish_reason": "shutdown", "newscrawl/output_failed/disk_full": 1}, "disk_full"),
        ({"finish_reason": "finished", "newscrawl/output_failed/write_error": 1}, "write_error"),
    ],
)
def test_a_failed_output_is_the_finish_reason(stats: dict[str, object], reason: str) -> None:
    assert get_finish_reason(stats) == reason


def test_unreachable_reasons_are_failed_reasons() -> None:
    assert set(FAILED_REASONS) > UNREACHABLE_REASONS


def test_exit_codes_are_unique_and_not_those_of_shells_and_signals() -> None:
    assert len({*ExitCode}) == len(ExitCode)
    assert all(0 <= code < 64 for code in ExitCode)
