"""What is found of a site that nobody has described: its name, language, feeds, sitemaps and sections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from scrapy.http import Response
from scrapy.settings import Settings

from newscrawl.article import Hints
from newscrawl.core.feedforms.feedlinks import find_feeds
from newscrawl.core.markup.html import parse_html
from newscrawl.core.pagemeta import read_pagemeta
from newscrawl.core.sitemaps import robots_address, sitemaps_in_robots
from newscrawl.core.urls import normalise_url
from newscrawl.errors import NewscrawlError
from newscrawl.extensions.extraction_pool import ExtractionPool
from newscrawl.jobs.lookups import Lookup, look_up
from newscrawl.rules.sitedraft import UNKNOWN_LANGUAGE, SiteDraft, country_of
from newscrawl.spiders.sectionfinding import SectionFinder

_MOST = 8
"""Sources of a kind: a page that links more feeds has one for each of its sections."""


@dataclass(slots=True)
class _Findings:
    """What the answers gave so far."""

    url: str
    name: str | None = None
    language: str | None = None
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    problem: str = "it does not answer"


def draft_site(settings: Settings, url: str) -> tuple[SiteDraft | None, str]:
    """The draft of the site at an address, or why there is none."""
    found = _Findings(url)
    look_up(settings, [Lookup(url, partial(_read_home, found), partial(_no_home, found))])
    host = _host(found.url)
    if not found.sections:
        return None, f"{url}: {found.problem}"
    language = found.language or UNKNOWN_LANGUAGE
    draft = SiteDraft(
        host=host,
        name=found.name or host,
        country=country_of(host, found.language),
        language=language,
        feeds=tuple(found.feeds[:_MOST]),
        sitemaps=tuple(_for_news(found.sitemaps)[:_MOST]),
        sections=tuple(found.sections[:_MOST]),
    )
    return draft, ""


async def _read_home(found: _Findings, response: Response, pool: ExtractionPool) -> Iterable[Lookup]:
    found.url = response.url
    name, language = await pool.run(partial(_described, response.body, response.url))
    listing = await SectionFinder(pool=pool).read(response)
    found.name, found.language = name, language
    found.feeds += await pool.run(partial(find_feeds, response.body, url=response.url))
    own = [url for url in listing.sections if f".{_host(url)}".endswith(f".{_host(response.url)}")]
    found.sections += {normalise_url(url): url for url in (response.url, *own)}.values()
    return [Lookup(robots_address(response.url), partial(_read_robots, found), _ignored)]


async def _read_robots(found: _Findings, response: Response, pool: ExtractionPool) -> Iterable[Lookup]:
    found.sitemaps += sitemaps_in_robots(response.body, url=response.url)
    return ()


def _no_home(found: _Findings, error: NewscrawlError) -> None:
    found.problem = str(error)


def _ignored(error: NewscrawlError) -> None:
    """A site without a robots.txt names no sitemaps."""


def _described(body: bytes, url: str) -> tuple[str | None, str | None]:
    """The publisher's name and the language that a page states."""
    meta = read_pagemeta(parse_html(body), url=url, hints=Hints())
    return meta.publisher, meta.language


def _for_news(sitemaps: list[str]) -> list[str]:
    """Those for news, if the names of any say so: the others list what the site has had for years."""
    return [url for url in sitemaps if "news" in urlsplit(url).path.lower()] or sitemaps


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
