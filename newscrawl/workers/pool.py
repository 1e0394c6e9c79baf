"""Extraction off the reactor: worker processes that survive every page.

How worker processes are started, and the pipe that feeds them.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import signal
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool
from scrapy import signals

from newscrawl.discovery.pagination import OtherPages
from newscrawl.exceptions import ExtractionFailed
from newscrawl.extensions.rule_warnings import RuleWarnings
from newscrawl.extensions.setting_values import cpu_count, get_number
from newscrawl.extraction.result import require_text
from newscrawl.items import Article, Page
from newscrawl.rules.loader import load_rules
from newscrawl.workers import worker
from newscrawl.workers.precomputed import PrecomputedCache

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_PIPE_BYTES = 2**20
"""Three to five pages: the most that Linux gives to a process without privileges."""


class LargePipeContext(ForkServerContext):
    """Python's context of processes that a fork server starts, whose pipes hold whole pages.

    The usual 64 KiB are a third of a page: its worker would wait until the crawling process, busy with other pages,
    has written the rest of it.
    """

    def Pipe(self, duplex: bool = True) -> tuple[Connection[Any, Any], Connection[Any, Any]]:  # noqa: N802 - as Python has it
        """Two ends of a pipe; as wide as usual where the system has no other."""
        reader, writer = super().Pipe(duplex)
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # Linux
            with suppress(OSError):  # a socket, or more than this user may have
                fcntl.fcntl(writer.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        return reader, writer


def start_workers(count: int, *, max_pages: int, memory_mb: int, site_config: str | None) -> ProcessPool:
    """Worker processes that have their limits and their rules; this takes up to a second.

    :raises RuntimeError: they did not start.
    :raises OSError: the system has no room for them.
    """
    context = LargePipeContext()
    context.set_forkserver_preload(worker.PRELOAD_MODULES)
    pool = ProcessPool(
        max_workers=count,
        max_tasks=max_pages,
        initializer=worker.init_worker,
        initargs=(memory_mb, site_config),
        context=context,
    )
    if not pool.active:  # asking starts it
        raise RuntimeError("the pool did not start")
    return pool


logger = logging.getLogger(__name__)

Result = TypeVar("Result")

_GRACE_SECONDS = 5.0
"""Seconds beyond the time limit of every call before it, after which a call that no worker answered is given up."""
_POLL_SECONDS = 0.2
"""Seconds between two looks whether a worker has begun with a call."""


class ExtractionPool:
    """Runs functions in worker processes, with a limit on the time and the memory of each call.

    A call that aborts, hangs or eats memory costs its own worker, which is replaced; those that wait beside it are
    not touched. The workers start with the first call, and end with the crawl.

    Settings: ``NEWSCRAWL_WORKERS`` (processes; default: one a CPU; 0 runs everything in the crawling process, without
    limits, for tests and debuggers), ``NEWSCRAWL_PAGE_TIMEOUT`` (seconds a call, 20), ``NEWSCRAWL_WORKER_MEMORY_MB``
    (a worker, 3072; 0 is no limit), ``NEWSCRAWL_WORKER_MAX_PAGES`` (calls after which a worker is replaced, for memory
    that libraries do not give back, 2000), ``NEWSCRAWL_SITE_CONFIG`` (a folder of site-config files; default: None).

    Workers are never forked from the crawling process, which has threads. So they import the main script anew, as in
    all of Python's process pools: a script that starts a crawl needs ``if __name__ == "__main__":``.
    """

    def __init__(
        self, *, workers: int, timeout: float, memory_mb: int, max_pages: int, rule_warnings: RuleWarnings
    ) -> None:
        self._workers = workers
        self._timeout = timeout
        self._memory_mb = memory_mb
        self._max_pages = max_pages
        self._rule_warnings = rule_warnings
        self.precomputed_cache = PrecomputedCache()
        """What workers have worked out for the pipelines."""
        self._is_stopped = False
        self._pool: ProcessPool | None = None
        self._pool_lock = asyncio.Lock()
        self._pending_futures: set[ProcessFuture[Any]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings, and the rules: a broken rule file stops the crawl before it starts.

        :raises BadArgument: a setting cannot be used.
        :raises BadRule: a rule file cannot be read.
        """
        site_config = crawler.settings.get("NEWSCRAWL_SITE_CONFIG") or None
        load_rules(site_config)
        rule_warnings = RuleWarnings(crawler.stats, site_config)
        pool = cls(
            workers=int(get_number(crawler.settings, "NEWSCRAWL_WORKERS", default=cpu_count(), minimum=0)),
            timeout=get_number(crawler.settings, "NEWSCRAWL_PAGE_TIMEOUT", default=20, minimum=0.1),
            memory_mb=int(get_number(crawler.settings, "NEWSCRAWL_WORKER_MEMORY_MB", default=3072, minimum=0)),
            max_pages=int(get_number(crawler.settings, "NEWSCRAWL_WORKER_MAX_PAGES", default=2000, minimum=1)),
            rule_warnings=rule_warnings,
        )
        crawler.signals.connect(pool.stop, signals.spider_closed)
        crawler.signals.connect(rule_warnings.log_summary, signals.spider_closed, weak=False)
        return pool

    async def extract(self, page: Page) -> Article:
        """The article of a page, as `extract_with_other_pages` gives it."""
        return (await self.extract_with_other_pages(page))[0]

    async def extract_with_other_pages(self, page: Page) -> tuple[Article, OtherPages | None]:
        """The article of a page, and its other pages; NotAnArticle and ExtractionFailed say why there is none."""
        result = worker.decode_result(
            await self.run(worker.extract_and_precompute, page, self._rule_warnings.site_config_dir)
        )
        self._rule_warnings.add(result.rule_warnings, page.url)
        if result.precomputed:
            self.precomputed_cache.store(result.article, result.precomputed)
        return require_text(result.article), result.other_pages

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """The function's result, from a worker; function, arguments and result must be fit for pickle.

        :raises NewscrawlError: what the function raises of newscrawl's own errors comes back as it is.
        :raises ExtractionFailed: it failed otherwise (`extraction_error`), took too long (`extraction_timeout`) or too
            much memory (`out_of_memory`), or ended its worker (`worker_died`).
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
        """End the workers, for good."""
        self._is_stopped = True
        async with self._pool_lock:
            await self._stop_pool()

    async def _run_once(self, function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
        """One try.

        :raises BrokenProcessPool: it failed through no fault of the function.
        """
        if not self._workers:
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
        # pebble has a limit, too, by the wall clock: set on, it would kill innocent pages, and set back, spare all.
        waiter, now = asyncio.wrap_future(future), asyncio.get_running_loop().time
        is_started, deadline = False, now() + len(self._pending_futures) * (self._timeout + _GRACE_SECONDS)
        while not waiter.done() and now() < deadline:
            await asyncio.wait({waiter}, timeout=deadline - now() if is_started else _POLL_SECONDS)
            if not is_started and future.running():
                is_started, deadline = True, now() + self._timeout
        if waiter.done() or (is_started and not future.cancel()):  # type: ignore[no-untyped-call]
            return await waiter
        if is_started:
            raise ExtractionFailed(f"took more than {self._timeout:g} seconds", reason="extraction_timeout")
        waiter.cancel()
        async with self._pool_lock:
            await self._stop_pool()
        raise ExtractionFailed("no worker answered", reason="worker_died")

    async def _get_pool(self) -> ProcessPool:
        """The pool, started if there is none or it is broken; in a thread, for that takes up to a second."""
        async with self._pool_lock:
            if self._pool is not None and not self._pool.active:
                await self._stop_pool()
            if self._is_stopped:
                raise ExtractionFailed("the crawl ended before its turn came", reason="worker_died")
            if self._pool is None:
                try:
                    self._pool = await asyncio.to_thread(self._start_pool)
                except (OSError, RuntimeError) as error:  # BrokenProcessPool is one
                    message = f"no worker process can be started ({error}); NEWSCRAWL_WORKERS=0 does without"
                    raise ExtractionFailed(message, reason="worker_died") from None
            return self._pool

    def _start_pool(self) -> ProcessPool:
        return start_workers(
            self._workers,
            max_pages=self._max_pages,
            memory_mb=self._memory_mb,
            site_config=self._rule_warnings.site_config_dir,
        )

    async def _stop_pool(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(pool.join)
        for future in [*self._pending_futures]:  # a broken pool forgets those that no worker had begun
            if not future.done():
                future.set_exception(BrokenProcessPool("the pool was stopped"))


def get_precomputed_cache(crawler: Crawler) -> PrecomputedCache:
    """What the workers of a crawl have worked out for its pipelines."""
    pool = crawler.get_extension(ExtractionPool) if crawler.extensions else None
    return pool.precomputed_cache if pool else PrecomputedCache()


def _describe_exit(exit_code: int) -> str:
    return f"by {signal.Signals(-exit_code).name}" if exit_code < 0 else f"with exit code {exit_code}"
