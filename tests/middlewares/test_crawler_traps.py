"""The crawl of a site that never ends is stopped; that of a large archive is not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
from scrapy.http import Response

from fixtures.hostileserver import HostileServer, Route, answer
from newscrawl.items import Link, Seed
from newscrawl.spiders.base import NewsSpider
from tests.crawling import crawl
from tests.pages import story

pytestmark = pytest.mark.asyncio

MAX_PAGES = 20
NO_DEPTH = {"NEWSCRAWL_TRAP_PAGES": MAX_PAGES, "DEPTH_LIMIT": 0}

visits = count()


class EverythingSpider(NewsSpider):
    """Follows every link of every page: no spider is less careful."""

    name = "everything"

    async def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """Links marked as stories are articles, all others are seeds."""
        for kind, href in re.findall(rb'<a class="(\w*)" href="([^"]+)">', response.body):
            url = response.urljoin(href.decode())
            yield Link(url=url) if kind == b"story" else Seed(url=url)


def page(*hrefs: str, kind: str = "") -> bytes:
    return answer("".join(f'<a class="{kind}" href="{href}">…</a>' for href in hrefs).encode())


def months(path: str) -> Iterator[bytes]:
    year, month = map(int, path.rstrip("/").split("/")[-2:])
    yield page(f"/events/{year + month // 12}/{month % 12 + 1:02}/", f"/events/{year - 1}/{month:02}/")


def days_as_stories(path: str) -> Iterator[bytes]:
    year = int(path.rstrip("/").split("/")[-2])
    days = "".join(f'<a class="story" href="/events/{year}/11/{day:02}/">…</a>' for day in range(1, 29))
    yield answer(f'{days}<a class="" href="/events/{year + 1}/11/">…</a>'.encode())


def by_query(path: str) -> Iterator[bytes]:
    number = int(re.findall(r"month=(\d+)", path)[0])
    yield page(f"/cal?view=list&month={number + 1}", f"/cal?month={number + 2}&view=list")


def sessions(path: str) -> Iterator[bytes]:
    fresh = f"visit={next(visits):04x}a1b2c3d4e5f60718"
    stories = "".join(f'<a class="story" href="/story/{number}?{fresh}">…</a>' for number in range(3))
    yield answer(f'{stories}<a class="" href="/list?{fresh}">…</a>'.encode())


def growing(path: str) -> Iterator[bytes]:
    yield page("more/", "news/", f"{next(visits)}/")


def tags(path: str) -> Iterator[bytes]:
    yield page(*(f"{path}{letter}" for letter in "abc"))


TRAPS: dict[str, tuple[Route, str]] = {
    "calendar": (months, "/events/2026/11/"),
    "calendar whose days look like stories": (days_as_stories, "/events/2026/11/"),
    "calendar by query": (by_query, "/cal?view=list&month=1"),
    "session ids in an unknown parameter": (sessions, "/list?visit=ffffa1b2c3d4e5f60718"),
    "growing path": (growing, "/a/"),
    "tags that lead to tags": (tags, "/tags/a"),
}


@pytest.mark.parametrize(("route", "start"), TRAPS.values(), ids=TRAPS)
async def test_a_trap_is_detected(route: Route, start: str) -> None:
    stories: Route = lambda path: [answer(story(path.partition("?")[0]).encode())]  # noqa: E731
    with HostileServer({"/": route, "/story/": stories}) as server:
        done = await crawl(EverythingSpider, NO_DEPTH, url=server.url(start))
        assert len(server.requested_paths) <= 6 * MAX_PAGES + 2
    assert done.stats.get("sources_failed/trap", 0) + done.stats.get("refused/trap", 0) > 0
    assert done.stats["pending"] == 0


async def test_a_site_with_several_levels_is_not_a_trap() -> None:
    levels = ["/", "/europe/", "/europe/scotland/", "/europe/scotland/page/2", "/europe/scotland/page/3"]
    routes: dict[str, Route] = {
        level: lambda path, to=lower: [page(to)]  # type: ignore[misc]
        for level, lower in zip(levels, [*levels[1:], "/"], strict=True)
    }
    with HostileServer(routes) as server:
        await crawl(EverythingSpider, url=server.url("/"))
        assert server.requested_paths == levels


async def test_a_chain_of_pages_ends_at_the_depth_limit() -> None:
    chain: Route = lambda path: [page(f"/p{int(path[2:]) + 1}")]  # noqa: E731
    with HostileServer({"/": chain}) as server:
        done = await crawl(EverythingSpider, {"DEPTH_LIMIT": 3}, url=server.url("/p0"))
        assert server.requested_paths == ["/p0", "/p1", "/p2", "/p3"]
    assert done.stats["sources_failed/trap"] == 1


async def test_an_article_that_is_too_deep_is_counted() -> None:
    routes: dict[str, Route] = {
        "/": lambda path: [page("/next")],
        "/next": lambda path: [page("/story", kind="story")],
    }
    with HostileServer(routes) as server:
        done = await crawl(EverythingSpider, {"DEPTH_LIMIT": 1}, url=server.url("/"))
    assert done.stats == {"sources": 2, "discovered": 1, "refused/trap": 1, "pending": 0}


@pytest.mark.parametrize(
    "hrefs",
    [
        [f"/2026/11/{day:02}/the-ferry-is-late-{day}" for day in range(1, 30)],
        [f"/news/{number}.html" for number in range(60)],
        [f"/comics/2026/11/{day:02}" for day in range(1, 30)],
        [f"/story?sid={number}" for number in range(60)],
    ],
    ids=["dates and slugs", "numbers", "dates alone", "numbers that are called sid"],
)
async def test_an_archive_is_not_a_trap(hrefs: list[str]) -> None:
    with HostileServer({"/": lambda path: [page(*hrefs, kind="story")]}) as server:
        done = await crawl(EverythingSpider, NO_DEPTH, url=server.url("/"))
        assert len(server.requested_paths) == len(hrefs) + 1
    assert done.stats["discovered"] == len(hrefs)
    assert "refused/trap" not in done.stats


async def test_an_index_of_days_is_not_a_trap() -> None:
    days = [f"/sitemaps/2026/{day:03}.xml" for day in range(60)]
    routes: dict[str, Route] = {"/": lambda path: [page(*days)], "/sitemaps/": lambda path: [page()]}
    with HostileServer(routes) as server:
        await crawl(EverythingSpider, NO_DEPTH, url=server.url("/"))
        assert len(server.requested_paths) == len(days) + 1


async def test_pages_of_several_sections_are_counted_separately() -> None:
    sections = [f"/section{letter}/page/0" for letter in "abcdefgh"]

    def paged(path: str) -> Iterator[bytes]:
        section, _, number = path.rpartition("/")
        yield page(*([f"{section}/{int(number) + 1}"] if int(number) < MAX_PAGES - 1 else []))

    with HostileServer({"/": lambda path: [page(*sections)] if path == "/" else paged(path)}) as server:
        done = await crawl(EverythingSpider, NO_DEPTH, url=server.url("/"))
        assert len(server.requested_paths) == 8 * MAX_PAGES + 1
    assert "sources_failed/trap" not in done.stats
