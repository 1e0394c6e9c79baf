"""Finds the name and the seeds of an unknown site, and fetches pages of articles for cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from scrapy.http import Response
from scrapy.settings import Settings

from newscrawl.cli.cases import CaseMeta, CasePage
from newscrawl.cli.probes import Probe, run_probes
from newscrawl.discovery.feeds import find_feeds
from newscrawl.discovery.sitemaps import find_sitemaps_in_robots, get_robots_url
from newscrawl.exceptions import NewscrawlError
from newscrawl.extensions.request_meta import get_header
from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata
from newscrawl.metadata.page_metadata import read_page_metadata
from newscrawl.rules.site_files import host_from_url
from newscrawl.rules.site_scaffold import UNKNOWN_LANGUAGE, SiteScaffold, guess_country
from newscrawl.spiders.responses import build_page
from newscrawl.spiders.section import SectionFinder
from newscrawl.urls.normalize import normalize_url
from newscrawl.workers.pool import ExtractionPool

_MAX_SEEDS_PER_KIND = 8
"""A page that links more feeds links one for each of its sections."""
_MAX_ARTICLE_PAGES = 3
"""Article pages that are fetched for the first case: the first link may be a video or a live blog."""


@dataclass(slots=True)
class FetchedPages:
    """The pages of articles that were fetched, in the order of the URLs, and why others were not."""

    pages: dict[str, CasePage | None]
    problems: list[str] = field(default_factory=list)

    def build_probes(self) -> list[Probe]:
        """The probes that fetch the pages."""
        return [Probe(url, partial(self._on_response, url), partial(self._on_error, url)) for url in self.pages]

    async def _on_response(self, url: str, response: Response, pool: ExtractionPool) -> Iterable[Probe]:
        build_page(response, FeedMetadata())  # raises NotAnArticle if it is not HTML
        meta = CaseMeta(
            url=response.url,
            content_type=get_header(response, "Content-Type") or "",
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self.pages[url] = CasePage(meta=meta, body=response.body)
        return ()

    def _on_error(self, url: str, error: NewscrawlError) -> None:
        self.problems.append(f"{url}: {error}")


@dataclass(slots=True)
class _DiscoveredSite:
    """What the responses have given so far."""

    url: str
    name: str | None = None
    language: str | None = None
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    articles: FetchedPages = field(default_factory=lambda: FetchedPages({}))
    problem: str = "it does not answer"


def fetch_case_pages(settings: Settings, urls: Sequence[str]) -> FetchedPages:
    """Fetch the pages at these URLs.

    :raises NewscrawlError: the crawl could not be started.
    """
    fetched = FetchedPages(dict.fromkeys(urls))
    run_probes(settings, fetched.build_probes())
    return fetched


def discover_site(settings: Settings, url: str) -> tuple[SiteScaffold | None, list[CasePage], str]:
    """Find the name, language and seeds of the site at a URL, and fetch the first articles that its page links.

    :return: the site, and pages of articles; or None, no pages, and the problem.
    :raises NewscrawlError: the crawl could not be started.
    """
    discovered = _DiscoveredSite(url)
    run_probes(settings, [Probe(url, partial(_read_home_page, discovered), partial(_on_home_page_error, discovered))])
    host = host_from_url(discovered.url)
    if not discovered.sections:
        return None, [], f"{url}: {discovered.problem}"
    scaffold = SiteScaffold(
        host=host,
        name=discovered.name or host,
        country=guess_country(host, discovered.language),
        language=discovered.language or UNKNOWN_LANGUAGE,
        feeds=tuple(discovered.feeds[:_MAX_SEEDS_PER_KIND]),
        sitemaps=tuple(_prefer_news_sitemaps(discovered.sitemaps)[:_MAX_SEEDS_PER_KIND]),
        sections=tuple(discovered.sections[:_MAX_SEEDS_PER_KIND]),
    )
    return scaffold, [page for page in discovered.articles.pages.values() if page], ""


async def _read_home_page(discovered: _DiscoveredSite, response: Response, pool: ExtractionPool) -> Iterable[Probe]:
    discovered.url = response.url
    name, language = await pool.run(partial(_read_name_and_language, response.body, response.url))
    listing = await SectionFinder(pool=pool).parse_listing(response)
    discovered.name, discovered.language = name, language
    discovered.feeds += await pool.run(partial(find_feeds, response.body, url=response.url))
    own_sections = [url for url in listing.sections if _is_below(url, response.url)]
    discovered.sections += {normalize_url(url): url for url in (response.url, *own_sections)}.values()
    article_urls = [link.url for link in listing.links if _is_below(link.url, response.url)]
    discovered.articles = FetchedPages(dict.fromkeys(article_urls[:_MAX_ARTICLE_PAGES]))
    robots_probe = Probe(get_robots_url(response.url), partial(_read_robots, discovered), _ignore_error)
    return [robots_probe, *discovered.articles.build_probes()]


async def _read_robots(discovered: _DiscoveredSite, response: Response, pool: ExtractionPool) -> Iterable[Probe]:
    discovered.sitemaps += find_sitemaps_in_robots(response.body, url=response.url)
    return ()


def _on_home_page_error(discovered: _DiscoveredSite, error: NewscrawlError) -> None:
    discovered.problem = str(error)


def _ignore_error(error: NewscrawlError) -> None:
    """A site without robots.txt names no sitemaps there."""


def _read_name_and_language(body: bytes, url: str) -> tuple[str | None, str | None]:
    """The publisher's name and the language that a page declares."""
    metadata = read_page_metadata(parse_html(body), url=url, feed_metadata=FeedMetadata())
    return metadata.publisher, metadata.language


def _prefer_news_sitemaps(sitemaps: list[str]) -> list[str]:
    """The sitemaps with "news" in their path, if there are any: the others may list all that the site ever had."""
    return [url for url in sitemaps if "news" in urlsplit(url).path.lower()] or sitemaps


def _is_below(url: str, home_url: str) -> bool:
    """Whether a URL is on the host of the home page, or on a host below it."""
    return f".{host_from_url(url)}".endswith(f".{host_from_url(home_url)}")
