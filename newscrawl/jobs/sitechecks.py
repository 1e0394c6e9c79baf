"""Whether the sources of sites still answer, and still have new articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from scrapy.http import Response
from scrapy.settings import Settings

from newscrawl.article import Link
from newscrawl.core.dates import to_aware_datetime
from newscrawl.core.period import DateRange
from newscrawl.core.urldates import parse_article_url_dates
from newscrawl.core.urls import normalize_url
from newscrawl.errors import BadSection, NewscrawlError
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.jobs.lookups import Probe, run_probes
from newscrawl.rules.registry import SiteConfig
from newscrawl.spiders import feed
from newscrawl.spiders.base import Seed
from newscrawl.spiders.sectionfinding import SectionFinder
from newscrawl.spiders.sitemapfinding import SITEMAP, SitemapFinder

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
    """`ok`, `old`, or the reason why it is of no use, in the words of `newscrawl.errors`."""
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
        return await feed.read_feed_links(response, pool)
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
