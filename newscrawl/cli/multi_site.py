"""`scrapy crawlall` and `scrapy schedule`: crawls of many sites, once or by their schedules."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from asyncio import Task
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy.settings import Settings
from tqdm import tqdm

from newscrawl.cli.output import print_stderr, write_stdout
from newscrawl.cli.run import exit_usage_error, output_error_exit_code
from newscrawl.cli.site_processes import SiteCrawlPool, SiteCrawlResult
from newscrawl.cli.site_selection import SITE_FILTERS, add_site_filter_option, select_sites
from newscrawl.exceptions import BadArgument, BadRule, CrawlStateFailed, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.rules.site_registry import SiteConfig
from newscrawl.state.site_runs import SiteRunStore

SitesAction = Callable[[Sequence[SiteConfig], SiteCrawlPool], Awaitable[ExitCode]]
"""What a command does with the selected sites; returns its exit code."""

_MAX_POSTFIX_CHARS = 60
"""The width of the hosts behind the progress bar; most terminals have no more room."""
_MIN_PAUSE = timedelta(minutes=1)
"""Between two crawls of a site by `schedule`. Without it, a site that another process crawls, or whose crawl ends at
once, would be tried in a busy loop."""


def add_multi_site_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that `crawlall` and `schedule` share."""
    add_site_filter_option(parser)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="crawls at once")
    parser.add_argument("--folder", default="crawls", metavar="DIR", help="where each site has its folder")


def run_sites(settings: Settings, args: Sequence[str], opts: argparse.Namespace, action: SitesAction) -> ExitCode:
    """Select the sites and run the action on them, until it is done or a signal stops it."""
    try:
        sites = _check_and_select_sites(settings, args, opts)
        site_runs = SiteRunStore(Path(settings["NEWSCRAWL_STATE"]) / "sites")
        return asyncio.run(_run_action(sites, site_runs, opts, _build_crawl_options(settings, opts), action))
    except (BadArgument, BadRule) as error:
        exit_usage_error(error)
    except CrawlStateFailed as error:
        print_stderr(error)
        return ExitCode.FAILED
    except OutputFailed as error:
        print_stderr(error)
        return output_error_exit_code(error)


async def crawl_due_sites(
    sites: Sequence[SiteConfig], crawl_pool: SiteCrawlPool, *, ignore_schedule: bool = False
) -> ExitCode:
    """Crawl the sites that are due, show the progress on a terminal, and print how each crawl ended.

    :param ignore_schedule: crawl all sites, due or not.
    """
    now = datetime.now(UTC)
    due_sites = [site for site in sites if ignore_schedule or crawl_pool.next_crawl_at(site, now) <= now]
    results: list[SiteCrawlResult] = []
    with tqdm(total=len(due_sites), desc="crawlall", unit="site", disable=None, leave=False) as progress:
        crawl_pool.on_change = lambda hosts: progress.set_postfix_str(", ".join(hosts)[:_MAX_POSTFIX_CHARS])
        for result in asyncio.as_completed(map(crawl_pool.crawl, due_sites)):
            results.append(await result)
            progress.update()
    _print_results(sorted(results, key=lambda result: result.host), len(sites) - len(due_sites))
    if crawl_pool.stopped.is_set():
        return ExitCode.SIGNAL
    return ExitCode.FAILED if any(result.has_failed for result in results) else ExitCode.DONE


async def crawl_on_schedule(sites: Sequence[SiteConfig], crawl_pool: SiteCrawlPool) -> ExitCode:
    """Crawl each site whenever it is due, until a signal comes."""
    print_stderr(f"crawling by their schedules: {len(sites)} sites")
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
    print_stderr("stopped")
    return ExitCode.DONE


async def _run_action(
    sites: Sequence[SiteConfig],
    site_runs: SiteRunStore,
    opts: argparse.Namespace,
    options: Sequence[str],
    action: SitesAction,
) -> ExitCode:
    crawl_pool = SiteCrawlPool(site_runs, Path(opts.folder), jobs=opts.jobs, options=options)
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signal_number, crawl_pool.stop)
    return await action(sites, crawl_pool)


def _check_and_select_sites(settings: Settings, args: Sequence[str], opts: argparse.Namespace) -> list[SiteConfig]:
    if args:
        raise BadArgument(f"{args[0]!r}: sites are chosen by -a NAME=VALUE with one of: {', '.join(SITE_FILTERS)}")
    if opts.jobs < 1:
        raise BadArgument(f"--jobs {opts.jobs}: at least one crawl must run")
    if not settings.get("NEWSCRAWL_STATE"):
        raise BadArgument("NEWSCRAWL_STATE is set to nothing: it keeps when each site was crawled")
    return select_sites(settings, opts.chosen)


def _build_crawl_options(settings: Settings, opts: argparse.Namespace) -> list[str]:
    """The options of each crawl: the command's own settings, and its share of the CPUs for worker processes."""
    assignments = [*opts.set]
    if settings.get("NEWSCRAWL_WORKERS") is None:
        assignments.insert(0, f"NEWSCRAWL_WORKERS={max(1, (os.cpu_count() or 1) // opts.jobs)}")
    log_level = ["-L", opts.loglevel] if opts.loglevel else []
    return [argument for assignment in assignments for argument in ("-s", assignment)] + log_level


def _print_results(results: Sequence[SiteCrawlResult], not_due_count: int) -> None:
    """Print one line per site on standard output, and the total on standard error."""
    if results:
        write_stdout("".join(f"{_format_result(result)}\n" for result in results).encode())
    started_count = sum(result.exit_code is not None for result in results)
    failed_count = sum(result.has_failed for result in results)
    article_count = sum(result.written for result in results)
    print_stderr(
        f"{started_count} sites crawled, {failed_count} of them failed; {not_due_count} not due; "
        f"{article_count} articles written"
    )


def _format_result(result: SiteCrawlResult) -> str:
    if result.exit_code is None:
        return f"{result.host:<32} not begun  {result.message}"
    state = "failed" if result.has_failed else "done"
    return (
        f"{result.host:<32} {state:<9}{result.written:>6} written {result.seconds:>6.0f} s  {result.message}".rstrip()
    )


def _print_result(result: SiteCrawlResult) -> None:
    details = [f"{result.written} written in {result.seconds:.0f} s" if result.exit_code is not None else "not crawled"]
    details += [f"exit code {result.exit_code}"] if result.has_failed else []
    print_stderr(": ".join([result.host, ", ".join(details), *([result.message] if result.message else [])]))
