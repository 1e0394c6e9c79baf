"""The ledger of a running crawl: what is found goes in, what is asked next comes out, ends are recorded in groups.

Which article in the pipelines belongs to which address of the ledger: Scrapy does not tell a pipeline.

The settings of the ledger, read.

Groups of ends brought to the disk in a thread, while the crawl goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, TypeVar

from scrapy import signals
from scrapy.exceptions import NotSupported
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from newscrawl.exceptions import BadArgument, CrawlStateFailed, NewscrawlError, OutputFailed
from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.extensions.setting_values import cpu_count, get_number
from newscrawl.extraction.result import get_article_key
from newscrawl.items import Article, Link, Seed
from newscrawl.scheduling import RevisitPolicy
from newscrawl.state.commits import CommitBatch, Output
from newscrawl.state.database import StateDatabase
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Ledger
from newscrawl.state.models import NO_VALIDATORS, AddedLinks, LedgerEntry, Outcome, PageEntry, SeedEntry, Validators

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall


class ItemTracker:
    """The addresses whose articles are on their way through the pipelines, by id and served address.

    A pipeline may change everything else.
    """

    def __init__(self) -> None:
        self._entries_by_item: dict[tuple[str, str | None], PageEntry] = {}

    def add(self, entry: PageEntry, article: Article) -> bool:
        """An article sets out; False where the very same page is on its way already, from another address."""
        return self._entries_by_item.setdefault((article.id, article.url), entry) is entry

    def get_entry(self, article: Article) -> PageEntry | None:
        """The address under which an article was asked for."""
        return self._entries_by_item.get((article.id, article.url))

    def remove(self, entry: LedgerEntry) -> None:
        """The article of an address has come through, or was dropped."""
        self._entries_by_item = {
            item_key: tracked for item_key, tracked in self._entries_by_item.items() if tracked is not entry
        }


MAX_UNCOMMITTED_PAGES = 16
"""Pages of one site that a crawl may have to fetch again when it was killed: those without an answer, and those whose
end is not recorded."""


def get_output_template(settings: BaseSettings) -> str | None:
    """Where articles go, as `NEWSCRAWL_OUTPUT` says it; None where there is to be no file of newscrawl's own."""
    if settings.getpriority("NEWSCRAWL_OUTPUT") is not None:
        return str(settings.get("NEWSCRAWL_OUTPUT") or "") or None
    return None if settings.getdict("FEEDS") else "articles.jsonl"


def open_ledger(settings: BaseSettings, *, crawl_name: str) -> Ledger:
    """The ledger of a job: in the folder, or, where nothing that is written outlives the crawl, for this run alone.

    :param crawl_name: "" for a spider that is not newscrawl's, and asks the ledger nothing.
    :raises BadArgument: a setting is no list of seconds.
    :raises StateFailed: it cannot be opened, or the same crawl is running already.
    """
    defaults = RevisitPolicy()
    schedule = RevisitPolicy(
        revisit_ages=_get_seconds_list(settings, "NEWSCRAWL_REVISIT", defaults.revisit_ages),
        retry_pauses=_get_seconds_list(settings, "NEWSCRAWL_RETRY_PAUSES", defaults.retry_pauses),
    )
    state_dir = settings.get("NEWSCRAWL_STATE") if crawl_name and get_output_template(settings) else None
    return Ledger(StateDatabase(state_dir or None), crawl_name=crawl_name, schedule=schedule)


def build_frontier(ledger: Ledger, settings: BaseSettings) -> Frontier:
    """What may be under way at once.

    Two more of a site are taken than are asked at a time: the next is there when its turn comes, also where the one
    before it has to be asked again. As many sites as there may be requests can be slow, and leave room for others.
    Large machines need more pages in hand than `MAX_UNCOMMITTED_PAGES` to keep all their workers busy.
    """
    per_site = max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
    workers = int(get_number(settings, "NEWSCRAWL_WORKERS", default=cpu_count(), minimum=0))
    return Frontier(
        ledger,
        max_requested=max(1, settings.getint("CONCURRENT_REQUESTS")) * (per_site + 2),
        max_requested_per_site=per_site + 2,
        max_uncommitted=max(MAX_UNCOMMITTED_PAGES - per_site, 2 * workers, 1),
    )


