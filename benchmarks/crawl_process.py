"""Crawls for benchmarks: a page server and a crawl of its pages, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_QUICK = {
    "DOWNLOAD_DELAY": 0,  # the server is on loopback: nobody is in the way
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,  # half of the pages that a kill may cost: the others are being read
    "NEWSCRAWL_ALLOWED_HOSTS": "127.0.0.1",
    "NEWSCRAWL_TDMREP_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawl:
    """One crawl's figures, as `benchmarks.crawl_meters` took them."""

    pages: int
    seconds: float
    cpu: float
    """Processor seconds of the crawling process, its workers not among them."""
    lag_p99: float
    lag_max: float
    memory: dict[str, dict[str, float]]

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds of the crawling process for each page."""
        return 1000 * self.cpu / self.pages

    @property
    def rate(self) -> float:
        """Pages a second, from the opening of the spider to its end: the workers start within it."""
        return self.pages / self.seconds


@contextmanager
def page_server(folder: Path | None) -> Iterator[str]:
    """The URL of a server of the pages in a folder, or of the fixture site's."""
    command = [sys.executable, "-m", "benchmarks.pageserver", *([str(folder)] if folder else [])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def run_crawl(
    spider: str, origin: str, pages: int, *, workers: int | None = None, marks: Sequence[int] = (), **arguments: str
) -> Crawl:
    """Crawl so many pages of a page server with a spider of `benchmarks.crawl_once`.

    :param workers: how many processes read pages; default: as many as a crawl has without being told.
    :param marks: numbers of pages after which memory is measured.
    :param arguments: the spider's.
    """
    with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
        urls, meters = Path(folder) / "urls.txt", Path(folder) / "meters.json"
        urls.write_text("".join(f"{origin}/page/{number}\n" for number in range(pages)), encoding="utf-8")
        settings: dict[str, Any] = {
            **_QUICK,
            "NEWSCRAWL_OUTPUT": f"{folder}/articles.jsonl",
            "NEWSCRAWL_STATE": f"{folder}/state",
            "BENCHMARK_METERS": str(meters),
            "BENCHMARK_MARKS": [*marks],
        }
        if workers is not None:
            settings["NEWSCRAWL_WORKERS"] = workers
        order = json.dumps({"spider": spider, "arguments": {"urls": str(urls), **arguments}, "settings": settings})
        subprocess.run([sys.executable, "-m", "benchmarks.crawl_once"], input=order, text=True, check=True)
        return Crawl(**json.loads(meters.read_bytes()))
