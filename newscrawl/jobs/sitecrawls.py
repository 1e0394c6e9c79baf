"""Crawls of many sites, each in a process of its own, side by side, and never two of one site."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import printable
from newscrawl.errors import StateFailed
from newscrawl.rules.cron import due_at
from newscrawl.rules.registry import Site
from newscrawl.state.siteruns import LastRun, SiteRuns

OUTPUT, LOG, REPORT = "articles.jsonl", "crawl.log", "report.json"
"""What a site's folder holds, with the log and the report of the crawl before, whose names end in `.1`."""

_SCRAPY = (sys.executable, "-m", "scrapy")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCrawl:
    """How the crawl of one site ended."""

    host: str
    code: int | None = None
    """Its exit code; None where it was not begun."""
    seconds: float = 0.0
    written: int = 0
    why: str = ""
    """What it said last, or why it was not begun."""

    @property
    def failed(self) -> bool:
        """Whether somebody should look at it."""
        return self.code not in (None, ExitCode.DONE, ExitCode.SIGNAL)


class SiteCrawls:
    """Starts the crawls, each with its own output, log and report in a folder of its site.

    :param runs: where it is kept when each site was crawled.
    :param folder: what the folders of the sites stand in.
    :param jobs: crawls at once.
    :param options: of `scrapy crawl`, for every crawl.
    :param program: what is run, before the words `crawl site`.
    """

    def __init__(
        self, runs: SiteRuns, folder: Path, *, jobs: int, options: Sequence[str] = (), program: Sequence[str] = _SCRAPY
    ) -> None:
        self._runs = runs
        self._folder = folder
        self._turns = asyncio.Semaphore(jobs)
        self._options = options
        self._program = program
        self._processes: dict[str, Process] = {}
        self.stopped = asyncio.Event()
        self.watch: Callable[[Sequence[str]], None] | None = None
        """Called with the hosts of the sites that are being crawled, whenever they change."""

    @property
    def running(self) -> list[str]:
        """The hosts of the sites that are being crawled."""
        return sorted(self._processes)

    def due(self, site: Site, now: datetime) -> datetime:
        """When a site is to be crawled: now, where it never was to the end, or its time came and went meanwhile."""
        last = self._runs.last(site.host)
        whole = last is not None and last.ended is not None and last.code not in (None, ExitCode.SIGNAL)
        return due_at(site.schedule, last.began if last and whole else None, now)

    async def crawl(self, site: Site) -> SiteCrawl:
        """Crawl a site as soon as it is its turn. Whatever goes wrong is told of this site alone."""
        async with self._turns:
            if self.stopped.is_set():
                return SiteCrawl(host=site.host, why="not begun")
            try:
                return await self._crawl(site.host)
            except StateFailed as error:
                return SiteCrawl(host=site.host, code=ExitCode.FAILED, why=str(error))
            except OSError as error:
                why = f"{error.filename or self._folder}: {error.strerror}"
                return SiteCrawl(host=site.host, code=ExitCode.FAILED, why=why)

    def stop(self) -> None:
        """Begin no more crawls, and ask those that run to end; asked again, they end at once."""
        self.stopped.set()
        for process in self._processes.values():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)

    async def _crawl(self, host: str) -> SiteCrawl:
        lock = self._runs.lock(host)
        if lock is None:
            return SiteCrawl(host=host, why="another process crawls it")
        began = datetime.now(UTC)
        try:
            self._runs.note(host, LastRun(began=began))
            process = await self._start(host, lock)
        finally:
            os.close(lock)  # the crawl has its own
        return await self._ended(host, process, began)

    async def _start(self, host: str, lock: int) -> Process:
        """The crawl's process, in a session of its own: a terminal's Ctrl-C is passed on by `stop`, and only once."""
        folder = self._folder / host
        folder.mkdir(parents=True, exist_ok=True)
        for name in (LOG, REPORT):
            with suppress(FileNotFoundError):
                (folder / name).replace(folder / f"{name}.1")
        own = {"NEWSCRAWL_OUTPUT": folder / OUTPUT, "NEWSCRAWL_REPORT": folder / REPORT, "LOG_FILE": folder / LOG}
        settings = [part for name, path in own.items() for part in ("-s", f"{name}={path}")]
        command = [*self._program, "crawl", "site", "-a", f"site={host}", *settings, *self._options]
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, pass_fds=[lock], start_new_session=True
        )
        self._processes[host] = process
        self._changed()
        return process

    async def _ended(self, host: str, process: Process, began: datetime) -> SiteCrawl:
        clock = time.monotonic()
        try:
            _, said = await process.communicate()
        finally:
            del self._processes[host]
            self._changed()
        code = process.returncode
        self._runs.note(host, LastRun(began=began, ended=datetime.now(UTC), code=code))
        lines = said.decode(errors="replace").strip().splitlines()
        why = printable(lines[-1]).removeprefix("newscrawl: ") if lines else ""
        written = _written(self._folder / host / REPORT)
        return SiteCrawl(host=host, code=code, seconds=time.monotonic() - clock, written=written, why=why)

    def _changed(self) -> None:
        if self.watch:
            self.watch(self.running)


def _written(report: Path) -> int:
    """The articles that a report counts; none, where the crawl came to no report."""
    try:
        return int(json.loads(report.read_bytes())["written"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
