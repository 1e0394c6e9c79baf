"""A crawl end to end, beside the worker pool alone and beside trafilatura called in the spider's callback.

    python -m benchmarks.crawl [PAGES_FOLDER] [--pages 2000] [--rounds 3] [--out FILE.json]

Every round runs each of them once, in turn, over the same pages; ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path

from scrapy.utils.test import get_crawler
from tqdm import tqdm

from benchmarks.crawling import Crawl, page_server, run_crawl
from benchmarks.extract import pages_of
from benchmarks.measure import report, spread, table
from newscrawl.article import Page
from newscrawl.errors import NewscrawlError
from newscrawl.extensions.extraction_pool import ExtractionPool

_AT_ONCE = 16
_WARM_UP = 50


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=Path, help="HTML pages; default: the fixture site's, made larger")
    arguments.add_argument("--pages", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--out", type=Path)
    asked = arguments.parse_args()
    with page_server(asked.folder) as origin:
        rounds = [_Round(asked.folder, origin, asked.pages) for _ in tqdm(range(asked.rounds), unit="round")]
    figures = {
        "pool, pages a second": spread([one.pool for one in rounds]),
        "one worker, pages a second": spread([one.pool_of_one for one in rounds]),
        "two workers beside one": spread([one.pool / one.pool_of_one for one in rounds]),
        "crawl, pages a second": spread([one.crawl.rate for one in rounds]),
        "crawl beside the pool": spread([one.crawl.rate / one.pool for one in rounds]),
        "trafilatura in the callback, pages a second": spread([one.inline.rate for one in rounds]),
        "crawl beside trafilatura in the callback": spread([one.crawl.rate / one.inline.rate for one in rounds]),
        "reactor lag, 99th percentile, ms": spread([one.crawl.lag_p99 for one in rounds]),
        "reactor lag, greatest, ms": spread([one.crawl.lag_max for one in rounds]),
    }
    text = table(("what", "median [least to greatest]"), [*figures.items()])
    report("crawl", {"pages": asked.pages, **figures}, text=text, packages=("twisted", "pebble"), out=asked.out)


class _Round:
    """Each measured once, one after the other."""

    def __init__(self, folder: Path | None, origin: str, pages: int) -> None:
        found = pages_of(folder)
        self.pool = asyncio.run(_pool_rate(found, pages, workers=2))
        self.crawl: Crawl = run_crawl("article", origin, pages)
        self.inline: Crawl = run_crawl("inline", origin, max(100, pages // 10))
        self.pool_of_one = asyncio.run(_pool_rate(found, pages // 2, workers=1))


async def _pool_rate(pages: list[bytes], count: int, *, workers: int) -> float:
    """Pages a second of the extraction pool alone, once its workers run."""
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
        started = time.perf_counter()
        await asyncio.gather(*map(extract, range(count)))
        return count / (time.perf_counter() - started)
    finally:
        await pool.stop()


if __name__ == "__main__":  # worker processes import this module, too
    main()
