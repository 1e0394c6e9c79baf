"""What every spider shares: a spider only says where articles are found."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from scrapy import Request, Spider
from scrapy.exceptions import NotSupported
from scrapy.http import Response
from twisted.python.failure import Failure

from newscrawl.article import Article, Link
from newscrawl.core.printable import printable
from newscrawl.core.urls import absolute, normalise_url
from newscrawl.errors import BadArgument, ExtractionFailed, FetchFailed, NewscrawlError, NotAllowed, NotAnArticle
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.extensions.run_report import RunReport
from newscrawl.spiders.arguments import web_addresses
from newscrawl.spiders.fetching import fetch_error, page_from

Extension = TypeVar("Extension")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address that is no article itself and may link some: a feed, a site map, a page of a section."""

    url: str


class NewsSpider(Spider):
    """A way to find articles: subclass it, give it a `name`, and write `discover`.

    It asks for the addresses of ``-a url=…`` and hands each response to `discover`. Every `Link` that comes
    back is asked for once, read in the extraction pool, and ends as an `Article` or as a counted reason; every
    `Source` is asked for once and handed to `discover` again.
    """

    arguments: ClassVar[Mapping[str, str]] = {"url": "an address, or several with commas between them"}
    """The names that `-a` takes, and what for."""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        super().__init__(name, **arguments)
        self.addresses = self.read_arguments(arguments)
        self._sources: set[str] = set()

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
        async for found in self.begin():
            if request := self._request(found):
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

    async def read_source(self, response: Response, source: Source) -> AsyncIterator[Any]:
        """Ask for what a source links."""
        try:
            async for found in self.discover(response):
                if request := self._request(found):
                    yield request
        except NewscrawlError as error:
            self.report.source_failed(source.url, error)

    async def read_page(self, response: Response, link: Link) -> AsyncIterator[Article]:
        """The article of a page, if it is one."""
        try:
            article = await self.pool.extract(page_from(response, link.hints))
        except NotAnArticle as error:
            self.report.refused(link, error)
        except ExtractionFailed as error:
            self.report.failed(link, error)
        else:
            yield article

    def source_failed(self, failure: Failure) -> None:
        """A source could not be fetched."""
        self.report.source_failed(failure.request.cb_kwargs["source"].url, fetch_error(failure.value))  # type: ignore[attr-defined]

    def page_failed(self, failure: Failure) -> None:
        """A page could not be fetched."""
        link, error = failure.request.cb_kwargs["link"], fetch_error(failure.value)  # type: ignore[attr-defined]
        if isinstance(error, NotAllowed):
            self.report.refused(link, error)
        else:
            self.report.failed(link, error)

    @cached_property
    def pool(self) -> ExtractionPool:
        """Where pages and feeds are parsed: never in the process that fetches them."""
        return self._extension(ExtractionPool)

    @cached_property
    def report(self) -> RunReport:
        """Where every discovered address and its end are counted."""
        return self._extension(RunReport)

    def _extension(self, kind: type[Extension]) -> Extension:
        found = self.crawler.get_extension(kind)
        if found is None:
            raise NotSupported(f"{kind.__module__}.{kind.__name__} must be in EXTENSIONS: no spider works without it")
        return found

    def _request(self, found: Link | Source) -> Request | None:
        """The request for what was found, None where it was asked for before or cannot be asked for.

        The requests pass Scrapy's own filter of repeated addresses, which would drop a redirect to an address
        that was asked for before without a word.
        """
        if isinstance(found, Source):
            return self._source_request(found)
        if not self.report.discovered(found):
            return None
        if problem := self._problem(found.url):
            self.report.failed(found, problem)
            return None
        return Request(found.url, self.read_page, errback=self.page_failed, cb_kwargs={"link": found}, dont_filter=True)

    def _source_request(self, source: Source) -> Request | None:
        key = normalise_url(source.url)
        if key in self._sources:
            return None
        self._sources.add(key)
        self.report.source_asked()
        if problem := self._problem(source.url):
            self.report.source_failed(source.url, problem)
            return None
        return Request(
            source.url,
            self.read_source,
            errback=self.source_failed,
            cb_kwargs={"source": source},
            meta={"download_maxsize": self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE")},
            dont_filter=True,
        )

    def _problem(self, url: str) -> FetchFailed | None:
        """Why no request can be made of an address; Scrapy would drop it without a word."""
        if absolute(None, url) is None:
            return FetchFailed("not a web address", reason="bad_address")
        if len(url) > self.settings.getint("URLLENGTH_LIMIT") > 0:
            return FetchFailed("longer than URLLENGTH_LIMIT allows", reason="bad_address")
        return None
