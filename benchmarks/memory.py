"""Memory of a crawl as it goes on: of the crawling process, and of the largest worker.

python -m benchmarks.memory [PAGES_FOLDER] [--pages 20000] [--out FILE.json]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.crawl_process import page_server, run_crawl
from benchmarks.measure import report, table

_STEPS = 10


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=Path, help="HTML pages; default: the fixture site's, made larger")
    arguments.add_argument("--pages", type=int, default=20_000)
    arguments.add_argument("--out", type=Path)
    options = arguments.parse_args()
    step = options.pages // _STEPS
    with page_server(options.folder) as origin:
        crawl = run_crawl("article", origin, options.pages, marks=range(step, options.pages + 1, step))
    first, last = next(iter(crawl.memory.values())), [*crawl.memory.values()][-1]
    rows = [(pages, f"{held['parent']:.0f}", f"{held['worker']:.0f}") for pages, held in crawl.memory.items()]
    parent, worker = (f"{last[whose] / first[whose]:.2f}" for whose in ("parent", "worker"))
    rows.append(("last beside first", parent, worker))
    text = table(("pages", "crawling process, MB", "largest worker, MB"), rows)
    report("memory", {"memory": crawl.memory, "seconds": crawl.seconds}, text=text, out=options.out)


if __name__ == "__main__":
    main()
