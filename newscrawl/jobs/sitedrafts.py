"""What is found of a site that nobody has described: its name, language, feeds, sitemaps and sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from scrapy.http import Response
from scrapy.settings import Settings

from newscrawl.article import FeedMetadata
from newscrawl.core.feedforms.feedlinks import find_feeds
from newscrawl.core.markup.html import parse_html
from newscrawl.core.pagemeta import read_page_metadata
from newscrawl.core.sitemaps import find_sitemaps_in_robots, get_robots_url
from newscrawl.core.urls import normalize_url
from newscrawl.errors import NewscrawlError
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.jobs.lookups import Probe, run_probes
from newscrawl.rules.sitedraft import UNKNOWN_LANGUAGE, SiteScaffold, guess_country
from newscrawl.spiders.sectionfinding import SectionFinder

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
    host = _host_without_www(discovered.url)
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
        url for url in listing.sections if f".{_host_without_www(url)}".endswith(f".{_host_without_www(response.url)}")
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


def _host_without_www(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
