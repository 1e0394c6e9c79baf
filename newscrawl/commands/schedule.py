"""`scrapy schedule`: crawls each site by its own schedule, until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
from asyncio import Task
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapy.commands import ScrapyCommand

from newscrawl.commands.manysites import add_options, run_sites
from newscrawl.commands.running import say
from newscrawl.commands.sitecrawls import SiteCrawl, SiteCrawls
from newscrawl.core.ending import ExitCode
from newscrawl.rules.registry import Site

_LEAST_PAUSE = timedelta(minutes=1)
"""Between two crawls of a site: one that another process is at, or that ends at once, is not tried all the time."""


class Command(ScrapyCommand):
    """Crawls what is due again and again."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[options]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Crawl sites by their own schedules, until stopped"

    def long_desc(self) -> str:
        """What it does, and how it ends."""
        return (
            "Crawl the sites that newscrawl knows (`scrapy sites`), each when its own schedule says (cron expressions, "
            "in UTC), and never one of them twice at once. What a stop missed is caught up at the start, once. SIGTERM "
            "and Ctrl-C end it: running crawls are asked to end, and go on from there the next time; a second signal "
            "ends them at once. The exit code is then 0; it is 2 if the arguments are wrong."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Those of all commands that crawl many sites."""
        super().add_options(parser)
        add_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl until a signal comes."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_sites(self.settings, args, opts, _crawl_on)


async def _crawl_on(sites: Sequence[Site], crawls: SiteCrawls) -> ExitCode:
    """Wait for the next site that is due, for the end of a crawl, or for a signal, whatever comes first."""
    say(f"crawling by their schedules: {len(sites)} sites")
    stopped = asyncio.create_task(crawls.stopped.wait())
    running: dict[Task[SiteCrawl], Site] = {}
    held: dict[str, datetime] = {}
    while not stopped.done():
        now = datetime.now(UTC)
        waiting = [site for site in sites if site not in running.values()]
        times = {site: max(crawls.due(site, now), held.get(site.host, now)) for site in waiting}
        running |= {asyncio.create_task(crawls.crawl(site)): site for site, due in times.items() if due <= now}
        later = min((due for due in times.values() if due > now), default=None)
        watched: set[Task[Any]] = {stopped, *running}
        pause = (later - now).total_seconds() if later else None
        await asyncio.wait(watched, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        for task in [task for task in running if task.done()]:
            held[running.pop(task).host] = datetime.now(UTC) + _LEAST_PAUSE
            _report(task.result())
    for crawl in await asyncio.gather(*running):
        _report(crawl)
    say("stopped")
    return ExitCode.DONE


def _report(crawl: SiteCrawl) -> None:
    said = [f"{crawl.written} written in {crawl.seconds:.0f} s" if crawl.code is not None else "not crawled"]
    said += [f"exit code {crawl.code}"] if crawl.failed else []
    say(": ".join([crawl.host, ", ".join(said), *([crawl.why] if crawl.why else [])]))
