"""How a crawl ended: the exit code that cron sees, and the one line that says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from newscrawl.extensions.crawl_stats import CrawlStats

UNREACHABLE_REASONS = frozenset(
    {
        *("bad_address", "not_resolved", "not_connected", "fetch_timeout", "fetch_failed", "http_status"),
        *("robots_unreachable", "rate_limited", "too_large"),
    }
)
"""Reasons that say of an address that it could not be fetched."""


class ExitCode(IntEnum):
    """What a crawl's process ends with. Numbers over 2 are Browsertrix's where it has one, 4 is wget's."""

    DONE = 0
    """The crawl came to its end, and something was written, or nothing is new."""
    FAILED = 1
    """Nothing could be written though there was something to ask for, or an error broke the crawl off."""
    BAD_ARGUMENTS = 2
    """An argument, a setting or a file that was named cannot be used; nothing was tried."""
    DISK_FULL = 3
    """There is no more room for lines. What was written is whole; the next run goes on."""
    UNREACHABLE = 4
    """None of the addresses to start with could be fetched."""
    SIGNAL = 11
    """SIGINT or SIGTERM ended the crawl; the next run goes on."""
    TIME_LIMIT = 15
    """CLOSESPIDER_TIMEOUT or CLOSESPIDER_TIMEOUT_NO_ITEM ended the crawl; the next run goes on."""
    RATE_LIMITED = 18
    """Sites kept back (429, 503) more addresses than they gave articles."""


def get_exit_status(
    crawl_stats: CrawlStats, *, reason: str | None, problems: Sequence[str] = ()
) -> tuple[ExitCode, str | None]:
    """The code, and a line where there is something to say.

    :param reason: Scrapy's finish reason; None where the process was made to stop before it had one.
    :param problems: what went wrong, each a line, the first first.
    """
    if reason is None or reason == "shutdown":
        return ExitCode.SIGNAL, f"stopped by a signal: {_describe_remaining(crawl_stats)}"
    if reason == "start_error":
        return ExitCode.FAILED, "the spider could not start, see the log"
    if reason in {"write_error", "disk_full"}:
        code = ExitCode.DISK_FULL if reason == "disk_full" else ExitCode.FAILED
        default_problem = "the output can no longer be written, see the log"
        problem = next((text for text in problems if "cannot be " in text), default_problem)
        return code, f"the crawl was stopped: {problem}"
    if reason.startswith("closespider_timeout"):
        return ExitCode.TIME_LIMIT, f"stopped by the time limit ({reason}): {_describe_remaining(crawl_stats)}"
    if reason in {"memusage_exceeded", "closespider_errorcount"}:
        return ExitCode.FAILED, f"the crawl was stopped ({reason}): {_describe_remaining(crawl_stats)}"
    return _get_completed_status(crawl_stats, reason, problems)


def get_finish_reason(stats: Mapping[str, Any]) -> str | None:
    """Why the crawl ended: Scrapy's reason, unless its output, or one of Scrapy's feeds, could not be written."""
    reason = stats.get("finish_reason")
    if reason in {"write_error", "disk_full"}:
        return str(reason)
    if stats.get("newscrawl/output_failed/disk_full"):
        return "disk_full"
    failure_prefixes = ("newscrawl/output_failed/", "feedexport/failed_count/")
    return "write_error" if any(name.startswith(failure_prefixes) for name in stats) else reason


def _get_completed_status(crawl_stats: CrawlStats, reason: str, problems: Sequence[str]) -> tuple[ExitCode, str | None]:
    succeeded = crawl_stats.written + sum(crawl_stats.unchanged.values())
    rate_limited = crawl_stats.failed.get("rate_limited", 0) + crawl_stats.sources_failed.get("rate_limited", 0)
    if rate_limited > succeeded:
        return (
            ExitCode.RATE_LIMITED,
            f"{_summarize_problems(problems)}; refused by rate limits: {_format_url_count(rate_limited)}",
        )
    # One dead source is no failure of the crawl while another answers that it has nothing new.
    if (
        succeeded
        or (crawl_stats.sources_not_modified and not crawl_stats.discovered)
        or (crawl_stats.sources and not problems)
    ):
        message = (
            f"the crawl was stopped ({reason}): {_describe_remaining(crawl_stats)}" if crawl_stats.pending else None
        )
        return ExitCode.DONE, message
    if _is_unreachable(crawl_stats):
        return ExitCode.UNREACHABLE, _summarize_problems(problems)
    return ExitCode.FAILED, _summarize_problems(
        problems
    ) if problems else f"nothing was written: {_explain_nothing_written(crawl_stats, reason)}"


def _is_unreachable(crawl_stats: CrawlStats) -> bool:
    """Whether not one of the addresses to start with was fetched: the sources, or else the articles themselves."""
    requested = crawl_stats.sources or crawl_stats.discovered
    failed = crawl_stats.sources_failed if crawl_stats.sources else crawl_stats.failed
    return sum(count for reason, count in failed.items() if reason in UNREACHABLE_REASONS) >= requested > 0


def _summarize_problems(problems: Sequence[str]) -> str:
    first, *others = problems or ["see the log"]
    return f"{first} (and {len(others)} more, see the log)" if others else first


def _explain_nothing_written(crawl_stats: CrawlStats, reason: str) -> str:
    if crawl_stats.pending:
        return f"the crawl was stopped ({reason})"
    return "there was no address to ask for"


def _describe_remaining(crawl_stats: CrawlStats) -> str:
    return f"{crawl_stats.written} written, {_format_url_count(crawl_stats.pending)} left for the next run"


def _format_url_count(count: int) -> str:
    return f"{count} address{'' if count == 1 else 'es'}"
