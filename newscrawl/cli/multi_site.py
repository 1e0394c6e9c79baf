"""What the commands that crawl many sites share: which sites, how many at once, and where everything goes.

One crawl of every site that is due, what a terminal shows of it, and the total at the end.

Crawls of sites by their own schedules, again and again.

Which sites of the registry a command is for.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from asyncio import Task
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy.settings import Settings
from tqdm import tqdm

from newscrawl.cli.run import exit_usage_error, output_error_exit_code, print_error, write_stdout
from newscrawl.cli.site_processes import SiteCrawlPool, SiteCrawlResult
from newscrawl.exceptions import BadArgument, BadRule, CrawlStateFailed, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.rules.site_registry import SiteConfig, SiteRegistry, load_registry
from newscrawl.state.site_runs import SiteRunStore

_MAX_POSTFIX_CHARS = 60
"""Columns for the names of the sites that are being crawled; few terminals have more to spare."""


async def crawl_due_sites(sites: Sequence[SiteConfig], crawl_pool: SiteCrawlPool, *, everything: bool) -> ExitCode:
    """Crawl those of the sites that are due, show on a terminal how far that is, and say at the end how each ended."""
    now = datetime.now(UTC)
    due_sites = [site for site in sites if everything or crawl_pool.next_crawl_at(site, now) <= now]
    results: list[SiteCrawlResult] = []
    with tqdm(total=len(due_sites), desc="crawlall", unit="site", disable=None, leave=False) as progress:
        crawl_pool.on_change = lambda hosts: progress.set_postfix_str(", ".join(hosts)[:_MAX_POSTFIX_CHARS])
        for result in asyncio.as_completed(map(crawl_pool.crawl, due_sites)):
            results.append(await result)
            progress.update()
    _print_totals(sorted(results, key=lambda crawl: crawl.host), len(sites) - len(due_sites))
    if crawl_pool.stopped.is_set():
        return ExitCode.SIGNAL
    return ExitCode.FAILED if any(crawl.has_failed for crawl in results) else ExitCode.DONE


def _print_totals(results: Sequence[SiteCrawlResult], not_due_count: int) -> None:
    """A line a site on standard output, and the total on standard error."""
    if results:
        write_stdout("".join(f"{_format_result(crawl)}\n" for crawl in results).encode())
    started_count = sum(result.exit_code is not None for result in results)
    failed_count = sum(crawl.has_failed for crawl in results)
    article_count = sum(crawl.written for crawl in results)
    print_error(
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


SITE_FILTERS: Mapping[str, str] = {
    "group": "the sites of a group",
    "country": "of a country, as GB",
    "language": "in a language, as pt or pt-BR",
    "site": "one site, by its host or its publisher's name",
}
"""What `-a` takes where a command is for many sites."""


def add_site_filter_option(parser: argparse.ArgumentParser) -> None:
    """The option `-a`, into `chosen`."""
    help_text = "; ".join(f"{name}: {description}" for name, description in SITE_FILTERS.items())
    parser.add_argument("-a", dest="chosen", action="append", default=[], metavar="NAME=VALUE", help=help_text)


def select_sites(settings: Settings, arguments: Sequence[str]) -> list[SiteConfig]:
    """The sites that `-a NAME=VALUE` chooses, each narrowing the choice; without any, all.

    :raises BadArgument: an argument is unknown, or no site has its value.
    :raises BadRule: the file of a site is broken.
    """
    filters = _parse_filters(arguments)
    registry = registry_from_settings(settings)
    name = filters.pop("site", "")
    named_site = registry.get_site(name) if name else None
    return [site for site in registry.filter_sites(**filters) if named_site in (None, site)]


def registry_from_settings(settings: Settings) -> SiteRegistry:
    """The registry, with the sites of `NEWSCRAWL_SITES`.

    :raises BadRule: the file of a site is broken.
    """
    return load_registry(settings.get("NEWSCRAWL_SITES"))


def _parse_filters(arguments: Sequence[str]) -> dict[str, str]:
    filters: dict[str, str] = {}
    for argument in arguments:
        name, separator, value = argument.partition("=")
        if not separator or name not in SITE_FILTERS:
            raise BadArgument(f"-a {argument!r}: write -a NAME=VALUE with one of: {', '.join(SITE_FILTERS)}")
        filters[name] = value.strip()
    return filters


SitesAction = Callable[[Sequence[SiteConfig], SiteCrawlPool], Awaitable[ExitCode]]
"""What a command does with the chosen sites, and how it ends."""


def add_multi_site_options(parser: argparse.ArgumentParser) -> None:
    """Options that these commands share."""
    add_site_filter_option(parser)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="crawls at once")
    parser.add_argument("--folder", default="crawls", metavar="DIR", help="where each site has its folder")


def run_sites(settings: Settings, args: Sequence[str], opts: argparse.Namespace, action: SitesAction) -> ExitCode:
    """Choose the sites, and work on them until that ends or a signal ends it."""
    try:
        sites = _check_and_select_sites(settings, args, opts)
        site_runs = SiteRunStore(Path(settings["NEWSCRAWL_STATE"]) / "sites")
        return asyncio.run(_run_action(sites, site_runs, opts, _build_crawl_options(settings, opts), action))
    except (BadArgument, BadRule) as error:
        exit_usage_error(error)
    except CrawlStateFailed as error:
        print_error(error)
        return ExitCode.FAILED
    except OutputFailed as error:
        print_error(error)
        return output_error_exit_code(error)


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
    """What each crawl is told: the command's own settings, and its share of the processors for parsing."""
    assignments = [f"{name}={value}" for name, value in _worker_settings(settings, opts)] + list(opts.set)
    log_level = ["-L", opts.loglevel] if opts.loglevel else []
    return [argument for assignment in assignments for argument in ("-s", assignment)] + log_level


def _worker_settings(settings: Settings, opts: argparse.Namespace) -> list[tuple[str, int]]:
    if settings.get("NEWSCRAWL_WORKERS") is not None:
        return []
    return [("NEWSCRAWL_WORKERS", max(1, (os.cpu_count() or 1) // opts.jobs))]
