"""One crawl of every site that is due, what a terminal shows of it, and the total at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from tqdm import tqdm

from newscrawl.core.ending import ExitCode
from newscrawl.jobs.printing import write_out
from newscrawl.jobs.running import say
from newscrawl.jobs.sitecrawls import SiteCrawl, SiteCrawls
from newscrawl.rules.registry import Site

_WIDEST_POSTFIX = 60
"""Columns for the names of the sites that are being crawled; few terminals have more to spare."""


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
