"""Whether the sources of sites still answer, and still have new articles.

A crawl that asks for what a command wants to look at, with all that a crawl heeds, and writes nothing.

What is found of a site that nobody has described: its name, language, feeds, sitemaps and sections.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any, Literal
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from newscrawl.cli.run import run_crawl
from newscrawl.discovery.date_range import DateRange
from newscrawl.discovery.feeds import find_feeds
from newscrawl.discovery.sitemaps import find_sitemaps_in_robots, get_robots_url
from newscrawl.exceptions import BadSection, NewscrawlError
from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata, Link, Seed
from newscrawl.metadata.date_parser import to_aware_datetime
from newscrawl.metadata.page_metadata import read_page_metadata
from newscrawl.rules.site_files import host_from_url
from newscrawl.rules.site_registry import SiteConfig
from newscrawl.rules.site_scaffold import UNKNOWN_LANGUAGE, SiteScaffold, guess_country
from newscrawl.spiders.feed import read_feed_links
from newscrawl.spiders.responses import build_fetch_error
from newscrawl.spiders.section import SectionFinder
from newscrawl.spiders.sitemap import SITEMAP, SitemapFinder
from newscrawl.urls.normalize import normalize_url
from newscrawl.urls.url_dates import parse_article_url_dates
from newscrawl.workers.pool import ExtractionPool

ResponseHandler = Callable[[Response, ExtractionPool], Awaitable[Iterable["Probe"]]]
"""What is done with an answer; what it gives is asked for, too."""


class Probe:
    """One address to look at, and what its answer is for.

    :param url: the address.
    :param read: called with the answer, and with where to parse it.
    :param failed: called where there is no answer, or none that can be read.
    """

    def __init__(self, url: str, on_response: ResponseHandler, on_error: Callable[[NewscrawlError], None]) -> None:
        self.url = url
        self.on_response = on_response
        self.on_error = on_error


class ProbeSpider(Spider):
    """Asks for addresses and hands each answer to whoever wants it."""

    name = "lookup"

    def __init__(self, *, probes: Iterable[Probe]) -> None:
        super().__init__()
        self._probes = probes

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy begins here."""
        for probe in self._probes:
            yield self._build_request(probe)

    async def handle_response(self, response: Response, probe: Probe) -> AsyncIterator[Request]:
        """Read an answer, and ask for what it leads to."""
        pool = self.crawler.get_extension(ExtractionPool)
        assert pool is not None  # noqa: S101 - the settings have it
        try:
            next_probes = [*await probe.on_response(response, pool)]
        except NewscrawlError as error:
            probe.on_error(error)
        else:
            for next_probe in next_probes:
                yield self._build_request(next_probe)

    def handle_failure(self, failure: Failure) -> None:
        """There was no answer."""
        failure.request.cb_kwargs["probe"].on_error(build_fetch_error(failure.value))  # type: ignore[attr-defined]

    def _build_request(self, probe: Probe) -> Request:
        return Request(
            probe.url,
            self.handle_response,
            errback=self.handle_failure,
            cb_kwargs={"probe": probe},
            meta={"download_maxsize": self.settings.getint("NEWSCRAWL_SOURCE_MAXSIZE")},
            dont_filter=True,
        )


