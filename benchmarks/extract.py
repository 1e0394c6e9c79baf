"""How long a page takes newscrawl, all fields and all cleaning, beside other extractors on the same pages.

    python -m benchmarks.extract [PAGES_FOLDER] [--peers trafilatura,fundus,…] [--rounds 5] [--json OUT.json] [--svg …]

Every round reads every page with every extractor in turn, so that what else the machine does hits them alike; what
counts are the ratios, over the pages on which both found an article. Fundus reads the pages of the publishers that it
has a parser for. `--peers fundus=PYTHON` runs a peer in another Python: Fundus wants an older lxml than newscrawl.
Without a folder, the pages are those of the site in fixtures/, filled up to a real page's size.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.chart import draw
from benchmarks.comparison import Measured, compared, rows
from benchmarks.measure import quiet_memory, report, settle_memory, table
from benchmarks.pages import fixture_pages
from benchmarks.peer_process import Elsewhere
from benchmarks.peers import PEERS, every_page, load_peer
from benchmarks.timing import Taken, Timed, timed
from newscrawl import extract

ENDINGS = frozenset({".html", ".htm"})
ADDRESS = "https://www.quayside.example/news/article"
HEADER = ("reader", "read", "failed", "ms a page, mean", "median", "newscrawl is faster by, median page", "all pages",
          "slower on", "worst page")  # fmt: skip


def newscrawl(body: bytes) -> object:
    """The article's text; where there is none, newscrawl says so by an exception."""
    return extract(body, url=ADDRESS).text


def pages_of(folder: Path | None) -> list[bytes]:
    """The pages in a folder and below it; without one, those of the fixture site."""
    if folder is None:
        return fixture_pages()
    found = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix.lower() in ENDINGS]
    if not found:
        sys.exit(f"{folder}: no page that ends in {' or '.join(sorted(ENDINGS))}")
    return found


def measure(pages: list[bytes], readers: dict[str, Timed], rounds: int) -> dict[str, Measured]:
    """What every page takes every reader; a page that one cannot read is asked of it once, before the clock counts."""
    found = {name: Measured(first=[]) for name in readers}
    for number in range(rounds + 1):
        quiet_memory()
        taken: dict[str, list[Taken]] = {name: [] for name in readers}
        for at, body in enumerate(pages):
            for name, read in readers.items():
                can = not number or found[name].first[at].outcome == "read"
                taken[name].append(read(body) if can else found[name].first[at])
        for name in readers:
            found[name].add(taken[name])
        if not number:
            settle_memory()
            for read in readers.values():
                if isinstance(read, Elsewhere):
                    read.settle()
        print(f"round {number} of {rounds}" if number else "every page was read once", file=sys.stderr)
    return found


def readers_of(names: str) -> dict[str, Timed]:
    """newscrawl, and those of the peers that are installed."""
    readers: dict[str, Timed] = {"newscrawl": timed(every_page(newscrawl))}
    for wanted in filter(None, names.split(",")):
        name, elsewhere, python = wanted.partition("=")
        if name in readers:
            sys.exit(f"{name}: named twice")
        if elsewhere:
            readers[name] = Elsewhere(python, name)
        elif reader := load_peer(name):
            readers[name] = timed(reader)
        else:
            print(f"{name} is not installed: left out", file=sys.stderr)
    return readers


def main() -> None:
    """Measure, print, write, draw."""
    wanted = _arguments()
    pages = pages_of(wanted.folder)
    readers = readers_of(wanted.peers)
    found = compared(measure(pages, readers, wanted.rounds))
    results: dict[str, Any] = {
        "pages": len(pages),
        "kilobytes": round(statistics.mean(map(len, pages)) / 1000),
        "rounds": wanted.rounds,
        "readers": found,
    }
    lines = [f"{len(pages)} pages of {results['kilobytes']} kB on average, {wanted.rounds} rounds"]
    for name, read in readers.items():
        if isinstance(read, Elsewhere):
            read.close()
            results.setdefault("elsewhere", {})[name] = read.versions
            lines.append(f"{name} in its own Python: {', '.join(map(' '.join, read.versions.items()))}")
    written = report(
        "extract",
        results,
        text="\n".join([*lines, "", table(HEADER, [*rows(found, len(pages))])]),
        packages=[PEERS[name] for name, read in readers.items() if name in PEERS and not isinstance(read, Elsewhere)],
        out=wanted.json,
    )
    if wanted.svg:
        wanted.svg.write_text(draw(written), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="HTML pages; without it, the fixture site scaled up")
    parser.add_argument(
        "--peers", default="trafilatura,trafilatura-fast", help=f"of {', '.join(PEERS)}; NAME=PYTHON is one elsewhere"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, default=None, help="write the figures here, too")
    parser.add_argument("--svg", type=Path, default=None, help="draw them here; benchmarks.chart draws the JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
