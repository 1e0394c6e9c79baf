"""What `scrapy extract FILE` takes from its start to its end, beside Python that only loads Scrapy and trafilatura.

    python -m benchmarks.startup [PAGE …] [--rounds 15] [--json OUT.json]

Each run is a process of its own; the commands take turns, and what counts is the ratio in each round. Without a page,
it is the first of the fixture site, filled up to a real page's size.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import report, spread, table
from benchmarks.pages import fixture_pages

_ROOT = Path(__file__).parent.parent
BASE = "import scrapy, trafilatura"


def run(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor time, and seconds by the clock, that a command takes.

    :raises CalledProcessError: it failed.
    """
    started, used = time.perf_counter(), _used()
    subprocess.run(command, cwd=_ROOT, env=_environment(), stdout=subprocess.DEVNULL, check=True)
    return _used() - used, time.perf_counter() - started


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _environment() -> dict[str, str]:
    """Where newscrawl stands; its modules are compiled once and kept, as where it is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(_ROOT)}


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Processor and clock seconds by command and round; the first run of each, which fills caches, does not count."""
    for command in commands.values():
        run(command)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(run(command))
    return found


def results_of(found: dict[str, list[tuple[float, float]]]) -> dict[str, Any]:
    """Milliseconds of each command, and how many times as long as the first it takes."""
    first = next(iter(found.values()))
    return {
        name: {
            "ms_cpu": 1000 * statistics.median(cpu for cpu, _ in times),
            "ms_clock": 1000 * statistics.median(clock for _, clock in times),
            "ratio_cpu": spread([one[0] / base[0] for one, base in zip(times, first, strict=True)]),
            "ratio_clock": spread([one[1] / base[1] for one, base in zip(times, first, strict=True)]),
        }
        for name, times in found.items()
    }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="saved pages; each is measured alone")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path, default=None, help="write the figures here, too")
    wanted = parser.parse_args()
    with tempfile.NamedTemporaryFile(suffix=".html") as own:
        own.write(fixture_pages()[0])
        own.flush()
        pages = {page.name: page.resolve() for page in wanted.pages} or {"PAGE": Path(own.name)}
        commands = {f"python -c '{BASE}'": [sys.executable, "-c", BASE]}
        for name, page in pages.items():
            commands[f"scrapy extract {name}"] = [sys.executable, "-m", "scrapy", "extract", str(page)]
        results = results_of(measure(commands, wanted.rounds))
    header = ("command", "ms, processor", "clock", "times the first, processor", "clock")
    rows = [
        (name, f"{one['ms_cpu']:.0f}", f"{one['ms_clock']:.0f}", one["ratio_cpu"], one["ratio_clock"])
        for name, one in results.items()
    ]
    report("startup", {"rounds": wanted.rounds, **results}, text=table(header, rows), out=wanted.json)


if __name__ == "__main__":
    main()
