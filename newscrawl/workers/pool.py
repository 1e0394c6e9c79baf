"""The pool of worker processes that parse pages; it survives pages that crash, hang or use too much memory."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import signal
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool
from scrapy import signals

from newscrawl.discovery.pagination import OtherPages
from newscrawl.exceptions import ExtractionFailed
from newscrawl.extensions.rule_warnings import RuleWarnings
from newscrawl.extensions.setting_values import cpu_count, get_integer, get_number, get_rule_folders
from newscrawl.extraction.result import require_article, require_text
from newscrawl.items import Article, Page
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import RuleFolders
from newscrawl.workers import worker
from newscrawl.workers.precomputed import PrecomputedCache

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

_GRACE_SECONDS = 5.0
"""A call that no worker has started waits at most the time limits of all calls that are waiting; this is added for each
of them."""
_POLL_SECONDS = 0.2
"""Seconds between two checks whether a worker has started a call."""
_PIPE_BYTES = 2**20
"""Room for three to five pages; the largest pipe that Linux gives to a process without privileges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSettings:
    """The settings of the worker processes."""

    count: int
    """The number of processes; 0 runs everything in the current process, without limits."""
    timeout_seconds: float
    """The time limit of one call."""
    memory_mb: int
    """The memory limit of one process; 0 means no limit."""
    max_pages: int
    """A process is replaced after so many calls."""
    rule_folders: RuleFolders = field(default_factory=RuleFolders)
    """The user's own folders of rules."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read the settings (see `ExtractionPool`).

        :raises BadArgument: a setting is invalid.
        """
        return cls(
            count=get_integer(settings, "NEWSCRAWL_WORKERS", default=cpu_count(), minimum=0),
            timeout_seconds=get_number(settings, "NEWSCRAWL_PAGE_TIMEOUT", default=20, minimum=0.1),
            memory_mb=get_integer(settings, "NEWSCRAWL_WORKER_MEMORY_MB", default=3072, minimum=0),
            max_pages=get_integer(settings, "NEWSCRAWL_WORKER_MAX_PAGES", default=2000, minimum=1),
            rule_folders=get_rule_folders(settings),
        )


