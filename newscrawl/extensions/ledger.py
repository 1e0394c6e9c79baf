"""The ledger of a running crawl: add discovered URLs, choose the next URL, record outcomes in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, TypeVar

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from newscrawl.boilerplate.fingerprint import ArticleFingerprint
from newscrawl.exceptions import CrawlStateFailed, NewscrawlError, OutputFailed
from newscrawl.extensions.commit_scheduler import CommitScheduler
from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.extensions.crawler import require_extension, stop_crawl
from newscrawl.extensions.setting_values import (
    cpu_count,
    get_integer,
    get_number,
    get_output_template,
    get_seconds_list,
)
from newscrawl.extraction.result import get_article_key
from newscrawl.items import Article, Link, Seed
from newscrawl.revisit_policy import RevisitPolicy
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

Result = TypeVar("Result")

MAX_UNCOMMITTED_PAGES = 16
"""The pages of one site that a killed crawl may have to fetch again: pages without a response, and pages whose outcome
is not in the ledger yet."""

links_discovered = object()
"""Signal: new links were discovered (`links`, a list)."""


class LedgerExtension:
    """Keeps the ledger of a crawl; a page is done only when its line is on the disk.

    Settings: ``NEWSCRAWL_STATE`` (the folder of the ledger), ``NEWSCRAWL_COMMIT_PAGES`` and
    ``NEWSCRAWL_COMMIT_SECONDS`` (how many outcomes are committed together, and after how many seconds at the latest),
    ``NEWSCRAWL_REVISIT`` and ``NEWSCRAWL_RETRY_PAUSES`` (lists of seconds: `newscrawl.revisit_policy`).

    If newscrawl writes no output file of its own, or if there is no state folder, the ledger exists only during the
    crawl: a file that Scrapy writes anew in each run must contain every article in each run.

    If the output or the ledger cannot be written any more, the crawl ends with the reason ``write_error``,
    ``disk_full`` or ``state_error``. The next run requests the URLs that have no outcome then.
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
        self._item_tracker = ItemTracker()
        self.work_available = asyncio.Event()
        """Is set when `next_entry` may return an entry that was not available before."""
        self.all_done = False
        """The spider sets it when every discovered URL has an outcome."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the ledger; if that fails, the crawl does not start.

        :raises BadArgument: a setting is invalid.
        :raises CrawlStateFailed: the ledger cannot be opened, or the same crawl is already running.
        """
        batch_size = get_integer(crawler.settings, "NEWSCRAWL_COMMIT_PAGES", default=10, minimum=1)
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
        """Set where the lines of articles are written."""
        self._batch.set_output(output)

    def add_discovered(self, discovered: Sequence[Link | Seed], *, seed_entry: SeedEntry | None = None) -> None:
        """Add discovered links and seeds.

        :param seed_entry: the seed that contains them; None if the user gave them.
        """
        self._on_added(self._guarded(lambda: self.ledger.add(discovered, parent=seed_entry)))

    def complete_seed(
        self, entry: SeedEntry, discovered: Sequence[Link | Seed], validators: Validators = NO_VALIDATORS
    ) -> None:
        """Add the last links and seeds of a seed, which is not requested again in this pass.

        :param validators: must be empty if the seed was not read to its end or contains other seeds: after a response
            304 these would not be found.
        """
        self._on_added(self._guarded(lambda: self.ledger.complete_seed(entry, discovered, validators=validators)))
        self.mark_done(entry)

    def next_entry(self) -> PageEntry | SeedEntry | None:
        """The entry to request next; None if nothing is due or if enough requests are in flight."""
        return self._guarded(self._frontier.next_entry)

    @property
    def in_flight(self) -> list[PageEntry | SeedEntry]:
        """The entries that were requested and have no outcome."""
        return [*filter(self.is_in_flight, self._frontier.in_flight)]

    def is_in_flight(self, entry: LedgerEntry) -> bool:
        """Whether an entry was requested and has no outcome."""
        return not self._is_broken and self._frontier.is_in_flight(entry) and entry not in self._batch

    def mark_responded(self, entry: LedgerEntry) -> None:
        """Note that the request of an entry has a response or has failed."""
        self._frontier.mark_responded(entry)
        self.work_available.set()

    def track_item(self, entry: PageEntry, article: Article) -> bool:
        """Note that an article enters the pipelines; False if the same page, from another URL, is there already."""
        return self._item_tracker.add(entry, article)

    def get_item_entry(self, article: Article) -> PageEntry | None:
        """The entry whose article is in the pipelines; None if the article is not from the ledger."""
        return self._item_tracker.get_entry(article)

    def set_page_hash(self, article: Article, page_hash: str) -> None:
        """Note the hash of what the page gave, for the outcome of its entry."""
        if entry := self.get_item_entry(article):
            self._item_tracker.get_facts(entry).page_hash = page_hash

    def set_fingerprint(self, article: Article, fingerprint: ArticleFingerprint, *, is_known: bool) -> bool:
        """Note what the cross-page memory learns from the article when the outcome of its entry is committed.

        :param is_known: whether the memory has a version of the article already.
        :returns: False if the ledger does not keep the memory; then the caller must store it.
        """
        entry = self.get_item_entry(article)
        if entry is None or not self.ledger.has_memory:
            return False
        facts = self._item_tracker.get_facts(entry)
        facts.fingerprint, facts.is_known_to_memory = fingerprint, is_known
        return True

    def get_uncommitted_fingerprints(self, site: str) -> list[ArticleFingerprint]:
        """What the memory will learn of a site from the articles that are in the pipelines or not committed yet."""
        return [
            facts.fingerprint
            for facts in self._item_tracker.facts
            if facts.fingerprint and facts.fingerprint.site == site and not facts.is_known_to_memory
        ]

    def claim_item(self, article: Article) -> bool:
        """Whether this article may be written: False if another entry has written the same article."""
        entry = self.get_item_entry(article)
        return entry is None or bool(self._guarded(lambda: self.ledger.claim(entry, get_article_key(article))))

    def write_line(self, article: Article, line: bytes) -> None:
        """Write the line of an article, in one step with the outcome of its entry."""
        self._guarded(lambda: self._batch.write(line, site=article.site or "", entry=self.get_item_entry(article)))

    def record_outcome(self, entry: PageEntry, outcome: Outcome) -> None:
        """Add an outcome to the batch; an entry that is not in flight has its outcome already."""
        if self.is_in_flight(entry):
            self.mark_responded(entry)
            facts = self._item_tracker.get_facts(entry)
            if outcome.state != "failed":
                outcome = replace(outcome, page_hash=facts.page_hash, fingerprint=facts.fingerprint)
            self._guarded(lambda: self._batch.add(entry, outcome))
            self._commit_scheduler.commit_if_full()

    def mark_done(self, entry: LedgerEntry) -> None:
        """Note that an entry is no longer in flight; if it has no outcome, its row in the ledger stays as it is."""
        self._frontier.mark_done(entry)
        self._item_tracker.remove(entry)
        self.work_available.set()

    def commit(self) -> bool:
        """Commit all outcomes now, wait for it, and return whether there were any."""
        return self._commit_scheduler.commit_sync()

    def _on_recorded(self, outcomes: Iterable[tuple[PageEntry, Outcome]]) -> None:
        for entry, outcome in outcomes:
            self._stats_extension.count_outcome(outcome.state, outcome.reason)
            self.mark_done(entry)

    def _guarded(self, call: Callable[[], Result]) -> Result | None:
        """Write to the output or the ledger; if that fails, end the crawl and write nothing more."""
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
            with suppress(OutputFailed, CrawlStateFailed):  # the lines that were written before may be complete
                self._on_recorded(self._batch.commit())
        self._is_broken = True
        self.work_available.set()
        stop_crawl(self._crawler, error.reason)

    def _on_added(self, added: AddedLinks | None) -> None:
        if added is None:  # the ledger could not be written
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
        return require_extension(self._crawler, CrawlStatsExtension)

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


