"""Crawls of sites by their own schedules, again and again."""

from __future__ import annotations

import asyncio
from asyncio import Task
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from newscrawl.core.ending import ExitCode
from newscrawl.jobs.running import say
from newscrawl.jobs.sitecrawls import SiteCrawl, SiteCrawls
from newscrawl.rules.registry import Site

_LEAST_PAUSE = timedelta(minutes=1)
"""Between two crawls of a site: one that another process is at, or that ends at once, is not tried all the time."""


async def crawl_on(sites: Sequence[Site], crawls: SiteCrawls) -> ExitCode:
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
