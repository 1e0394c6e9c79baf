"""A crawl end to end, beside the worker pool alone and beside other extractors called in the spider's callback.

    python -m benchmarks.crawl [PAGES_FOLDER] [--pages 2000] [--peers trafilatura,news-please] [--rounds 3] [--out FILE]

Every round runs each of them once, in turn, over the same pages; ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scrapy.utils.test import get_crawler
from tqdm import tqdm

from benchmarks.crawl_process import page_server, run_crawl
from benchmarks.extract import pages_of
from benchmarks.measure import Spread, report, spread, table
from benchmarks.peers import PEERS, load_peer
from newscrawl.exceptions import NewscrawlError
from newscrawl.items import Page
from newscrawl.workers.pool import ExtractionPool

_AT_ONCE = 16
_WARM_UP = 50


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=Path, help="HTML pages; default: the fixture site's, made larger")
    arguments.add_argument("--pages", type=int, default=2000)
    arguments.add_argument("--peers", default="trafilatura", help=f"of {', '.join(PEERS)}")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--out", type=Path)
    options = arguments.parse_args()
    peers = [name for name in options.peers.split(",") if name and _is_there(name)]
    with page_server(options.folder) as origin:
        rounds = [
            _Round(options.folder, origin, options.pages, peers) for _ in tqdm(range(options.rounds), unit="round")
        ]
    figures = _figures(rounds, peers)
    text = table(("what", "median [least to greatest]"), [*figures.items()])
    packages = ("twisted", "pebble", *(PEERS[name] for name in peers))
    report("crawl", {"pages": options.pages, **figures}, text=text, packages=packages, out=options.out)


def _is_there(peer: str) -> bool:
    if load_peer(peer):
        return True
    print(f"{peer} is not installed: left out", file=sys.stderr)
    return False


class _Round:
    """Each measured once, one after the other; fewer pages with the peers, which are slow."""

    def __init__(self, folder: Path | None, origin: str, pages: int, peers: list[str]) -> None:
        found = pages_of(folder)
        self.pool = asyncio.run(_pool(found, pages, workers=2))
        self.crawl = run_crawl("article", origin, pages)
        self.peers = {name: run_crawl("inline", origin, max(100, pages // 10), peer=name) for name in peers}
        self.fetching = run_crawl("inline", origin, pages)
        self.pool_of_one = asyncio.run(_pool(found, pages // 2, workers=1))
        self.crawl_of_one = run_crawl("article", origin, pages // 2, workers=1)


def _figures(rounds: list[_Round], peers: list[str]) -> dict[str, Spread]:
    def each(figure: Callable[[_Round], float]) -> Spread:
        return spread([figure(one) for one in rounds])

    found = {
        "pool, pages a second": each(lambda one: one.pool.rate),
        "one worker, pages a second": each(lambda one: one.pool_of_one.rate),
        "two workers beside one": each(lambda one: one.pool.rate / one.pool_of_one.rate),
        "crawl, pages a second": each(lambda one: one.crawl.rate),
        "crawl beside the pool": each(lambda one: one.crawl.rate / one.pool.rate),
        "crawl with one worker beside one worker": each(lambda one: one.crawl_of_one.rate / one.pool_of_one.rate),
    }
    for peer in peers:
        found |= {
            f"{peer} in the callback, pages a second": each(lambda one, peer=peer: one.peers[peer].rate),  # type: ignore[misc]
            f"crawl beside {peer} in the callback": each(
                lambda one, peer=peer: one.crawl.rate / one.peers[peer].rate  # type: ignore[misc]
            ),
        }
    return found | {
        "crawling process, ms of processor a page": each(lambda one: one.crawl.cpu_ms),
        "Scrapy that only fetches, ms of processor a page": each(lambda one: one.fetching.cpu_ms),
        "handing a page to the pool, ms of processor": each(lambda one: one.pool.cpu_ms),
        "reactor lag, 99th percentile, ms": each(lambda one: one.crawl.lag_p99),
        "reactor lag, greatest, ms": each(lambda one: one.crawl.lag_max),
    }


@dataclass(frozen=True, slots=True)
class _Pool:
    """What the pool alone did, once its workers ran."""

    rate: float
    """Pages a second."""
    cpu_ms: float
    """Processor milliseconds a page in this process."""


async def _pool(pages: list[bytes], count: int, *, workers: int) -> _Pool:
    pool = ExtractionPool.from_crawler(get_crawler(settings_dict={"NEWSCRAWL_WORKERS": workers}))
    waiting = asyncio.Semaphore(_AT_ONCE)

    async def extract(number: int) -> None:
        async with waiting:
            page = Page(body=pages[number % len(pages)], url=f"http://127.0.0.1/page/{number}")
            try:
                await pool.extract(page)
            except NewscrawlError:
                return  # a page without an article costs time, too

    try:
        await asyncio.gather(*map(extract, range(_WARM_UP)))
        started, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*map(extract, range(count)))
        rate, cpu_ms = count / (time.perf_counter() - started), 1000 * (time.process_time() - cpu) / count
    finally:
        await pool.stop()
    return _Pool(rate, cpu_ms)


if __name__ == "__main__":  # worker processes import this module, too
    main()
