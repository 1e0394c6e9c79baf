"""How a command runs a crawl, and what it says at the end."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, NoReturn

from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, NewscrawlError, OutputFailed

if TYPE_CHECKING:
    from scrapy.crawler import Crawler, CrawlerProcessBase

logger = logging.getLogger(__name__)


def say(message: object) -> None:
    """One line on standard error."""
    print(f"newscrawl: {printable(message)}", file=sys.stderr)


def refuse(error: BadArgument | BadRule) -> NoReturn:
    """End the command: what it was asked for cannot be tried."""
    say(error)
    raise SystemExit(ExitCode.BAD_ARGUMENTS)


def run(process: CrawlerProcessBase, crawler: Crawler, arguments: dict[str, str]) -> BaseException | None:
    """Run one crawl to its end; the exception that kept it from starting, if one did."""
    task = process.crawl(crawler, **arguments)
    process.start()
    if isinstance(task, asyncio.Task) and task.done() and not task.cancelled():
        return task.exception()
    return None


def exit_code(crawler: Crawler, error: BaseException | None) -> ExitCode:
    """How the crawl ended; where that is not as it should be, or something is left to do, say so in one line."""
    from newscrawl.core.account import account_of  # these load only where there was a crawl
    from newscrawl.core.ending import ending, finish_reason
    from newscrawl.extensions.run_report import RunReport
    from newscrawl.extensions.summary import Summary

    if error is not None:
        return start_failed(error)
    report = crawler.get_extension(RunReport)
    if report is None:
        say("the spider could not start, see the log")
        return ExitCode.FAILED
    stats = crawler.stats.get_stats()
    if summary := crawler.get_extension(Summary):
        summary.write(finish_reason(stats))  # after a second signal, nothing else has
    code, line = ending(account_of(stats), reason=finish_reason(stats), problems=report.problems)
    if line:
        say(line)
    return code


def start_failed(error: BaseException) -> ExitCode:
    """Say why a crawl did not start; a bug leaves its traceback in the log, too."""
    if isinstance(error, NewscrawlError):
        say(error)
    else:
        logger.critical("The crawl could not be started", exc_info=error)
        say(f"the crawl could not be started: {type(error).__name__}: {error}")
    if isinstance(error, BadArgument | BadRule):
        return ExitCode.BAD_ARGUMENTS
    return output_failed(error) if isinstance(error, OutputFailed) else ExitCode.FAILED


def output_failed(error: OutputFailed) -> ExitCode:
    """The code for something that could not be written."""
    return ExitCode.DISK_FULL if error.reason == "disk_full" else ExitCode.FAILED
