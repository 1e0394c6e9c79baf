"""The ledger of a running crawl: what is found goes in, what is asked next comes out, ends are recorded in groups."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Self, TypeVar

from scrapy import signals
from scrapy.exceptions import NotSupported
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from newscrawl.article import Article, Link, Source
from newscrawl.core.digest import key_of
from newscrawl.errors import NewscrawlError, OutputFailed, StateFailed
from newscrawl.extensions.committing import Committing
from newscrawl.extensions.in_pipelines import InPipelines
from newscrawl.extensions.ledger_settings import frontier_of, ledger_of
from newscrawl.extensions.numbers import number
from newscrawl.extensions.run_report import RunReport
from newscrawl.state.commits import Commits, Output
from newscrawl.state.entries import NONE, End, Entry, Found, PageEntry, SourceEntry, Validators
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Ledger

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

Result = TypeVar("Result")

links_found = object()
"""Signal: links were found that nobody knew before (`links`, a list)."""


class CrawlLedger:
    """Keeps a crawl's ledger, and sees to it that a page is done only when its line is on the disk.

    Settings: ``NEWSCRAWL_STATE`` (the folder of the ledger), ``NEWSCRAWL_COMMIT_PAGES`` and
    ``NEWSCRAWL_COMMIT_SECONDS`` (how many ends are recorded together, and how long one waits for others),
    ``NEWSCRAWL_REVISIT`` and ``NEWSCRAWL_RETRY_PAUSES`` (lists of seconds: `newscrawl.core.schedule`).

    Where articles go to no file of newscrawl's own, or there is no folder, the ledger is forgotten with the crawl: a
    file that Scrapy writes anew each time must have every article each time.

    If the output or the ledger can no longer be written, the crawl ends with the reason ``write_error``,
    ``disk_full`` or ``state_error``; what has no end then is asked for by the next run.
    """

    def __init__(self, crawler: Crawler, ledger: Ledger, frontier: Frontier, *, pages: int, seconds: float) -> None:
        self._crawler = crawler
        self.ledger = ledger
        self._frontier = frontier
        self._commits = Commits(ledger, size=pages)
        self._seconds = seconds
        self._timer: AsyncioLoopingCall | LoopingCall | None = None
        self._left_over = ledger.count_to_ask()
        self._broken = False
        self._committing = Committing(self._commits, frontier, attempt=self._try, recorded=self._recorded)
        self.articles = InPipelines()
        self.changed = asyncio.Event()
        """Set when there may be something to take that was not there before."""
        self.all_asked = False
        """To be set when all that was found has its end."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the ledger: where that fails, the crawl has not begun.

        :raises BadArgument: a setting cannot be used.
        :raises StateFailed: the ledger cannot be opened, or the same crawl is running already.
        """
        pages = int(number(crawler.settings, "NEWSCRAWL_COMMIT_PAGES", default=10, least=1))
        seconds = number(crawler.settings, "NEWSCRAWL_COMMIT_SECONDS", default=1, least=0.01)
        ledger = ledger_of(crawler.settings, job=getattr(crawler.spider, "job", ""))
        kept = cls(crawler, ledger, frontier_of(ledger, crawler.settings), pages=pages, seconds=seconds)
        crawler.signals.connect(kept._opened, signals.spider_opened)
        crawler.signals.connect(kept._closed, signals.spider_closed)
        return kept

    def write_to(self, output: Output) -> None:
        """Where the lines of articles go."""
        self._commits.write_to(output)

    def found(self, found: Sequence[Link | Source], *, by: SourceEntry | None = None) -> None:
        """Take note of what was found."""
        self._count(self._try(lambda: self.ledger.add(found, by=by)))

    def source_done(self, source: SourceEntry, found: Sequence[Link | Source], validators: Validators = NONE) -> None:
        """Take note of the last that a source links, and that it is not to be asked again in this round.

        :param validators: none where it was not read to its end, or leads to other sources: these would not be found.
        """
        self._count(self._try(lambda: self.ledger.source_done(source, found, validators=validators)))
        self.leave(source)

    def take(self) -> PageEntry | SourceEntry | None:
        """What to ask for next; None where there is nothing, or no room for it now."""
        return self._try(self._frontier.take)

    @property
    def open_entries(self) -> list[PageEntry | SourceEntry]:
        """What is under way, and has no end."""
        return [*filter(self.is_open, self._frontier.under_way)]

    def answered(self, entry: Entry) -> None:
        """The response to an address, or its failure, is there."""
        self._frontier.answered(entry)
        self.changed.set()

    def is_open(self, entry: Entry) -> bool:
        """Whether an address is under way, and has no end."""
        return not self._broken and self._frontier.has(entry) and entry not in self._commits

    def claim(self, entry: PageEntry, article: Article) -> bool:
        """Whether an article is this address's to write: it is not where another has given it."""
        return bool(self._try(lambda: self.ledger.claim(entry, key_of(article))))

    def write(self, article: Article, line: bytes) -> None:
        """Write an article's line, together with the end of its address."""
        self._try(lambda: self._commits.write(line, site=article.site or "", entry=self.articles.entry_of(article)))

    def end(self, entry: PageEntry, end: End) -> None:
        """An address has come to its end, which counts when it is recorded."""
        if self.is_open(entry):
            self.answered(entry)
            self._try(lambda: self._commits.add(entry, end))
            self._committing.if_full()

    def leave(self, entry: Entry) -> None:
        """An address is under way no more; without an end it stays in the ledger as it is."""
        self._frontier.left(entry)
        self.articles.leave(entry)
        self.changed.set()

    def commit(self) -> bool:
        """Record the ends so far, here and now; whether there were any."""
        return self._committing.now()

    def _recorded(self, ends: Iterable[tuple[PageEntry, End]]) -> None:
        for entry, end in ends:
            self._report.ended(end.state, end.reason)
            self.leave(entry)

    def _try(self, call: Callable[[], Result]) -> Result | None:
        """Record something; end the crawl where it cannot be, after which nothing more is."""
        if self._broken:
            return None
        try:
            return call()
        except (OutputFailed, StateFailed) as error:
            self._give_up(error)
            return None

    def _give_up(self, error: NewscrawlError) -> None:
        self._report.cannot_go_on(error)
        if isinstance(error, OutputFailed):
            with suppress(OutputFailed, StateFailed):  # what was written before may be whole
                self._recorded(self._commits.commit())
        self._broken = True
        self.changed.set()
        if self._crawler.engine is not None:
            deferred_from_coro(self._crawler.engine.close_spider_async(reason=error.reason))

    def _count(self, found: Found | None) -> None:
        if found is None:  # it could not be recorded
            return
        self._report.discovered(len(found.new) + found.known + found.waiting)
        self._report.ended("unchanged", "known", found.known)
        self._report.ended("unchanged", "waiting", found.waiting)
        if found.new:
            self._crawler.signals.send_catch_log(links_found, links=found.new)
        self._frontier.add_sites(found.sites)
        self.changed.set()

    @property
    def _report(self) -> RunReport:
        report = self._crawler.get_extension(RunReport)
        if report is None:
            raise NotSupported(f"{RunReport.__module__}.RunReport must be in EXTENSIONS: no crawl works without it")
        return report

    def _opened(self) -> None:
        self._report.discovered(self._left_over)
        self._timer = create_looping_call(self._committing.soon)
        self._timer.start(self._seconds, now=False)

    def _closed(self, reason: str) -> None:
        if self._timer is not None:
            self._timer.stop()
        self.commit()
        self._committing.close()
        finished = self.all_asked and reason == "finished" and not self._broken
        try:
            self.ledger.close(reason, finished=finished)
        except StateFailed as error:
            self._report.cannot_go_on(error)