def _get_seconds_list(settings: BaseSettings, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
    if settings.get(name) is None:
        return default
    raw_values = settings.getlist(name)
    try:
        seconds = tuple(int(value) for value in raw_values)
    except (TypeError, ValueError):
        seconds = (0,)
    if any(value < 1 for value in seconds):
        raise BadArgument(f"{name} is {settings.get(name)!r}: a list of seconds is wanted, such as 3600,86400")
    return seconds


class CommitScheduler:
    """Commits soon or now: a disk may take 10 ms for a sync, or 100, in which nobody should have to wait.

    Only the output is synced in the thread. The ledger is written where all others write it, in this thread.

    :param attempt: makes a call, and ends the crawl where it fails, after which it makes none.
    :param recorded: told which ends are recorded.
    """

    def __init__(
        self,
        batch: CommitBatch,
        frontier: Frontier,
        *,
        guarded: Callable[[Callable[[], Any]], Any],
        on_recorded: Callable[[Iterable[tuple[PageEntry, Outcome]]], None],
    ) -> None:
        self._batch = batch
        self._guarded = guarded
        self._on_recorded = on_recorded
        self._frontier = frontier
        self._disk_executor = ThreadPoolExecutor(1, thread_name_prefix="newscrawl-disk")
        self._pending_sync: Future[Mapping[str, int]] | None = None

    def commit_async(self) -> None:
        """Commit what there is, if nothing is being committed."""
        sync = self._guarded(self._batch.begin_commit)
        if sync is None:
            return
        loop = asyncio.get_running_loop()
        self._pending_sync = self._disk_executor.submit(sync)
        self._pending_sync.add_done_callback(lambda _: loop.call_soon_threadsafe(self._on_synced))

    def commit_if_full(self) -> None:
        """The same where a group is whole, or nothing more may be asked for before."""
        if self._batch.is_full or self._frontier.is_full:
            self.commit_async()

    def commit_sync(self) -> bool:
        """Commit all there is, and wait for it; whether there was anything."""
        was_pending = self._pending_sync is not None
        if self._pending_sync is not None:
            wait([self._pending_sync])
            self._record_synced()
        outcomes = self._guarded(self._batch.commit) or []
        self._on_recorded(outcomes)
        return was_pending or bool(outcomes)

    def close(self) -> None:
        """End the thread."""
        self._disk_executor.shutdown()

    def _on_synced(self) -> None:
        self._record_synced()
        self.commit_if_full()

    def _record_synced(self) -> None:
        """Record what is on the disk by now, if `commit_sync` has not done so already."""
        sync_future = self._pending_sync
        if sync_future is None or not sync_future.done():
            return
        self._pending_sync = None
        try:
            self._on_recorded(self._guarded(lambda: self._batch.finish_commit(sync_future.result())) or [])
        finally:
            self._guarded(self._batch.release)


Result = TypeVar("Result")

links_discovered = object()
"""Signal: links were found that nobody knew before (`links`, a list)."""


class LedgerExtension:
    """Keeps a crawl's ledger, and sees to it that a page is done only when its line is on the disk.

    Settings: ``NEWSCRAWL_STATE`` (the folder of the ledger), ``NEWSCRAWL_COMMIT_PAGES`` and
    ``NEWSCRAWL_COMMIT_SECONDS`` (how many ends are recorded together, and how long one waits for others),
    ``NEWSCRAWL_REVISIT`` and ``NEWSCRAWL_RETRY_PAUSES`` (lists of seconds: `newscrawl.scheduling`).

    Where articles go to no file of newscrawl's own, or there is no folder, the ledger is forgotten with the crawl: a
    file that Scrapy writes anew each time must have every article each time.

    If the output or the ledger can no longer be written, the crawl ends with the reason ``write_error``,
    ``disk_full`` or ``state_error``; what has no end then is asked for by the next run.
    """

    def __init__(
        self, crawler: Crawler, ledger: Ledger, frontier: Frontier, *, batch_size: int, commit_seconds: float
    ) -> None:
        self._crawler = crawler
        self.ledger = ledger
        self._frontier = frontier
        self._batch = CommitBatch(ledger, max_size=batch_size)
        self._commit_seconds = commit_seconds
        self._commit_timer: AsyncioLoopingCall | LoopingCall | None = None
        self._initially_pending = ledger.count_due()
        self._is_broken = False
        self._commit_scheduler = CommitScheduler(
            self._batch, frontier, guarded=self._guarded, on_recorded=self._on_recorded
        )
        self.item_tracker = ItemTracker()
        self.work_available = asyncio.Event()
        """Set when there may be something to take that was not there before."""
        self.all_done = False
        """To be set when all that was found has its end."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the ledger: where that fails, the crawl has not begun.

        :raises BadArgument: a setting cannot be used.
        :raises StateFailed: the ledger cannot be opened, or the same crawl is running already.
        """
        batch_size = int(get_number(crawler.settings, "NEWSCRAWL_COMMIT_PAGES", default=10, minimum=1))
        commit_seconds = get_number(crawler.settings, "NEWSCRAWL_COMMIT_SECONDS", default=1, minimum=0.01)
        ledger = open_ledger(crawler.settings, crawl_name=getattr(crawler.spider, "crawl_name", ""))
        extension = cls(
            crawler,
            ledger,
            build_frontier(ledger, crawler.settings),
            batch_size=batch_size,
            commit_seconds=commit_seconds,
        )
        crawler.signals.connect(extension._spider_opened, signals.spider_opened)
        crawler.signals.connect(extension._spider_closed, signals.spider_closed)
        return extension

    def set_output(self, output: Output) -> None:
        """Where the lines of articles go."""
        self._batch.set_output(output)

    def add_discovered(self, discovered: Sequence[Link | Seed], *, seed_entry: SeedEntry | None = None) -> None:
        """Take note of what was found."""
        self._on_added(self._guarded(lambda: self.ledger.add(discovered, parent=seed_entry)))

    def complete_seed(
        self, entry: SeedEntry, discovered: Sequence[Link | Seed], validators: Validators = NO_VALIDATORS
    ) -> None:
        """Take note of the last that a source links, and that it is not to be asked again in this round.

        :param validators: none where it was not read to its end, or leads to other sources: these would not be found.
        """
        self._on_added(self._guarded(lambda: self.ledger.complete_seed(entry, discovered, validators=validators)))
        self.mark_done(entry)

    def next_entry(self) -> PageEntry | SeedEntry | None:
        """What to ask for next; None where there is nothing, or no room for it now."""
        return self._guarded(self._frontier.next_entry)

    @property
    def in_flight(self) -> list[PageEntry | SeedEntry]:
        """What is under way, and has no end."""
        return [*filter(self.is_in_flight, self._frontier.in_flight)]

    def mark_responded(self, entry: LedgerEntry) -> None:
        """The response to an address, or its failure, is there."""
        self._frontier.mark_responded(entry)
        self.work_available.set()

    def is_in_flight(self, entry: LedgerEntry) -> bool:
        """Whether an address is under way, and has no end."""
        return not self._is_broken and self._frontier.is_in_flight(entry) and entry not in self._batch

    def claim(self, entry: PageEntry, article: Article) -> bool:
        """Whether an article is this address's to write: it is not where another has given it."""
        return bool(self._guarded(lambda: self.ledger.claim(entry, get_article_key(article))))

    def write_line(self, article: Article, line: bytes) -> None:
        """Write an article's line, together with the end of its address."""
        self._guarded(
            lambda: self._batch.write(line, site=article.site or "", entry=self.item_tracker.get_entry(article))
        )

    def record_outcome(self, entry: PageEntry, outcome: Outcome) -> None:
        """An address has come to its end, which counts when it is recorded."""
        if self.is_in_flight(entry):
            self.mark_responded(entry)
            self._guarded(lambda: self._batch.add(entry, outcome))
            self._commit_scheduler.commit_if_full()

    def mark_done(self, entry: LedgerEntry) -> None:
        """An address is under way no more; without an end it stays in the ledger as it is."""
        self._frontier.mark_done(entry)
        self.item_tracker.remove(entry)
        self.work_available.set()

    def commit(self) -> bool:
        """Record the ends so far, here and now; whether there were any."""
        return self._commit_scheduler.commit_sync()

    def _on_recorded(self, outcomes: Iterable[tuple[PageEntry, Outcome]]) -> None:
        for entry, outcome in outcomes:
            self._stats_extension.count_outcome(outcome.state, outcome.reason)
            self.mark_done(entry)

    def _guarded(self, call: Callable[[], Result]) -> Result | None:
        """Record something; end the crawl where it cannot be, after which nothing more is."""
        if self._is_broken:
            return None
        try:
            return call()
        except (OutputFailed, CrawlStateFailed) as error:
            self._abort_crawl(error)
            return None

    def _abort_crawl(self, error: NewscrawlError) -> None:
        self._stats_extension.record_write_failure(error)
        if isinstance(error, OutputFailed):
            with suppress(OutputFailed, CrawlStateFailed):  # what was written before may be whole
                self._on_recorded(self._batch.commit())
        self._is_broken = True
        self.work_available.set()
        if self._crawler.engine is not None:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason=error.reason))

    def _on_added(self, added: AddedLinks | None) -> None:
        if added is None:  # it could not be recorded
            return
        self._stats_extension.count_discovered(len(added.new) + added.known + added.waiting)
        self._stats_extension.count_outcome("unchanged", "known", added.known)
        self._stats_extension.count_outcome("unchanged", "waiting", added.waiting)
        if added.new:
            self._crawler.signals.send_catch_log(links_discovered, links=added.new)
        self._frontier.add_sites(added.site_ids)
        self.work_available.set()

    @property
    def _stats_extension(self) -> CrawlStatsExtension:
        extension = self._crawler.get_extension(CrawlStatsExtension)
        if extension is None:
            raise NotSupported(
                f"{CrawlStatsExtension.__module__}.RunReport must be in EXTENSIONS: no crawl works without it"
            )
        return extension

    def _spider_opened(self) -> None:
        self._stats_extension.count_discovered(self._initially_pending)
        self._commit_timer = create_looping_call(self._commit_scheduler.commit_async)
        self._commit_timer.start(self._commit_seconds, now=False)

    def _spider_closed(self, reason: str) -> None:
        if self._commit_timer is not None:
            self._commit_timer.stop()
        self.commit()
        self._commit_scheduler.close()
        is_finished = self.all_done and reason == "finished" and not self._is_broken
        try:
            self.ledger.close(reason, is_finished=is_finished)
        except CrawlStateFailed as error:
            self._stats_extension.record_write_failure(error)
