"""One crawl of every site that is due, what a terminal shows of it, and the total at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from tqdm import tqdm

from newscrawl.core.ending import ExitCode
from newscrawl.jobs.printing import write_stdout
from newscrawl.jobs.running import print_error
from newscrawl.jobs.sitecrawls import SiteCrawlPool, SiteCrawlResult
from newscrawl.rules.registry import SiteConfig

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
