"""The exit code of a crawl, which cron sees, and the one line that explains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # commands that need only an exit code must not load Scrapy's extensions
    from newscrawl.extensions.crawl_stats import CrawlStats

UNREACHABLE_REASONS = frozenset(
    {
        *("bad_address", "not_resolved", "not_connected", "fetch_timeout", "fetch_failed", "http_status"),
        *("robots_unreachable", "rate_limited", "too_large"),
    }
)
"""The reasons for which a URL could not be fetched."""


class ExitCode(IntEnum):
    """The exit codes of a crawl. Those above 2 are Browsertrix's, except 4, which is wget's."""

    DONE = 0
    """The crawl is complete, and something was written or nothing is new."""
    FAILED = 1
    """Nothing could be written, though there were URLs to request, or an error stopped the crawl."""
    BAD_ARGUMENTS = 2
    """An argument, a setting or a file that it names cannot be used; nothing was requested."""
    DISK_FULL = 3
    """The disk is full. The lines that were written are complete; the next run continues."""
    UNREACHABLE = 4
    """None of the URLs that the crawl starts with could be fetched."""
    SIGNAL = 11
    """SIGINT or SIGTERM stopped the crawl; the next run continues."""
    TIME_LIMIT = 15
    """CLOSESPIDER_TIMEOUT or CLOSESPIDER_TIMEOUT_NO_ITEM stopped the crawl; the next run continues."""
    RATE_LIMITED = 18
    """Rate limits (429, 503) refused more URLs than the crawl got articles."""


def get_exit_status(
    crawl_stats: CrawlStats, *, reason: str | None, problems: Sequence[str] = ()
) -> tuple[ExitCode, str | None]:
    """The exit code, and the line that explains it; None if everything is as expected.

    :param reason: Scrapy's finish reason; None if the process was stopped before there was one.
    :param problems: what went wrong, in order, each in one line.
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
    """Scrapy's finish reason; `write_error` or `disk_full` if an output, or a feed export of Scrapy, failed."""
    reason = stats.get("finish_reason")
    if reason in {"write_error", "disk_full"}:
        return str(reason)
    if stats.get("newscrawl/output_failed/disk_full"):
        return "disk_full"
    failure_prefixes = ("newscrawl/output_failed/", "feedexport/failed_count/")
    return "write_error" if any(name.startswith(failure_prefixes) for name in stats) else reason


def _get_completed_status(crawl_stats: CrawlStats, reason: str, problems: Sequence[str]) -> tuple[ExitCode, str | None]:
    """The exit status of a crawl that Scrapy ended as planned."""
    succeeded = crawl_stats.written + sum(crawl_stats.unchanged.values())
    rate_limited = crawl_stats.failed.get("rate_limited", 0) + crawl_stats.sources_failed.get("rate_limited", 0)
    if rate_limited > succeeded:
        count = _format_url_count(rate_limited)
        return ExitCode.RATE_LIMITED, f"{_summarize_problems(problems)}; refused by rate limits: {count}"
    has_nothing_new = crawl_stats.sources_not_modified and not crawl_stats.discovered
    # One failed seed is not a failure of the crawl if another seed says that it has nothing new.
    if succeeded or has_nothing_new or (crawl_stats.sources and not problems):
        if not crawl_stats.pending:
            return ExitCode.DONE, None
        return ExitCode.DONE, f"the crawl was stopped ({reason}): {_describe_remaining(crawl_stats)}"
    if _is_unreachable(crawl_stats):
        return ExitCode.UNREACHABLE, _summarize_problems(problems)
    if problems:
        return ExitCode.FAILED, _summarize_problems(problems)
    return ExitCode.FAILED, f"nothing was written: {_explain_nothing_written(crawl_stats, reason)}"


def _is_unreachable(crawl_stats: CrawlStats) -> bool:
    """Whether none of the URLs that the crawl starts with was fetched: its seeds or, without seeds, its articles."""
    requested = crawl_stats.sources or crawl_stats.discovered
    failed = crawl_stats.sources_failed if crawl_stats.sources else crawl_stats.failed
    return sum(count for reason, count in failed.items() if reason in UNREACHABLE_REASONS) >= requested > 0


def _summarize_problems(problems: Sequence[str]) -> str:
    first, *others = problems or ["see the log"]
    return f"{first} (and {len(others)} more, see the log)" if others else first


def _explain_nothing_written(crawl_stats: CrawlStats, reason: str) -> str:
    if crawl_stats.pending:
        return f"the crawl was stopped ({reason})"
    return "there was no URL to request"


def _describe_remaining(crawl_stats: CrawlStats) -> str:
    return f"{crawl_stats.written} written, {_format_url_count(crawl_stats.pending)} left for the next run"


def _format_url_count(count: int) -> str:
    return f"{count} URL{'' if count == 1 else 's'}"
