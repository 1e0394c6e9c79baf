"""How a command runs a crawl, and what it says at the end."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, NoReturn

from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, NewscrawlError
from newscrawl.extensions.run_report import RunReport

if TYPE_CHECKING:
    from scrapy.crawler import Crawler, CrawlerProcessBase

logger = logging.getLogger(__name__)

DONE = 0
NOTHING_DONE = 1
BAD_ARGUMENTS = 2


def say(message: object) -> None:
    """One line on standard error."""
    print(f"newscrawl: {printable(message)}", file=sys.stderr)


def refuse(error: BadArgument | BadRule) -> NoReturn:
    """End the command: what it was asked for cannot be tried."""
    say(error)
    raise SystemExit(BAD_ARGUMENTS)


def run(process: CrawlerProcessBase, crawler: Crawler, arguments: dict[str, str]) -> BaseException | None:
    """Run one crawl to its end; the exception that kept it from starting, if one did."""
    task = process.crawl(crawler, **arguments)
    process.start()
    if isinstance(task, asyncio.Task) and task.done() and not task.cancelled():
        return task.exception()
    return None


def exit_code(crawler: Crawler, error: BaseException | None) -> int:
    """0 where something was done; otherwise say why not, in one line, and 1, or 2 for arguments."""
    if error is not None:
        return start_failed(error)
    report, finish_reason = crawler.get_extension(RunReport), crawler.stats.get_value("finish_reason")
    if report and report.tally.count("written") and finish_reason != "write_error" and not _lost_feed(crawler):
        if report.tally.pending:
            say(f"the crawl was stopped ({finish_reason}): {report.tally.pending} addresses were not asked for")
        return DONE
    say(_why_not_done(report, "write_error" if _lost_feed(crawler) else finish_reason))
    return NOTHING_DONE


def _lost_feed(crawler: Crawler) -> bool:
    """Whether one of Scrapy's own feeds could not be written."""
    return any(name.startswith("feedexport/failed_count/") for name in crawler.stats.get_stats())


def start_failed(error: BaseException) -> int:
    """Say why a crawl did not start; a bug leaves its traceback in the log, too."""
    if isinstance(error, NewscrawlError):
        say(error)
    else:
        logger.critical("The crawl could not be started", exc_info=error)
        say(f"the crawl could not be started: {type(error).__name__}: {error}")
    return BAD_ARGUMENTS if isinstance(error, BadArgument | BadRule) else NOTHING_DONE


def _why_not_done(report: RunReport | None, finish_reason: str | None) -> str:
    if report is None or finish_reason == "start_error":
        return "the spider could not start, see the log"
    if finish_reason == "write_error":
        unseen = "the output can no longer be written, see the log"
        problem = next((one for one in report.problems if "cannot be written" in one), unseen)
        return f"the crawl was stopped: {problem}"
    if report.problems:
        first, *others = report.problems
        return f"{first} (and {len(others)} more, see the log)" if others else first
    if report.tally.pending:
        return f"nothing was written: the crawl was stopped ({finish_reason})"
    return "nothing was written: there was no address to ask for"