@dataclass(slots=True, kw_only=True)
class ItemFacts:
    """What pipelines tell of the article of an entry, until its outcome is committed."""

    page_hash: str | None = None
    fingerprint: ArticleFingerprint | None = None
    is_known_to_memory: bool = False
    """Whether the cross-page memory has a version of the article already."""


class ItemTracker:
    """Knows the ledger entry of each article that is in the pipelines: Scrapy does not tell a pipeline.

    It recognises an article by its id and its URL; a pipeline may change everything else.
    """

    def __init__(self) -> None:
        self._entries_by_item: dict[tuple[str, str | None], PageEntry] = {}
        self._facts_by_row: dict[int, ItemFacts] = {}

    @property
    def facts(self) -> Collection[ItemFacts]:
        """The facts of all tracked articles, in the order in which pipelines told the first of each."""
        return self._facts_by_row.values()

    def get_facts(self, entry: PageEntry) -> ItemFacts:
        """The facts of an entry's article."""
        return self._facts_by_row.setdefault(entry.row_id, ItemFacts())

    def add(self, entry: PageEntry, article: Article) -> bool:
        """Add an article; False if the same article is there already, from another entry."""
        return self._entries_by_item.setdefault((article.id, article.url), entry) is entry

    def get_entry(self, article: Article) -> PageEntry | None:
        """The entry of an article."""
        return self._entries_by_item.get((article.id, article.url))

    def remove(self, entry: LedgerEntry) -> None:
        """Remove the article of an entry: it has left the pipelines."""
        if isinstance(entry, PageEntry):
            self._facts_by_row.pop(entry.row_id, None)
        self._entries_by_item = {
            item_key: tracked for item_key, tracked in self._entries_by_item.items() if tracked is not entry
        }


