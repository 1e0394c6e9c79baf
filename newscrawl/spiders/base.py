"""What every spider shares: a spider only says where articles are found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newscrawl.exceptions import BadArgument, ExtractionFailed, FetchNotAllowed, NewscrawlError, NotAnArticle
from newscrawl.extensions.crawler import require_extension
from newscrawl.extensions.ledger import LedgerExtension
from newscrawl.extensions.outcomes import OutcomeRecorder
from newscrawl.extensions.request_meta import get_page_entry, get_seed_entry, get_validators
from newscrawl.items import Article, Link
from newscrawl.items import Seed as Seed
from newscrawl.spiders.arguments import parse_url_list
from newscrawl.spiders.multipage import MultiPageFetcher
from newscrawl.spiders.requests import RequestFeeder
from newscrawl.spiders.responses import build_fetch_error, build_page
from newscrawl.state.crawl_locks import build_crawl_name
from newscrawl.state.models import NO_VALIDATORS, PageEntry, SeedEntry
from newscrawl.text import escape_for_log
from newscrawl.workers.pool import ExtractionPool

_LEDGER_BATCH_SIZE = 500
"""Addresses that go into the ledger in one transaction: some 50 ms, in which nothing else happens."""


def get_seed(response: Response) -> Seed:
    """The source that was asked for when this came."""
    seed: Seed = response.cb_kwargs["seed"]
    return seed


class NewsSpider(Spider):
    """A way to find articles: subclass it, give it a `name`, and write `discover`.

    It asks for the addresses of ``-a url=…`` and hands each response to `discover`. Whatever that finds goes into the
    ledger, and is asked for from there, a few addresses at a time: every `Link` once, to be read in the extraction pool
    and to end as an `Article` or as a counted reason; every `Seed` once a round, to be handed to `discover` again.
    """

    argument_help: ClassVar[Mapping[str, str]] = {"url": "an address, or several with commas between them"}
    """The names that `-a` takes, and what for."""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name, **arguments)
        self.start_urls = self.parse_arguments(arguments)
        self.crawl_name = build_crawl_name(self.name, arguments)
        """What makes two runs the same crawl."""

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """The addresses to begin with.

        :raises BadArgument: an argument is unknown, missing or wrong.
        """
        # Scrapyd adds arguments of its own, such as _job.
        unknown = [name for name in arguments if name not in cls.argument_help and not name.startswith("_")]
        if unknown:
            accepted = ", ".join(cls.argument_help)
            raise BadArgument(
                f"spider {cls.name} takes no argument {escape_for_log(unknown[0])!r}; it takes: {accepted}"
            )
        if not any(arguments.get(name) for name in cls.argument_help):
            expected = " or ".join(f"-a {name}=…" for name in cls.argument_help)
            raise BadArgument(f"spider {cls.name} needs {expected}")
        return parse_url_list(arguments["url"]) if arguments.get("url") else []

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy begins here."""
        feeder = RequestFeeder(self.crawler, self.ledger, self.outcome_recorder, self._build_request)
        discovered: list[Link | Seed] = []
        async for item in self.starting_points():
            discovered.append(item)
            if len(discovered) >= _LEDGER_BATCH_SIZE:
                self.ledger.add_discovered(discovered)
                discovered.clear()
                for request in feeder.ready_requests():
                    yield request
        self.ledger.add_discovered(discovered)
        async for request in feeder.drain():
            yield request

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """What is asked for first: the addresses of ``-a url=…``, as sources."""
        for url in self.start_urls:
            yield Seed(url=url)

    def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The articles that a source links, and further sources.

        :raises NewscrawlError: the source is not what it should be; that is reported, and the run goes on.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say what it finds in a source")

    def fallback_seeds(self, seed: Seed) -> Iterable[Link | Seed]:
        """What to ask for where a source cannot be used: nothing, unless a spider knows better."""
        return ()

    async def parse_seed(self, response: Response, seed: Seed) -> None:
        """Take note of what a source links."""
        entry = get_seed_entry(response)
        self.ledger.mark_responded(entry)
        if response.status == 304:
            self.outcome_recorder.record_seed_not_modified(entry)
            return
        discovered: list[Link | Seed] = []
        has_further_seeds = False
        try:
            async for item in self.discover(response):
                discovered.append(item)
                has_further_seeds = has_further_seeds or isinstance(item, Seed)
                if len(discovered) >= _LEDGER_BATCH_SIZE:
                    self.ledger.add_discovered(discovered, seed_entry=entry)
                    discovered.clear()
                    await asyncio.sleep(0)  # others have their turn, however many links there are
        except NewscrawlError as error:
            self._fail_seed(entry, error, discovered)
        except Exception:  # a bug, which Scrapy reports
            self.ledger.complete_seed(entry, discovered)
            raise
        else:
            self.ledger.complete_seed(
                entry, discovered, NO_VALIDATORS if has_further_seeds else get_validators(response)
            )

    async def parse_page(self, response: Response, link: Link) -> AsyncIterator[Article]:
        """The article of a page, if it is one."""
        entry = get_page_entry(response)
        self.ledger.mark_responded(entry)
        if response.status == 304:
            self.outcome_recorder.record_not_modified(entry, response)
            return
        try:
            fetcher = MultiPageFetcher(crawler=self.crawler, pool=self.pool, request_meta=response.meta)
            article = await fetcher.fetch_article(build_page(response, link.feed_metadata))
        except NotAnArticle as error:
            self.outcome_recorder.record_refused(entry, error)
        except ExtractionFailed as error:
            self.outcome_recorder.record_failed(entry, error)
        else:
            if self.ledger.track_item(entry, article):
                yield article
            else:
                self.outcome_recorder.record_refused(
                    entry, NotAnArticle("the same page from another address", reason="duplicate")
                )

    def seed_errback(self, failure: Failure) -> None:
        """A source could not be fetched."""
        entry = get_seed_entry(failure)
        self.ledger.mark_responded(entry)
        self._fail_seed(entry, build_fetch_error(failure.value), [])

    def page_errback(self, failure: Failure) -> None:
        """A page could not be fetched."""
        entry, error = get_page_entry(failure), build_fetch_error(failure.value)
        self.ledger.mark_responded(entry)
        if isinstance(error, FetchNotAllowed):
            self.outcome_recorder.record_refused(entry, error)
        else:
            status = failure.value.response.status if isinstance(failure.value, HttpError) else None
            self.outcome_recorder.record_failed(entry, error, status=status)

    def _fail_seed(self, entry: SeedEntry, error: NewscrawlError, discovered: list[Link | Seed]) -> None:
        self.outcome_recorder.record_seed_failed(entry, error, [*discovered, *self.fallback_seeds(entry.seed)])

    @cached_property
    def pool(self) -> ExtractionPool:
        """Where pages and feeds are parsed: never in the process that fetches them."""
        return require_extension(self.crawler, ExtractionPool)

    @cached_property
    def ledger(self) -> LedgerExtension:
        """Where every address is known, and how far it has come."""
        return require_extension(self.crawler, LedgerExtension)

    @cached_property
    def outcome_recorder(self) -> OutcomeRecorder:
        """Where addresses come to their ends."""
        return require_extension(self.crawler, OutcomeRecorder)

    def _build_request(self, entry: PageEntry | SeedEntry) -> Request:
        if isinstance(entry, PageEntry):
            return Request(entry.url, self.parse_page, errback=self.page_errback, cb_kwargs={"link": entry.link})
        return Request(
            entry.url,
            self.parse_seed,
            errback=self.seed_errback,
            cb_kwargs={"seed": entry.seed},
            meta={"download_maxsize": self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE")},
        )