class ExtractionPool:
    """Runs functions in worker processes, with limits on the time and the memory of each call.

    A call that crashes, hangs or uses too much memory costs only its own worker, which is replaced. Calls in other
    workers and waiting calls are not affected. The workers start with the first call and end with the crawl.

    Settings: ``NEWSCRAWL_WORKERS`` (the number of processes; default: one for each CPU; 0 runs everything in the
    crawling process, without limits, for tests and debuggers), ``NEWSCRAWL_PAGE_TIMEOUT`` (seconds for each call; 20),
    ``NEWSCRAWL_WORKER_MEMORY_MB`` (for each worker; 3072; 0 means no limit), ``NEWSCRAWL_WORKER_MAX_PAGES`` (a worker
    is replaced after so many calls, because libraries do not return all memory; 2000), ``NEWSCRAWL_SITES`` and
    ``NEWSCRAWL_SITE_CONFIG`` (the user's own folders of rules).

    Workers are never forked from the crawling process, because it has threads. So they import the main script again,
    as in all of Python's process pools: a script that starts a crawl needs ``if __name__ == "__main__":``.
    """

    def __init__(self, settings: WorkerSettings, rule_warnings: RuleWarnings) -> None:
        self._settings = settings
        self._rule_warnings = rule_warnings
        self.precomputed_cache = PrecomputedCache()
        """What the workers have computed for the pipelines."""
        self._is_stopped = False
        self._pool: ProcessPool | None = None
        self._pool_lock = asyncio.Lock()
        self._pending_futures: set[ProcessFuture[Any]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings and the rules: a broken rule file stops the crawl before it starts.

        :raises BadArgument: a setting is invalid.
        :raises BadRule: a rule file cannot be read.
        """
        settings = WorkerSettings.from_settings(crawler.settings)
        load_rules(settings.rule_folders)
        rule_warnings = RuleWarnings(crawler.stats, settings.rule_folders.site_config)
        pool = cls(settings, rule_warnings)
        crawler.signals.connect(pool.stop, signals.spider_closed)
        crawler.signals.connect(rule_warnings.log_summary, signals.spider_closed, weak=False)
        return pool

    async def extract(self, page: Page) -> Article:
        """The article of a page; see `extract_with_other_pages`."""
        return (await self.extract_with_other_pages(page))[0]

    async def extract_with_other_pages(self, page: Page) -> tuple[Article, OtherPages | None]:
        """The article of a page, and the other pages of the article if it has several.

        :raises NotAnArticle: the page is not an article.
        :raises ExtractionFailed: see `run`.
        """
        result = worker.decode_result(await self.run(worker.extract_and_precompute, page, self._settings.rule_folders))
        self._rule_warnings.add(result.rule_warnings, page.url)
        require_article(result.page_type)
        if result.precomputed:
            self.precomputed_cache.store(result.article, result.precomputed)
        return require_text(result.article), result.other_pages

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Call a function in a worker; function, arguments and result must be picklable.

        :raises NewscrawlError: the function raised it.
        :raises ExtractionFailed: the function raised another exception (`extraction_error`), took too long
            (`extraction_timeout`) or too much memory (`out_of_memory`), or ended its worker (`worker_died`).
        """
        try:
            return await self._run_once(function, arguments)
        except ExtractionFailed as error:
            if error.reason == "extraction_error":
                logger.debug("Unexpected exception in extraction", exc_info=error)
            raise
        except BrokenProcessPool as error:
            logger.warning("The worker processes were ended from outside (%s): starting them again", error)
        try:
            return await self._run_once(function, arguments)
        except BrokenProcessPool as error:
            raise ExtractionFailed(f"its worker was ended from outside, twice: {error}", reason="worker_died") from None

    async def stop(self) -> None:
        """End the workers; the pool cannot be used again."""
        self._is_stopped = True
        async with self._pool_lock:
            await self._stop_pool()

    async def _run_once(self, function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
        """Call the function once.

        :raises BrokenProcessPool: it failed, but the function is not the cause.
        """
        if not self._settings.count:
            return worker.call_safely(function, arguments)
        pool = await self._get_pool()
        future = pool.schedule(worker.call_safely, args=(function, arguments))
        self._pending_futures.add(future)
        try:
            return await self._wait_for_result(future)
        except ProcessExpired as error:
            if error.exitcode == -signal.SIGTERM:
                raise BrokenProcessPool("SIGTERM") from None
            raise ExtractionFailed(f"ended its worker {_describe_exit(error.exitcode)}", reason="worker_died") from None
        finally:
            self._pending_futures.discard(future)

    async def _wait_for_result(self, future: ProcessFuture[Result]) -> Result:
        """Wait for a call, with the time limit.

        pebble has a time limit, too, but it uses the wall clock: if that is set forward, pebble would kill innocent
        pages; if it is set back, it would kill none. So this uses the monotonic clock of the event loop.
        """
        timeout_seconds = self._settings.timeout_seconds
        waiter, now = asyncio.wrap_future(future), asyncio.get_running_loop().time
        is_started, deadline = False, now() + len(self._pending_futures) * (timeout_seconds + _GRACE_SECONDS)
        while not waiter.done() and now() < deadline:
            await asyncio.wait({waiter}, timeout=deadline - now() if is_started else _POLL_SECONDS)
            if not is_started and future.running():
                is_started, deadline = True, now() + timeout_seconds
        if waiter.done() or (is_started and not future.cancel()):  # type: ignore[no-untyped-call]
            return await waiter
        if is_started:
            raise ExtractionFailed(f"took more than {timeout_seconds:g} seconds", reason="extraction_timeout")
        waiter.cancel()
        async with self._pool_lock:
            await self._stop_pool()
        raise ExtractionFailed("no worker answered", reason="worker_died")

    async def _get_pool(self) -> ProcessPool:
        """The running pool; it is started if there is none or if it is broken.

        It starts in a thread, because that takes up to a second.
        """
        async with self._pool_lock:
            if self._pool is not None and not self._pool.active:
                await self._stop_pool()
            if self._is_stopped:
                raise ExtractionFailed("the crawl ended before its turn came", reason="worker_died")
            if self._pool is None:
                try:
                    self._pool = await asyncio.to_thread(start_workers, self._settings)
                except (OSError, RuntimeError) as error:  # BrokenProcessPool is a RuntimeError
                    message = f"no worker process can be started ({error}); NEWSCRAWL_WORKERS=0 does without"
                    raise ExtractionFailed(message, reason="worker_died") from None
            return self._pool

    async def _stop_pool(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(pool.join)
        for future in [*self._pending_futures]:  # a broken pool forgets the calls that no worker has started
            if not future.done():
                future.set_exception(BrokenProcessPool("the pool was stopped"))


def get_precomputed_cache(crawler: Crawler) -> PrecomputedCache:
    """What the workers of a crawl have computed for its pipelines; an empty cache if the crawl has no workers."""
    pool = crawler.get_extension(ExtractionPool) if crawler.extensions else None
    return pool.precomputed_cache if pool else PrecomputedCache()


def start_workers(settings: WorkerSettings) -> ProcessPool:
    """Start the worker processes, with their limits and rules; this takes up to a second.

    :raises RuntimeError: they did not start.
    :raises OSError: the system cannot start more processes.
    """
    context = LargePipeContext()
    context.set_forkserver_preload(worker.PRELOAD_MODULES)
    pool = ProcessPool(
        max_workers=settings.count,
        max_tasks=settings.max_pages,
        initializer=worker.init_worker,
        initargs=(settings.memory_mb, settings.rule_folders),
        context=context,
    )
    if not pool.active:  # this attribute starts the pool
        raise RuntimeError("the pool did not start")
    return pool


class LargePipeContext(ForkServerContext):
    """Python's context for processes that a fork server starts, with pipes that are large enough for whole pages.

    A normal pipe of 64 KiB holds a third of a page. Its worker would have to wait until the crawling process, which is
    busy with other pages, has written the rest.
    """

    def Pipe(self, duplex: bool = True) -> tuple[Connection[Any, Any], Connection[Any, Any]]:  # noqa: N802 - Python's name
        """The two ends of a pipe; it has the normal size if the system has no other."""
        reader, writer = super().Pipe(duplex)
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux only
            with suppress(OSError):  # it is a socket, or the user must not have so large a pipe
                fcntl.fcntl(writer.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        return reader, writer


def _describe_exit(exit_code: int) -> str:
    return f"by {signal.Signals(-exit_code).name}" if exit_code < 0 else f"with exit code {exit_code}"
