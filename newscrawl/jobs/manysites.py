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
from newscrawl.errors import BadArgument, BadRule, OutputFailed, StateFailed
from newscrawl.jobs.choosing import CHOICES, add_choices, chosen_sites
from newscrawl.jobs.running import output_failed, refuse, say
from newscrawl.jobs.sitecrawls import SiteCrawls
from newscrawl.rules.registry import Site
from newscrawl.state.siteruns import SiteRuns

Work = Callable[[Sequence[Site], SiteCrawls], Awaitable[ExitCode]]
"""What a command does with the chosen sites, and how it ends."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options that these commands share."""
    add_choices(parser)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="crawls at once")
    parser.add_argument("--folder", default="crawls", metavar="DIR", help="where each site has its folder")


def run_sites(settings: Settings, args: Sequence[str], opts: argparse.Namespace, work: Work) -> ExitCode:
    """Choose the sites, and work on them until that ends or a signal ends it."""
    try:
        sites = _chosen(settings, args, opts)
        runs = SiteRuns(Path(settings["NEWSCRAWL_STATE"]) / "sites")
        return asyncio.run(_working(sites, runs, opts, _options(settings, opts), work))
    except (BadArgument, BadRule) as error:
        refuse(error)
    except StateFailed as error:
        say(error)
        return ExitCode.FAILED
    except OutputFailed as error:
        say(error)
        return output_failed(error)


async def _working(
    sites: Sequence[Site], runs: SiteRuns, opts: argparse.Namespace, options: Sequence[str], work: Work
) -> ExitCode:
    crawls = SiteCrawls(runs, Path(opts.folder), jobs=opts.jobs, options=options)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, crawls.stop)
    return await work(sites, crawls)


def _chosen(settings: Settings, args: Sequence[str], opts: argparse.Namespace) -> list[Site]:
    if args:
        raise BadArgument(f"{args[0]!r}: sites are chosen by -a NAME=VALUE with one of: {', '.join(CHOICES)}")
    if opts.jobs < 1:
        raise BadArgument(f"--jobs {opts.jobs}: at least one crawl must run")
    if not settings.get("NEWSCRAWL_STATE"):
        raise BadArgument("NEWSCRAWL_STATE is set to nothing: it keeps when each site was crawled")
    return chosen_sites(settings, opts.chosen)


def _options(settings: Settings, opts: argparse.Namespace) -> list[str]:
    """What each crawl is told: the command's own settings, and its share of the processors for parsing."""
    given = [f"{name}={value}" for name, value in _shared(settings, opts)] + list(opts.set)
    level = ["-L", opts.loglevel] if opts.loglevel else []
    return [part for value in given for part in ("-s", value)] + level


def _shared(settings: Settings, opts: argparse.Namespace) -> list[tuple[str, int]]:
    if settings.get("NEWSCRAWL_WORKERS") is not None:
        return []
    return [("NEWSCRAWL_WORKERS", max(1, (os.cpu_count() or 1) // opts.jobs))]
