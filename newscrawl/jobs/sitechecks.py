"""Whether the sources of sites still answer, and still have new articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from scrapy.http import Response
from scrapy.settings import Settings

from newscrawl.article import Link
from newscrawl.core.dates import moment
from newscrawl.core.period import Period
from newscrawl.core.urldates import days_of_article
from newscrawl.core.urls import normalise_url
from newscrawl.errors import BadSection, NewscrawlError
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.jobs.lookups import Lookup, look_up
from newscrawl.rules.registry import Site
from newscrawl.spiders import feed
from newscrawl.spiders.base import Source
from newscrawl.spiders.sectionfinding import SectionFinder
from newscrawl.spiders.sitemapfinding import SITEMAP, SitemapFinder

Kind = Literal["feed", "sitemap", "section"]

_OLD = timedelta(days=7)
"""A daily paper is silent for three days at most, a weekly one for six."""
_DEEPEST = 2
_MOST_BYTES = 50 * 2**20
"""What a sitemap may have once unpacked, by the protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """What one source came to."""

    host: str
    kind: Kind
    url: str
    state: str = "unasked"
    """`ok`, `old`, or the reason why it is of no use, in the words of `newscrawl.errors`."""
    articles: int = 0
    newest: datetime | None = None
    note: str = ""

    @property
    def usable(self) -> bool:
        """Whether it answers and has new articles."""
        return self.state == "ok"


def check_sites(settings: Settings, sites: Sequence[Site]) -> list[SourceCheck]:
    """Every source of the sites, asked for once, in their order."""
    trials = [_Trial(SourceCheck(host=site.host, kind=kind, url=url)) for site in sites for kind, url in _sources(site)]
    look_up(settings, [trial.lookup(trial.check.url) for trial in trials])
    return [trial.check for trial in trials]


def _sources(site: Site) -> Iterator[tuple[Kind, str]]:
    yield from (("feed", url) for url in site.feeds)
    yield from (("sitemap", url) for url in site.sitemaps)
    yield from (("section", url) for url in site.sections)


@dataclass(slots=True)
class _Trial:
    """One source on trial; an index of sitemaps is judged by the first that it lists."""

    check: SourceCheck
    depth: int = 0

    def lookup(self, url: str) -> Lookup:
        return Lookup(url, self.read, self.failed)

    async def read(self, response: Response, pool: ExtractionPool) -> Iterable[Lookup]:
        if not self.depth and normalise_url(response.url) != normalise_url(self.check.url):
            self.check = replace(self.check, note=f"moved to {response.url}")
        found = await _found(self.check.kind, response, pool)
        links = [one for one in found if isinstance(one, Link)]
        child = next((one.url for one in found if isinstance(one, Source)), None)
        if child and not links and self.depth < _DEEPEST:
            self.depth += 1
            return [self.lookup(child)]
        self.check = judged(self.check, links, now=datetime.now(UTC))
        return ()

    def failed(self, error: NewscrawlError) -> None:
        self.check = replace(self.check, state=error.reason, note=str(error))


async def _found(kind: Kind, response: Response, pool: ExtractionPool) -> Sequence[Link | Source]:
    """What a source lists: articles, or other sitemaps.

    :raises NewscrawlError: it is no such source, or cannot be read.
    """
    if kind == "feed":
        return await feed.read(response, pool)
    if kind == "section":
        return (await SectionFinder(pool=pool).read(response)).links
    finder = SitemapFinder(pool=pool, period=Period(), limit=_MOST_BYTES)
    return [one async for one in finder.find(response, Source(url=response.url, kind=SITEMAP))]


def judged(check: SourceCheck, links: Sequence[Link], *, now: datetime) -> SourceCheck:
    """What the links of a source say of it: `old`, where the newest of those with a date is."""
    if not links:
        raise BadSection("nothing on it looks like an article", reason="no_article_links")
    dates = [date for link in links if (date := _date(link)) and date <= now + timedelta(days=1)]
    newest = max(dates, default=None)
    state = "old" if newest and now - newest > _OLD else "ok"
    return replace(check, state=state, articles=len(links), newest=newest)


def _date(link: Link) -> datetime | None:
    if stated := link.hints.published or link.hints.modified:
        return moment(stated)
    days = days_of_article(link.url)
    return datetime.combine(days.last, time(), UTC) if days and days.first == days.last else None
