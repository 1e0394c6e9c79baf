"""How long a page takes newscrawl, all fields and all cleaning, beside other extractors on the same pages.

    python -m benchmarks.extract [PAGES_FOLDER] [--peers trafilatura,trafilatura-fast,…] [--rounds 5] [--json OUT.json]

Every round reads every page with every extractor in turn, so that what else the machine does hits them alike; what
counts are the ratios. Without a folder, the pages are those of the site in fixtures/, filled up to a real page's size.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import cpu_time, quiet_memory, report, spread, table
from benchmarks.pages import fixture_pages
from benchmarks.peers import PEERS, Reader, load_peer
from newscrawl import extract
from newscrawl.errors import NewscrawlError

ENDINGS = frozenset({".html", ".htm"})
ADDRESS = "https://www.quayside.example/news/article"


def newscrawl(body: bytes) -> object:
    """The article, or None where newscrawl says that there is none."""
    try:
        return extract(body, url=ADDRESS)
    except NewscrawlError:
        return None


def pages_of(folder: Path | None) -> list[bytes]:
    """The pages in a folder and below it; without one, those of the fixture site."""
    if folder is None:
        return fixture_pages()
    found = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix.lower() in ENDINGS]
    if not found:
        sys.exit(f"{folder}: no page that ends in {' or '.join(sorted(ENDINGS))}")
    return found


def measure(pages: list[bytes], readers: dict[str, Reader], rounds: int) -> dict[str, list[list[float]]]:
    """Seconds by reader, round and page; the readers take turns at every page."""
    for body in pages[:40]:
        for read in readers.values():
            read(body)
    seconds: dict[str, list[list[float]]] = {name: [] for name in readers}
    for number in range(rounds):
        quiet_memory()
        for name in readers:
            seconds[name].append([])
        for body in pages:
            for name, read in readers.items():
                seconds[name][number].append(cpu_time(_call(read, body)))
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    return seconds


def _call(read: Reader, body: bytes) -> Callable[[], object]:
    return lambda: read(body)


def results_of(seconds: dict[str, list[list[float]]]) -> dict[str, Any]:
    """Milliseconds a page of each reader, and how many times as fast newscrawl is."""
    own = seconds["newscrawl"]
    own_pages = [statistics.median(times) for times in zip(*own, strict=True)]
    found: dict[str, Any] = {}
    for name, rounds in seconds.items():
        pages = [statistics.median(times) for times in zip(*rounds, strict=True)]
        ratios = [[other / one for one, other in zip(*pair, strict=True)] for pair in zip(own, rounds, strict=True)]
        found[name] = {
            "ms_mean": 1000 * statistics.mean(pages),
            "ms_median": 1000 * statistics.median(pages),
            "ratio_of_pages": spread([statistics.median(one) for one in ratios]),
            "ratio_of_totals": spread([sum(b) / sum(a) for a, b in zip(own, rounds, strict=True)]),
            "pages_newscrawl_is_slower_on": sum(a > b for a, b in zip(own_pages, pages, strict=True)),
        }
    return found


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="HTML pages; without it, the fixture site scaled up")
    parser.add_argument("--peers", default="trafilatura,trafilatura-fast", help=f"of {', '.join(PEERS)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, default=None, help="write the figures here, too")
    wanted = parser.parse_args()
    pages = pages_of(wanted.folder)
    readers: dict[str, Reader] = {"newscrawl": newscrawl}
    for name in filter(None, wanted.peers.split(",")):
        if read := load_peer(name):
            readers[name] = read
        else:
            print(f"{name} is not installed: left out", file=sys.stderr)
    found = results_of(measure(pages, readers, wanted.rounds))
    header = ("reader", "ms a page, mean", "median", "newscrawl is faster by, median page", "all pages", "slower on")
    rows = [
        (name, f"{one['ms_mean']:.1f}", f"{one['ms_median']:.1f}", one["ratio_of_pages"], one["ratio_of_totals"],
         one["pages_newscrawl_is_slower_on"])
        for name, one in found.items()
    ]  # fmt: skip
    sizes = f"{len(pages)} pages of {statistics.mean(map(len, pages)) / 1000:.0f} kB on average, {wanted.rounds} rounds"
    report(
        "extract",
        {"pages": len(pages), "rounds": wanted.rounds, **found},
        text=f"{sizes}\n\n{table(header, rows)}",
        packages=[PEERS[name] for name in readers if name in PEERS],
        out=wanted.json,
    )


if __name__ == "__main__":
    main()
