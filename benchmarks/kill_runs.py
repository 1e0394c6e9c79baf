"""Crawls that are killed and started again by the same command, until one comes to its end."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kill_site import KillSite

ROOT = Path(__file__).parent.parent
MAX_REFETCHED = 16
"""Pages that may be fetched again for each kill."""
RUN_TIMEOUT = 300.0
"""Seconds that one run of the crawl may take; it takes about ten on a quiet machine."""

SETTINGS = {
    "SPIDER_MODULES": "benchmarks.kill_spider",
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "DEPTH_LIMIT": 0,  # one listing leads to the next
    "NEWSCRAWL_ALLOWED_HOSTS": "127.0.0.1",
    "NEWSCRAWL_TDMREP_ENABLED": 0,
    "NEWSCRAWL_WORKERS": 0,
    "NEWSCRAWL_COMMIT_SECONDS": 0.2,
    "NEWSCRAWL_REVISIT": "3600",
    "NEWSCRAWL_SITE_MEMORY_ENABLED": 0,  # what it cuts depends on which page came first
    "LOG_LEVEL": "WARNING",
}

KILL, TERM, INT, INT_TWICE = "SIGKILL", "SIGTERM", "SIGINT", "SIGINT twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When and how a run of the crawl is ended."""

    how: str
    requests: int
    """After so many requests of this run…"""
    seconds: float
    """… and this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """How the crawl ended then, and what the next run repeated."""

    moment: Moment
    code: int
    again: int
    """Requests of the next run for paths that an earlier run had requested."""


class KilledCrawl:
    """One crawl in a folder of its own, run as often as it takes."""

    def __init__(self, site: KillSite, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self.stops: list[Stop] = []
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "list.txt").write_text("\n".join(site.list_lines) + "\n", encoding="utf-8")

    @property
    def output(self) -> Path:
        """The file that the crawl writes."""
        return self.folder / "articles.jsonl"

    def crawl(self, moments: Sequence[Moment] = ()) -> None:
        """Run the crawl to its end, over all these moments."""
        begin = len(self.site.requested_paths)
        for moment in (*moments, None):
            before, started = set(self.site.requested_paths[begin:]), len(self.site.requested_paths)
            code, killed = self._run(moment)
            if self.stops and before:
                asked = self.site.requested_paths[started:]
                last = self.stops[-1]
                again = len([path for path in asked if path in before])
                self.stops[-1] = Stop(moment=last.moment, code=last.code, again=again)
            if not killed:
                break
            assert moment is not None  # noqa: S101 - nothing else kills it
            self.stops.append(Stop(moment=moment, code=code, again=0))
        if code:
            raise RuntimeError(f"the crawl ended with {code}: {(self.folder / 'log').read_text()[-2000:]}")

    def advance_an_hour(self) -> None:
        """Set all times in the ledger back by an hour."""
        with sqlite3.connect(self.folder / ".newscrawl" / "state.sqlite") as database:
            database.execute("UPDATE ledger_url SET first_seen = first_seen - 3601, ask_after = ask_after - 3601")
        database.close()

    def lines(self) -> list[bytes]:
        """The lines, sorted, without what may differ: the time, and which of two URL variants came first."""
        written = self.output.read_bytes()
        if not written.endswith(b"\n"):
            raise RuntimeError("the last line has no end")
        timeless = re.sub(rb'"crawled_at":"[^"]*"', b'"crawled_at":""', written)
        return sorted(timeless.replace(b"/amp/", b"/story/").splitlines())

    def _run(self, moment: Moment | None) -> tuple[int, bool]:
        command = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "kill",
            "-a",
            f"url={self.site.origin}",
            "-a",
            "urls=list.txt",
        ]
        for name, value in SETTINGS.items():
            command += ["-s", f"{name}={value}"]
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)}
        started = len(self.site.requested_paths)
        with (
            (self.folder / "log").open("ab") as log,
            subprocess.Popen(command, cwd=self.folder, env=environment, stdout=log, stderr=log) as process,
        ):
            killed = moment is not None and self._reached(process, started, moment)
            if moment and killed:
                _end(process, moment.how)
            return process.wait(RUN_TIMEOUT), killed

    def _reached(self, process: subprocess.Popen[bytes], started: int, moment: Moment) -> bool:
        while process.poll() is None:
            if len(self.site.requested_paths) - started >= moment.requests:
                time.sleep(moment.seconds)
                return process.poll() is None
            time.sleep(0.001)
        return False


def _end(process: subprocess.Popen[bytes], how: str) -> None:
    number = {KILL: signal.SIGKILL, TERM: signal.SIGTERM}.get(how, signal.SIGINT)
    process.send_signal(number)
    if how == INT_TWICE:
        time.sleep(0.05)
        if process.poll() is None:
            process.send_signal(number)
