"""How a command runs one crawl, and with which exit code and message it ends."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, NoReturn

from newscrawl.cli.output import print_stderr
from newscrawl.exceptions import BadArgument, BadRule, NewscrawlError, OutputFailed
from newscrawl.exit_codes import ExitCode

if TYPE_CHECKING:
    from scrapy.crawler import Crawler, CrawlerProcessBase
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


def is_url(argument: str) -> bool:
    """Whether an argument of a command is a URL and not a file."""
    return argument.lower().startswith(("http://", "https://"))


def disable_outputs(settings: BaseSettings) -> None:
    """Let a crawl write no articles, no state and no report."""
    for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT"):
        settings.set(name, None, priority="cmdline")
    settings.set("FEEDS", {}, priority="cmdline")


def run_crawl(process: CrawlerProcessBase, crawler: Crawler, arguments: dict[str, str]) -> BaseException | None:
    """Run one crawl to its end.

    :return: the exception that kept the crawl from starting; None if it started.
    """
    task = process.crawl(crawler, **arguments)
    process.start()
    if isinstance(task, asyncio.Task) and task.done() and not task.cancelled():
        return task.exception()
    return None


def report_result(crawler: Crawler, error: BaseException | None) -> ExitCode:
    """The exit code of a crawl that has ended. If it failed, or URLs are left for the next run, print one line."""
    from newscrawl.exit_codes import get_exit_status, get_finish_reason
    from newscrawl.extensions.crawl_report import ReportWriter  # loaded only where there was a crawl
    from newscrawl.extensions.crawl_stats import CrawlStatsExtension, build_crawl_stats

    if error is not None:
        return report_start_failure(error)
    stats_extension = crawler.get_extension(CrawlStatsExtension)
    if stats_extension is None:
        print_stderr("the spider could not start, see the log")
        return ExitCode.FAILED
    stats = crawler.stats.get_stats()
    if report_writer := crawler.get_extension(ReportWriter):
        report_writer.write(get_finish_reason(stats))  # after a second signal, Scrapy has not called it
    code, message = get_exit_status(
        build_crawl_stats(stats), reason=get_finish_reason(stats), problems=stats_extension.problems
    )
    if message:
        print_stderr(message)
    return code


def report_start_failure(error: BaseException) -> ExitCode:
    """Print why a crawl did not start; the traceback of a bug goes to the log."""
    if isinstance(error, NewscrawlError):
        print_stderr(error)
    else:
        logger.critical("The crawl could not be started", exc_info=error)
        print_stderr(f"the crawl could not be started: {type(error).__name__}: {error}")
    if isinstance(error, BadArgument | BadRule):
        return ExitCode.BAD_ARGUMENTS
    return output_error_exit_code(error) if isinstance(error, OutputFailed) else ExitCode.FAILED


def output_error_exit_code(error: OutputFailed) -> ExitCode:
    """The exit code for an output that could not be written."""
    return ExitCode.DISK_FULL if error.reason == "disk_full" else ExitCode.FAILED


def exit_usage_error(error: BadArgument | BadRule) -> NoReturn:
    """End the command because of its arguments, its settings or a rule file; nothing was tried."""
    print_stderr(error)
    raise SystemExit(ExitCode.BAD_ARGUMENTS)
