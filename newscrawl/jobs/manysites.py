"""What the commands that crawl many sites share: which sites, how many at once, and where everything goes."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from scrapy.settings import Settings

from newscrawl.core.ending import ExitCode
from newscrawl.errors import BadArgument, BadRule, CrawlStateFailed, OutputFailed
from newscrawl.jobs.choosing import SITE_FILTERS, add_site_filter_option, select_sites
from newscrawl.jobs.running import exit_usage_error, output_error_exit_code, print_error
from newscrawl.jobs.sitecrawls import SiteCrawlPool
from newscrawl.rules.registry import SiteConfig
from newscrawl.state.siteruns import SiteRunStore

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