def open_ledger(settings: BaseSettings, *, crawl_name: str) -> Ledger:
    """Open the ledger: in the state folder if the output is a file that later runs append to, else in memory.

    :param crawl_name: the identity of the crawl; "" for a spider that is not newscrawl's and does not use the ledger.
    :raises BadArgument: a setting is not a list of seconds.
    :raises CrawlStateFailed: the ledger cannot be opened, or the same crawl is already running.
    """
    defaults = RevisitPolicy()
    revisit_policy = RevisitPolicy(
        revisit_ages=get_seconds_list(settings, "NEWSCRAWL_REVISIT", default=defaults.revisit_ages),
        retry_pauses=get_seconds_list(settings, "NEWSCRAWL_RETRY_PAUSES", default=defaults.retry_pauses),
    )
    state_dir = settings.get("NEWSCRAWL_STATE") if crawl_name and get_output_template(settings) else None
    has_memory = bool(state_dir) and settings.getbool("NEWSCRAWL_SITE_MEMORY_ENABLED")
    return Ledger(
        StateDatabase(state_dir or None), crawl_name=crawl_name, revisit_policy=revisit_policy, has_memory=has_memory
    )


def build_frontier(ledger: Ledger, settings: BaseSettings) -> Frontier:
    """The frontier with its limits on what is in flight at once.

    Of one site, two entries more are taken than are requested at a time: so the next entry is there in time, even when
    the one before must be requested again. In all, as many sites as `CONCURRENT_REQUESTS` can be slow and leave room
    for other sites. On a machine with many processors, more than `MAX_UNCOMMITTED_PAGES` pages are necessary to keep
    all workers busy.
    """
    per_site = max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
    workers = get_integer(settings, "NEWSCRAWL_WORKERS", default=cpu_count(), minimum=0)
    return Frontier(
        ledger,
        max_requested=max(1, settings.getint("CONCURRENT_REQUESTS")) * (per_site + 2),
        max_requested_per_site=per_site + 2,
        max_uncommitted=max(MAX_UNCOMMITTED_PAGES - per_site, 2 * workers, 1),
    )
