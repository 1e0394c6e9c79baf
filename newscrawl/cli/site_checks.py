"""`scrapy sites check`: whether the feeds, sitemaps and sections of sites answer and have new articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from scrapy.http import Response
from scrapy.settings import Settings

from newscrawl.cli.probes import Probe, run_probes
from newscrawl.discovery.date_range import DateRange
from newscrawl.exceptions import BadSection, NewscrawlError
from newscrawl.items import Link, Seed
from newscrawl.metadata.date_parser import to_aware_datetime
from newscrawl.rules.site_registry import SiteConfig
from newscrawl.spiders.feed import read_feed_links
from newscrawl.spiders.section import SectionFinder
from newscrawl.spiders.sitemap import SITEMAP, SitemapFinder
from newscrawl.urls.normalize import normalize_url
from newscrawl.urls.url_dates import parse_article_url_dates
from newscrawl.workers.pool import ExtractionPool

SeedKind = Literal["feed", "sitemap", "section"]

_MAX_AGE = timedelta(days=7)
"""The age of a seed's newest article from which it is `old`. A daily paper is silent for at most three days, a weekly
one for six."""
_MAX_INDEX_DEPTH = 2
_MAX_SITEMAP_BYTES = 50 * 2**20
"""The size of an unpacked sitemap that the protocol allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedCheck:
    """The result of one seed."""

    host: str
    kind: SeedKind
    url: str
    state: str = "unasked"
    """`ok`, `old`, or the reason of the error (`newscrawl.exceptions`)."""
    articles: int = 0
    newest: datetime | None = None
    note: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether the seed answers and has new articles."""
        return self.state == "ok"


def check_sites(settings: Settings, sites: Sequence[SiteConfig]) -> list[SeedCheck]:
    """Request every seed of the sites once; the results have their order.

    :raises NewscrawlError: the crawl could not be started.
    """
    checkers = [
        _SeedChecker(SeedCheck(host=site.host, kind=kind, url=url)) for site in sites for kind, url in _iter_seeds(site)
    ]
    run_probes(settings, [checker.build_probe(checker.check.url) for checker in checkers])
    return [checker.check for checker in checkers]


def evaluate_links(check: SeedCheck, links: Sequence[Link], *, now: datetime) -> SeedCheck:
    """The result of a seed that lists these links: `old` if the newest of their dates is too old, otherwise `ok`.

    Links without a date do not count against the seed. A date more than a day in the future is an error of the site,
    and is ignored.

    :raises BadSection: there is no link.
    """
    if not links:
        raise BadSection("nothing on it looks like an article", reason="no_article_links")
    dates = [date for link in links if (date := _link_date(link)) and date <= now + timedelta(days=1)]
    newest = max(dates, default=None)
    state = "old" if newest and now - newest > _MAX_AGE else "ok"
    return replace(check, state=state, articles=len(links), newest=newest)


def _iter_seeds(site: SiteConfig) -> Iterator[tuple[SeedKind, str]]:
    yield from (("feed", url) for url in site.feeds)
    yield from (("sitemap", url) for url in site.sitemaps)
    yield from (("section", url) for url in site.sections)


@dataclass(slots=True)
class _SeedChecker:
    """Checks one seed. A sitemap index is judged by the first sitemap that it lists."""

    check: SeedCheck
    depth: int = 0

    def build_probe(self, url: str) -> Probe:
        return Probe(url, self.on_response, self.on_error)

    async def on_response(self, response: Response, pool: ExtractionPool) -> Iterable[Probe]:
        if not self.depth and normalize_url(response.url) != normalize_url(self.check.url):
            self.check = replace(self.check, note=f"moved to {response.url}")
        entries = await _read_seed(self.check.kind, response, pool)
        links = [entry for entry in entries if isinstance(entry, Link)]
        child_url = next((entry.url for entry in entries if isinstance(entry, Seed)), None)
        if child_url and not links and self.depth < _MAX_INDEX_DEPTH:
            self.depth += 1
            return [self.build_probe(child_url)]
        self.check = evaluate_links(self.check, links, now=datetime.now(UTC))
        return ()

    def on_error(self, error: NewscrawlError) -> None:
        self.check = replace(self.check, state=error.reason, note=str(error))


async def _read_seed(kind: SeedKind, response: Response, pool: ExtractionPool) -> Sequence[Link | Seed]:
    """The articles that a seed lists; of a sitemap index, its sitemaps.

    :raises NewscrawlError: the response is not such a seed, or cannot be read.
    """
    if kind == "feed":
        return await read_feed_links(response, pool)
    if kind == "section":
        return (await SectionFinder(pool=pool).parse_listing(response)).links
    finder = SitemapFinder(pool=pool, date_range=DateRange(), max_bytes=_MAX_SITEMAP_BYTES)
    return [entry async for entry in finder.find(response, Seed(url=response.url, kind=SITEMAP))]


def _link_date(link: Link) -> datetime | None:
    if declared := link.feed_metadata.published or link.feed_metadata.modified:
        return to_aware_datetime(declared)
    url_dates = parse_article_url_dates(link.url)
    return datetime.combine(url_dates.last, time(), UTC) if url_dates and url_dates.first == url_dates.last else None
