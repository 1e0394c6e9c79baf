"""The base class of all spiders. A subclass says only where links to articles are discovered."""

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
from newscrawl.items import Article, Link, Seed
from newscrawl.spiders.arguments import parse_url_list
from newscrawl.spiders.multipage import MultiPageFetcher
from newscrawl.spiders.requests import RequestFeeder
from newscrawl.spiders.responses import build_fetch_error, build_page
from newscrawl.state.crawl_locks import build_crawl_name
from newscrawl.state.models import NO_VALIDATORS, PageEntry, SeedEntry
from newscrawl.text import escape_for_log
from newscrawl.workers.pool import ExtractionPool

_LEDGER_BATCH_SIZE = 500
"""The number of URLs that are added to the ledger in one transaction. It takes about 50 ms, which block the crawl."""


def get_seed(response: Response) -> Seed:
    """The seed that a response belongs to."""
    seed: Seed = response.cb_kwargs["seed"]
    return seed


class NewsSpider(Spider):
    """A spider that discovers articles: subclass it, give it a `name`, and write `discover`.

    The spider requests the URLs of ``-a url=…`` as seeds and gives each response to `discover`. All that `discover`
    yields is stored in the ledger, and requested from there, a few URLs at a time. A `Link` is requested once: its page
    is read in the extraction pool, and ends as an `Article` or with a reason that is counted. A `Seed` is requested
    once in each pass of the crawl, and its response is given to `discover`, too.
    """

    argument_help: ClassVar[Mapping[str, str]] = {"url": "a URL, or several separated by commas"}
    """The names of the arguments that `-a` takes, and what they mean."""
    required_argument: ClassVar[str] = ""
    """The argument that must be given. If it is "", any one argument is enough."""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name, **arguments)
        self.start_urls = self.parse_arguments(arguments)
        self.crawl_name = build_crawl_name(self.name, arguments)
        """The identity of the crawl: a later run with the same name continues it."""

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Check the arguments, and return the URLs to start from.

        :raises BadArgument: an argument is unknown, missing or wrong.
        """
        # Scrapyd adds arguments such as _job.
        unknown = [name for name in arguments if name not in cls.argument_help and not name.startswith("_")]
        if unknown:
            accepted = ", ".join(cls.argument_help)
            raise BadArgument(
                f"spider {cls.name} takes no argument {escape_for_log(unknown[0])!r}; it takes: {accepted}"
            )
        alternatives = [cls.required_argument] if cls.required_argument else [*cls.argument_help]
        if not any(arguments.get(name) for name in alternatives):
            expected = " or ".join(f"-a {name}=…" for name in alternatives)
            raise BadArgument(f"spider {cls.name} needs {expected}")
        return parse_url_list(arguments["url"]) if arguments.get("url") else []

    async def start(self) -> AsyncIterator[Any]:
        """Yield all requests of the crawl. Scrapy calls this."""
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
        """What is requested first: the URLs of ``-a url=…``, as seeds."""
        for url in self.start_urls:
            yield Seed(url=url)

    def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The articles that a seed links, and further seeds.

        :raises NewscrawlError: the response is not what it should be. The error is reported, and the crawl goes on.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define discover()")

    def fallback_seeds(self, seed: Seed) -> Iterable[Link | Seed]:
        """What to request instead of a seed that cannot be used: nothing, unless a subclass overrides this."""
        return ()

    async def parse_seed(self, response: Response, seed: Seed) -> None:
        """Add to the ledger what a seed links."""
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
                    await asyncio.sleep(0)  # let other tasks run
        except NewscrawlError as error:
            self._fail_seed(entry, error, discovered)
        except Exception:  # a bug: Scrapy reports it
            self.ledger.complete_seed(entry, discovered)
            raise
        else:
            self.ledger.complete_seed(
                entry, discovered, NO_VALIDATORS if has_further_seeds else get_validators(response)
            )

    async def parse_page(self, response: Response, link: Link) -> AsyncIterator[Article]:
        """The article of a page; or record why there is none."""
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
                    entry, NotAnArticle("the same page from another URL", reason="duplicate")
                )

    def seed_errback(self, failure: Failure) -> None:
        """Record that a seed could not be fetched."""
        entry = get_seed_entry(failure)
        self.ledger.mark_responded(entry)
        self._fail_seed(entry, build_fetch_error(failure.value), [])

    def page_errback(self, failure: Failure) -> None:
        """Record that a page could not be fetched."""
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
        """The worker processes in which pages and feeds are parsed."""
        return require_extension(self.crawler, ExtractionPool)

    @cached_property
    def ledger(self) -> LedgerExtension:
        """The state of all URLs of the crawl."""
        return require_extension(self.crawler, LedgerExtension)

    @cached_property
    def outcome_recorder(self) -> OutcomeRecorder:
        """Records the outcomes of URLs."""
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
