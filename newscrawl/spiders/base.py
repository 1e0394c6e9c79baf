"""What every spider shares: a spider only says where articles are found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from scrapy import Request, Spider
from scrapy.exceptions import NotSupported
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from newscrawl.article import Article, Link
from newscrawl.article import Source as Source  # where spiders look for it
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, ExtractionFailed, NewscrawlError, NotAllowed, NotAnArticle
from newscrawl.extensions.crawl_ledger import CrawlLedger
from newscrawl.extensions.ends import Ends, page_entry, source_entry, validators_of
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.spiders.arguments import web_addresses
from newscrawl.spiders.asking import Asking
from newscrawl.spiders.fetching import fetch_error, page_from
from newscrawl.spiders.pages import PageJoiner
from newscrawl.state.entries import NONE, PageEntry, SourceEntry
from newscrawl.state.jobs import job_name

Extension = TypeVar("Extension")

_AT_ONCE = 500
"""Addresses that go into the ledger in one transaction: some 50 ms, in which nothing else happens."""


def source_of(response: Response) -> Source:
    """The source that was asked for when this came."""
    source: Source = response.cb_kwargs["source"]
    return source


class NewsSpider(Spider):
    """A way to find articles: subclass it, give it a `name`, and write `discover`.

    It asks for the addresses of ``-a url=…`` and hands each response to `discover`. Whatever that finds goes into the
    ledger, and is asked for from there, a few addresses at a time: every `Link` once, to be read in the extraction pool
    and to end as an `Article` or as a counted reason; every `Source` once a round, to be handed to `discover` again.
    """

    arguments: ClassVar[Mapping[str, str]] = {"url": "an address, or several with commas between them"}
    """The names that `-a` takes, and what for."""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name, **arguments)
        self.addresses = self.read_arguments(arguments)
        self.job = job_name(self.name, arguments)
        """What makes two runs the same crawl."""

    @classmethod
    def read_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """The addresses to begin with.

        :raises BadArgument: an argument is unknown, missing or wrong.
        """
        # Scrapyd adds arguments of its own, such as _job.
        unknown = [name for name in arguments if name not in cls.arguments and not name.startswith("_")]
        if unknown:
            known = ", ".join(cls.arguments)
            raise BadArgument(f"spider {cls.name} takes no argument {printable(unknown[0])!r}; it takes: {known}")
        if not any(arguments.get(name) for name in cls.arguments):
            wanted = " or ".join(f"-a {name}=…" for name in cls.arguments)
            raise BadArgument(f"spider {cls.name} needs {wanted}")
        return web_addresses(arguments["url"]) if arguments.get("url") else []

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy begins here."""
        asking = Asking(self.crawler, self.ledger, self.ends, self._request)
        found: list[Link | Source] = []
        async for one in self.begin():
            found.append(one)
            if len(found) >= _AT_ONCE:
                self.ledger.found(found)
                found.clear()
                for request in asking.requests():
                    yield request
        self.ledger.found(found)
        async for request in asking.to_the_end():
            yield request

    async def begin(self) -> AsyncIterator[Link | Source]:
        """What is asked for first: the addresses of ``-a url=…``, as sources."""
        for address in self.addresses:
            yield Source(url=address)

    def discover(self, response: Response) -> AsyncIterator[Link | Source]:
        """The articles that a source links, and further sources.

        :raises NewscrawlError: the source is not what it should be; that is reported, and the run goes on.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say what it finds in a source")

    def instead(self, source: Source) -> Iterable[Link | Source]:
        """What to ask for where a source cannot be used: nothing, unless a spider knows better."""
        return ()

    async def read_source(self, response: Response, source: Source) -> None:
        """Take note of what a source links."""
        entry = source_entry(response)
        self.ledger.answered(entry)
        if response.status == 304:
            self.ends.source_not_modified(entry)
            return
        found: list[Link | Source] = []
        leads_on = False
        try:
            async for one in self.discover(response):
                found.append(one)
                leads_on = leads_on or isinstance(one, Source)
                if len(found) >= _AT_ONCE:
                    self.ledger.found(found, by=entry)
                    found.clear()
                    await asyncio.sleep(0)  # others have their turn, however many links there are
        except NewscrawlError as error:
            self._unusable(entry, error, found)
        except Exception:  # a bug, which Scrapy reports
            self.ledger.source_done(entry, found)
            raise
        else:
            self.ledger.source_done(entry, found, NONE if leads_on else validators_of(response))

    async def read_page(self, response: Response, link: Link) -> AsyncIterator[Article]:
        """The article of a page, if it is one."""
        entry = page_entry(response)
        self.ledger.answered(entry)
        if response.status == 304:
            self.ends.not_modified(entry, response)
            return
        try:
            joiner = PageJoiner(crawler=self.crawler, pool=self.pool, meta=response.meta)
            article = await joiner.read(page_from(response, link.hints))
        except NotAnArticle as error:
            self.ends.refused(entry, error)
        except ExtractionFailed as error:
            self.ends.failed(entry, error)
        else:
            if self.ledger.articles.enter(entry, article):
                yield article
            else:
                self.ends.refused(entry, NotAnArticle("the same page from another address", reason="duplicate"))

    def source_failed(self, failure: Failure) -> None:
        """A source could not be fetched."""
        entry = source_entry(failure)
        self.ledger.answered(entry)
        self._unusable(entry, fetch_error(failure.value), [])

    def page_failed(self, failure: Failure) -> None:
        """A page could not be fetched."""
        entry, error = page_entry(failure), fetch_error(failure.value)
        self.ledger.answered(entry)
        if isinstance(error, NotAllowed):
            self.ends.refused(entry, error)
        else:
            status = failure.value.response.status if isinstance(failure.value, HttpError) else None
            self.ends.failed(entry, error, status=status)

    def _unusable(self, entry: SourceEntry, error: NewscrawlError, found: list[Link | Source]) -> None:
        self.ends.source_failed(entry, error, [*found, *self.instead(entry.source)])

    @cached_property
    def pool(self) -> ExtractionPool:
        """Where pages and feeds are parsed: never in the process that fetches them."""
        return self._extension(ExtractionPool)

    @cached_property
    def ledger(self) -> CrawlLedger:
        """Where every address is known, and how far it has come."""
        return self._extension(CrawlLedger)

    @cached_property
    def ends(self) -> Ends:
        """Where addresses come to their ends."""
        return self._extension(Ends)

    def _extension(self, kind: type[Extension]) -> Extension:
        found = self.crawler.get_extension(kind)
        if found is None:
            raise NotSupported(f"{kind.__module__}.{kind.__name__} must be in EXTENSIONS: no spider works without it")
        return found

    def _request(self, entry: PageEntry | SourceEntry) -> Request:
        if isinstance(entry, PageEntry):
            return Request(entry.url, self.read_page, errback=self.page_failed, cb_kwargs={"link": entry.link})
        return Request(
            entry.url,
            self.read_source,
            errback=self.source_failed,
            cb_kwargs={"source": entry.source},
            meta={"download_maxsize": self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE")},
        )
