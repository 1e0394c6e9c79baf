"""What every benchmark shares: the machine and the versions, medians with their spread, a table, and a JSON file."""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_CPUINFO = Path("/proc/cpuinfo")
_ALWAYS = ("newscrawl", "scrapy", "trafilatura", "lxml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Repeated measurements of one thing: times, rates, ratios."""

    median: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        """The median with the smallest and the greatest value."""
        return f"{self.median:.3g} [{self.low:.3g} to {self.high:.3g}]"


def spread(values: Sequence[float]) -> Spread:
    """Median, least and greatest of at least one value."""
    return Spread(median=statistics.median(values), low=min(values), high=max(values), count=len(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values, 0 to 1, does not exceed; of at least one value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was: other jobs move every figure but ratios in one run."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 2),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def versions(*packages: str) -> dict[str, str]:
    """The versions of newscrawl, Scrapy, trafilatura, lxml and what else is named, as far as they are installed."""
    found = {}
    for package in dict.fromkeys((*_ALWAYS, *packages)):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def cpu_time(call: Callable[[], object]) -> float:
    """Seconds of processor time, in this process, that one call takes."""
    started = time.process_time()
    call()
    return time.process_time() - started


def quiet_memory() -> None:
    """Collect now what a measurement would else be charged for."""
    gc.collect()


def settle_memory() -> None:
    """Leave what is loaded by now out of every later collection: it must not be charged to whoever is measured then."""
    gc.collect()
    gc.freeze()


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown, its columns as wide as they must be."""
    cells = [[*map(str, header)], *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in cells
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def report(
    name: str, results: dict[str, Any], *, text: str, packages: Sequence[str] = (), out: Path | None
) -> dict[str, Any]:
    """Print what was run, where and with what came out of it; write the same as JSON, if a file is named; return it.

    :param results: by name; a `Spread` is written as its numbers.
    :param text: the results for a reader.
    :param packages: whose versions matter beside those that always do.
    """
    host, used = machine(), versions(*packages)
    command = f"python -m benchmarks.{name} {' '.join(sys.argv[1:])}".strip()
    print(f"{name}: {command}")
    print(", ".join(f"{key} {value}" for key, value in (*host.items(), *used.items())))
    print(f"\n{text}\n")
    stated = {"benchmark": name, "command": command, "machine": host, "versions": used, "results": results}
    written = json.dumps(stated, indent=2, default=_plain) + "\n"
    if out:
        out.write_text(written, encoding="utf-8")
    plain: dict[str, Any] = json.loads(written)
    return plain


def _plain(value: object) -> object:
    if isinstance(value, Spread):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _processor() -> str:
    if _CPUINFO.exists():
        for line in _CPUINFO.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
