"""Runs crawls of many sites in parallel, each in its own process, and never two of the same site."""

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

from newscrawl.cron import get_due_time
from newscrawl.exceptions import CrawlStateFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.rules.site_registry import SiteConfig
from newscrawl.state.site_runs import LastRun, SiteRunStore
from newscrawl.text import escape_for_log

OUTPUT_NAME, LOG_NAME, REPORT_NAME = "articles.jsonl", "crawl.log", "report.json"
"""The files in a site's folder. The log and the report of the previous crawl are kept with `.1` at the end."""

_SCRAPY_COMMAND = (sys.executable, "-m", "scrapy")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCrawlResult:
    """How the crawl of one site ended."""

    host: str
    exit_code: int | None = None
    """None if the crawl was not started."""
    seconds: float = 0.0
    written: int = 0
    message: str = ""
    """The last line of its standard error, or why it was not started."""

    @property
    def has_failed(self) -> bool:
        """Whether the crawl ended with an error; being stopped by a signal is not one."""
        return self.exit_code not in (None, ExitCode.DONE, ExitCode.SIGNAL)


class SiteCrawlPool:
    """Starts the crawls. Each has its output, log and report in the folder of its site.

    :param site_runs: keeps when each site was crawled.
    :param folder: the parent of the sites' folders.
    :param jobs: how many crawls run at once.
    :param options: options of `scrapy crawl`, for every crawl.
    :param program: the command line before the words `crawl site`.
    """

    def __init__(
        self,
        site_runs: SiteRunStore,
        folder: Path,
        *,
        jobs: int,
        options: Sequence[str] = (),
        program: Sequence[str] = _SCRAPY_COMMAND,
    ) -> None:
        self._site_runs = site_runs
        self._folder = folder
        self._semaphore = asyncio.Semaphore(jobs)
        self._options = options
        self._program = program
        self._processes: dict[str, Process] = {}
        self.stopped = asyncio.Event()
        self.on_change: Callable[[Sequence[str]], None] | None = None
        """Called with `running_hosts` whenever they change."""

    @property
    def running_hosts(self) -> list[str]:
        """The hosts of the sites that are being crawled, sorted."""
        return sorted(self._processes)

    def next_crawl_at(self, site: SiteConfig, now: datetime) -> datetime:
        """When a site is due: `now` if no crawl of it has ended, or if its time has passed since the last one began."""
        last_run = self._site_runs.read_last(site.host)
        is_complete = (
            last_run is not None and last_run.ended_at is not None and last_run.exit_code not in (None, ExitCode.SIGNAL)
        )
        return get_due_time(site.schedule, last_run.started_at if last_run and is_complete else None, now)

    async def crawl(self, site: SiteConfig) -> SiteCrawlResult:
        """Crawl a site as soon as fewer than `jobs` crawls run. An error is part of the result; other crawls go on."""
        async with self._semaphore:
            if self.stopped.is_set():
                return SiteCrawlResult(host=site.host, message="not begun")
            try:
                return await self._crawl_locked(site.host)
            except CrawlStateFailed as error:
                return SiteCrawlResult(host=site.host, exit_code=ExitCode.FAILED, message=str(error))
            except OSError as error:
                message = f"{error.filename or self._folder}: {error.strerror}"
                return SiteCrawlResult(host=site.host, exit_code=ExitCode.FAILED, message=message)

    def stop(self) -> None:
        """Start no more crawls, and send SIGTERM to those that run; a second call makes them end at once."""
        self.stopped.set()
        for process in self._processes.values():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)

    async def _crawl_locked(self, host: str) -> SiteCrawlResult:
        lock = self._site_runs.try_lock(host)
        if lock is None:
            return SiteCrawlResult(host=host, message="another process crawls it")
        started_at = datetime.now(UTC)
        try:
            self._site_runs.save(host, LastRun(started_at=started_at))
            process = await self._start_process(host, lock)
        finally:
            os.close(lock)  # the process has inherited it
        return await self._wait_for_exit(host, process, started_at)

    async def _start_process(self, host: str, lock: int) -> Process:
        """Start the crawl in its own session: Ctrl-C in a terminal reaches it only through `stop`, and only once."""
        folder = self._folder / host
        folder.mkdir(parents=True, exist_ok=True)
        for name in (LOG_NAME, REPORT_NAME):
            with suppress(FileNotFoundError):
                (folder / name).replace(folder / f"{name}.1")
        site_settings = {
            "NEWSCRAWL_OUTPUT": folder / OUTPUT_NAME,
            "NEWSCRAWL_REPORT": folder / REPORT_NAME,
            "LOG_FILE": folder / LOG_NAME,
        }
        settings = [argument for name, path in site_settings.items() for argument in ("-s", f"{name}={path}")]
        command = [*self._program, "crawl", "site", "-a", f"site={host}", *settings, *self._options]
        process = await asyncio.create_subprocess_exec(
            *command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, pass_fds=[lock], start_new_session=True
        )
        self._processes[host] = process
        self._notify_change()
        return process

    async def _wait_for_exit(self, host: str, process: Process, started_at: datetime) -> SiteCrawlResult:
        start_clock = time.monotonic()
        try:
            _, stderr = await process.communicate()
        finally:
            del self._processes[host]
            self._notify_change()
        exit_code = process.returncode
        self._site_runs.save(host, LastRun(started_at=started_at, ended_at=datetime.now(UTC), exit_code=exit_code))
        lines = stderr.decode(errors="replace").strip().splitlines()
        message = escape_for_log(lines[-1]).removeprefix("newscrawl: ") if lines else ""
        written = _read_written_count(self._folder / host / REPORT_NAME)
        return SiteCrawlResult(
            host=host, exit_code=exit_code, seconds=time.monotonic() - start_clock, written=written, message=message
        )

    def _notify_change(self) -> None:
        if self.on_change:
            self.on_change(self.running_hosts)


def _read_written_count(report_path: Path) -> int:
    """The number of articles in a crawl's report; 0 if the crawl wrote no report."""
    try:
        return int(json.loads(report_path.read_bytes())["written"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