def run_probes(settings: Settings, probes: Iterable[Probe]) -> None:
    """Ask for all of them.

    :raises NewscrawlError: the crawl could not be started.
    """
    for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT", "NEWSCRAWL_ARCHIVE"):
        settings.set(name, None, priority="cmdline")
    settings.set("FEEDS", {}, priority="cmdline")
    settings.set("NEWSCRAWL_TDMREP_ENABLED", False, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    error = run_crawl(process, process.create_crawler(ProbeSpider), {"probes": probes})  # type: ignore[dict-item]
    if error is not None:
        raise error


SeedKind = Literal["feed", "sitemap", "section"]

_MAX_AGE = timedelta(days=7)
"""A daily paper is silent for three days at most, a weekly one for six."""
_MAX_INDEX_DEPTH = 2
_MAX_SITEMAP_BYTES = 50 * 2**20
"""What a sitemap may have once unpacked, by the protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCheck:
    """What one source came to."""

    host: str
    kind: SeedKind
    url: str
    state: str = "unasked"
    """`ok`, `old`, or the reason why it is of no use, in the words of `newscrawl.exceptions`."""
    articles: int = 0
    newest: datetime | None = None
    note: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it answers and has new articles."""
        return self.state == "ok"


def check_sites(settings: Settings, sites: Sequence[SiteConfig]) -> list[SeedCheck]:
    """Every source of the sites, asked for once, in their order."""
    checkers = [
        _SeedChecker(SeedCheck(host=site.host, kind=kind, url=url)) for site in sites for kind, url in _iter_seeds(site)
    ]
    run_probes(settings, [trial.build_probe(trial.check.url) for trial in checkers])
    return [checker.check for checker in checkers]


def _iter_seeds(site: SiteConfig) -> Iterator[tuple[SeedKind, str]]:
    yield from (("feed", url) for url in site.feeds)
    yield from (("sitemap", url) for url in site.sitemaps)
    yield from (("section", url) for url in site.sections)


@dataclass(slots=True)
class _SeedChecker:
    """One source on trial; an index of sitemaps is judged by the first that it lists."""

    check: SeedCheck
    depth: int = 0

    def build_probe(self, url: str) -> Probe:
        return Probe(url, self.on_response, self.on_error)

    async def on_response(self, response: Response, pool: ExtractionPool) -> Iterable[Probe]:
        if not self.depth and normalize_url(response.url) != normalize_url(self.check.url):
            self.check = replace(self.check, note=f"moved to {response.url}")
        entries = await _read_seed(self.check.kind, response, pool)
        links = [entry for entry in entries if isinstance(entry, Link)]
        child_url = next((one.url for one in entries if isinstance(one, Seed)), None)
        if child_url and not links and self.depth < _MAX_INDEX_DEPTH:
            self.depth += 1
            return [self.build_probe(child_url)]
        self.check = evaluate_links(self.check, links, now=datetime.now(UTC))
        return ()

    def on_error(self, error: NewscrawlError) -> None:
        self.check = replace(self.check, state=error.reason, note=str(error))


async def _read_seed(kind: SeedKind, response: Response, pool: ExtractionPool) -> Sequence[Link | Seed]:
    """What a source lists: articles, or other sitemaps.

    :raises NewscrawlError: it is no such source, or cannot be read.
    """
    if kind == "feed":
        return await read_feed_links(response, pool)
    if kind == "section":
        return (await SectionFinder(pool=pool).parse_listing(response)).links
    finder = SitemapFinder(pool=pool, date_range=DateRange(), max_bytes=_MAX_SITEMAP_BYTES)
    return [entry async for entry in finder.find(response, Seed(url=response.url, kind=SITEMAP))]


def evaluate_links(check: SeedCheck, links: Sequence[Link], *, now: datetime) -> SeedCheck:
    """What the links of a source say of it: `old`, where the newest of those with a date is."""
    if not links:
        raise BadSection("nothing on it looks like an article", reason="no_article_links")
    dates = [date for link in links if (date := _link_date(link)) and date <= now + timedelta(days=1)]
    newest = max(dates, default=None)
    state = "old" if newest and now - newest > _MAX_AGE else "ok"
    return replace(check, state=state, articles=len(links), newest=newest)


def _link_date(link: Link) -> datetime | None:
    if declared := link.feed_metadata.published or link.feed_metadata.modified:
        return to_aware_datetime(declared)
    url_dates = parse_article_url_dates(link.url)
    return datetime.combine(url_dates.last, time(), UTC) if url_dates and url_dates.first == url_dates.last else None


_MAX_SEEDS_PER_KIND = 8
"""Sources of a kind: a page that links more feeds has one for each of its sections."""


@dataclass(slots=True)
class _DiscoveredSite:
    """What the answers gave so far."""

    url: str
    name: str | None = None
    language: str | None = None
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    problem: str = "it does not answer"


def scaffold_site(settings: Settings, url: str) -> tuple[SiteScaffold | None, str]:
    """The draft of the site at an address, or why there is none."""
    discovered = _DiscoveredSite(url)
    run_probes(settings, [Probe(url, partial(_read_home_page, discovered), partial(_on_home_page_error, discovered))])
    host = host_from_url(discovered.url)
    if not discovered.sections:
        return None, f"{url}: {discovered.problem}"
    language = discovered.language or UNKNOWN_LANGUAGE
    scaffold = SiteScaffold(
        host=host,
        name=discovered.name or host,
        country=guess_country(host, discovered.language),
        language=language,
        feeds=tuple(discovered.feeds[:_MAX_SEEDS_PER_KIND]),
        sitemaps=tuple(_prefer_news_sitemaps(discovered.sitemaps)[:_MAX_SEEDS_PER_KIND]),
        sections=tuple(discovered.sections[:_MAX_SEEDS_PER_KIND]),
    )
    return scaffold, ""


async def _read_home_page(discovered: _DiscoveredSite, response: Response, pool: ExtractionPool) -> Iterable[Probe]:
    discovered.url = response.url
    name, language = await pool.run(partial(_read_name_and_language, response.body, response.url))
    listing = await SectionFinder(pool=pool).parse_listing(response)
    discovered.name, discovered.language = name, language
    discovered.feeds += await pool.run(partial(find_feeds, response.body, url=response.url))
    own_sections = [
        url for url in listing.sections if f".{host_from_url(url)}".endswith(f".{host_from_url(response.url)}")
    ]
    discovered.sections += {normalize_url(url): url for url in (response.url, *own_sections)}.values()
    return [Probe(get_robots_url(response.url), partial(_read_robots, discovered), _ignore_error)]


async def _read_robots(discovered: _DiscoveredSite, response: Response, pool: ExtractionPool) -> Iterable[Probe]:
    discovered.sitemaps += find_sitemaps_in_robots(response.body, url=response.url)
    return ()


def _on_home_page_error(discovered: _DiscoveredSite, error: NewscrawlError) -> None:
    discovered.problem = str(error)


def _ignore_error(error: NewscrawlError) -> None:
    """A site without a robots.txt names no sitemaps."""


def _read_name_and_language(body: bytes, url: str) -> tuple[str | None, str | None]:
    """The publisher's name and the language that a page states."""
    meta = read_page_metadata(parse_html(body), url=url, feed_metadata=FeedMetadata())
    return meta.publisher, meta.language


def _prefer_news_sitemaps(sitemaps: list[str]) -> list[str]:
    """Those for news, if the names of any say so: the others list what the site has had for years."""
    return [url for url in sitemaps if "news" in urlsplit(url).path.lower()] or sitemaps
