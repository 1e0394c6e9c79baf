"""`scrapy crawlall`: every site that is due, in processes side by side, and a total at the end."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from scrapy.commands import ScrapyCommand
from tqdm import tqdm

from newscrawl.commands.manysites import add_options, run_sites
from newscrawl.commands.printing import write_out
from newscrawl.commands.running import say
from newscrawl.commands.sitecrawls import SiteCrawl, SiteCrawls
from newscrawl.core.ending import ExitCode
from newscrawl.rules.registry import Site

_WIDEST_POSTFIX = 60
"""Columns for the names of the sites that are being crawled; few terminals have more to spare."""


class Command(ScrapyCommand):
    """Crawls what is due once, and ends."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[options]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Crawl every site that is due, several at once"

    def long_desc(self) -> str:
        """What it does, and what the exit codes mean."""
        return (
            "Crawl the sites that newscrawl knows (`scrapy sites`) and whose time has come by their own schedule, "
            "each in a process of its own, several at once, and never one of them twice. Each has its articles, its "
            "log and its report in a folder of its own. The exit code is 0 if no crawl failed, also where nothing was "
            "due; 1 if one did; 2 if the arguments are wrong; 11 after a signal."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command alone."""
        super().add_options(parser)
        add_options(parser)
        parser.add_argument("--all", action="store_true", help="crawl all chosen sites, due or not")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl the sites that are due, and say how each ended."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_sites(self.settings, args, opts, partial(crawl_due, everything=opts.all))


async def crawl_due(sites: Sequence[Site], crawls: SiteCrawls, *, everything: bool) -> ExitCode:
    """Crawl those of the sites that are due, show on a terminal how far that is, and say at the end how each ended."""
    now = datetime.now(UTC)
    due = [site for site in sites if everything or crawls.due(site, now) <= now]
    done: list[SiteCrawl] = []
    with tqdm(total=len(due), desc="crawlall", unit="site", disable=None, leave=False) as progress:
        crawls.watch = lambda hosts: progress.set_postfix_str(", ".join(hosts)[:_WIDEST_POSTFIX])
        for crawl in asyncio.as_completed(map(crawls.crawl, due)):
            done.append(await crawl)
            progress.update()
    _sum_up(sorted(done, key=lambda crawl: crawl.host), len(sites) - len(due))
    if crawls.stopped.is_set():
        return ExitCode.SIGNAL
    return ExitCode.FAILED if any(crawl.failed for crawl in done) else ExitCode.DONE


def _sum_up(done: Sequence[SiteCrawl], not_due: int) -> None:
    """A line a site on standard output, and the total on standard error."""
    if done:
        write_out("".join(f"{_line(crawl)}\n" for crawl in done).encode())
    begun = sum(crawl.code is not None for crawl in done)
    failed = sum(crawl.failed for crawl in done)
    articles = sum(crawl.written for crawl in done)
    say(f"{begun} sites crawled, {failed} of them failed; {not_due} not due; {articles} articles written")


def _line(crawl: SiteCrawl) -> str:
    if crawl.code is None:
        return f"{crawl.host:<32} not begun  {crawl.why}"
    state = "failed" if crawl.failed else "done"
    return f"{crawl.host:<32} {state:<9}{crawl.written:>6} written {crawl.seconds:>6.0f} s  {crawl.why}".rstrip()
