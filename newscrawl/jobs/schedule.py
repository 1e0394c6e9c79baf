"""Crawls of sites by their own schedules, again and again."""

from __future__ import annotations

import asyncio
from asyncio import Task
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from newscrawl.core.ending import ExitCode
from newscrawl.jobs.running import print_error
from newscrawl.jobs.sitecrawls import SiteCrawlPool, SiteCrawlResult
from newscrawl.rules.registry import SiteConfig

_MIN_PAUSE = timedelta(minutes=1)
"""Between two crawls of a site: one that another process is at, or that ends at once, is not tried all the time."""


async def crawl_on_schedule(sites: Sequence[SiteConfig], crawl_pool: SiteCrawlPool) -> ExitCode:
    """Wait for the next site that is due, for the end of a crawl, or for a signal, whatever comes first."""
    print_error(f"crawling by their schedules: {len(sites)} sites")
    stop_task = asyncio.create_task(crawl_pool.stopped.wait())
    running: dict[Task[SiteCrawlResult], SiteConfig] = {}
    not_before: dict[str, datetime] = {}
    while not stop_task.done():
        now = datetime.now(UTC)
        idle_sites = [site for site in sites if site not in running.values()]
        due_times = {
            site: max(crawl_pool.next_crawl_at(site, now), not_before.get(site.host, now)) for site in idle_sites
        }
        running |= {asyncio.create_task(crawl_pool.crawl(site)): site for site, due in due_times.items() if due <= now}
        next_due = min((due for due in due_times.values() if due > now), default=None)
        awaited: set[Task[Any]] = {stop_task, *running}
        timeout_seconds = (next_due - now).total_seconds() if next_due else None
        await asyncio.wait(awaited, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in [task for task in running if task.done()]:
            not_before[running.pop(task).host] = datetime.now(UTC) + _MIN_PAUSE
            _print_result(task.result())
    for result in await asyncio.gather(*running):
        _print_result(result)
    print_error("stopped")
    return ExitCode.DONE


def _print_result(result: SiteCrawlResult) -> None:
    details = [f"{result.written} written in {result.seconds:.0f} s" if result.exit_code is not None else "not crawled"]
    details += [f"exit code {result.exit_code}"] if result.has_failed else []
    print_error(": ".join([result.host, ", ".join(details), *([result.message] if result.message else [])]))
