"""How a command runs a crawl, and what it says at the end."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, NoReturn

from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import escape_for_log
from newscrawl.errors import BadArgument, BadRule, NewscrawlError, OutputFailed

if TYPE_CHECKING:
    from scrapy.crawler import Crawler, CrawlerProcessBase

logger = logging.getLogger(__name__)


def print_error(message: object) -> None:
    """One line on standard error."""
    print(f"newscrawl: {escape_for_log(message)}", file=sys.stderr)


def exit_usage_error(error: BadArgument | BadRule) -> NoReturn:
    """End the command: what it was asked for cannot be tried."""
    print_error(error)
    raise SystemExit(ExitCode.BAD_ARGUMENTS)


def run_crawl(process: CrawlerProcessBase, crawler: Crawler, arguments: dict[str, str]) -> BaseException | None:
    """Run one crawl to its end; the exception that kept it from starting, if one did."""
    task = process.crawl(crawler, **arguments)
    process.start()
    if isinstance(task, asyncio.Task) and task.done() and not task.cancelled():
        return task.exception()
    return None


def report_result(crawler: Crawler, error: BaseException | None) -> ExitCode:
    """How the crawl ended; where that is not as it should be, or something is left to do, say so in one line."""
    from newscrawl.core.account import build_crawl_stats  # these load only where there was a crawl
    from newscrawl.core.ending import get_exit_status, get_finish_reason
    from newscrawl.extensions.run_report import CrawlStatsExtension
    from newscrawl.extensions.summary import ReportWriter

    if error is not None:
        return report_start_failure(error)
    stats_extension = crawler.get_extension(CrawlStatsExtension)
    if stats_extension is None:
        print_error("the spider could not start, see the log")
        return ExitCode.FAILED
    stats = crawler.stats.get_stats()
    if report_writer := crawler.get_extension(ReportWriter):
        report_writer.write(get_finish_reason(stats))  # after a second signal, nothing else has
    code, message = get_exit_status(
        build_crawl_stats(stats), reason=get_finish_reason(stats), problems=stats_extension.problems
    )
    if message:
        print_error(message)
    return code


def report_start_failure(error: BaseException) -> ExitCode:
    """Say why a crawl did not start; a bug leaves its traceback in the log, too."""
    if isinstance(error, NewscrawlError):
        print_error(error)
    else:
        logger.critical("The crawl could not be started", exc_info=error)
        print_error(f"the crawl could not be started: {type(error).__name__}: {error}")
    if isinstance(error, BadArgument | BadRule):
        return ExitCode.BAD_ARGUMENTS
    return output_error_exit_code(error) if isinstance(error, OutputFailed) else ExitCode.FAILED


def output_error_exit_code(error: OutputFailed) -> ExitCode:
    """The code for something that could not be written."""
    return ExitCode.DISK_FULL if error.reason == "disk_full" else ExitCode.FAILED
