"""Nothing that a list, a feed, a page, a redirect or DNS says leads the crawler into the network it runs in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from fixtures.hostileserver import HostileServer, answer
from newscrawl.exceptions import BadArgument
from newscrawl.middlewares.ssrf import SsrfMiddleware
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import ROOT, TEST_SETTINGS, crawl
from tests.pages import rss, story

ALLOWED = "127.0.0.9"
"""Where the sources of these tests stand; the same server answers at all of 127.0.0.0/8."""
SPELLINGS = """
    127.0.0.1 localhost 2130706433 0x7f.1 127.1 0177.0.0.1 0.0.0.0 [::ffff:127.0.0.1] 127.0.0.1. news@127.0.0.1
    news.example@localhost ①②⑦.⓪.⓪.① 169.254.169.254 10.0.0.1 [fe80::1] [64:ff9b::7f00:1] metadata.google.internal
""".split()


@pytest.fixture
def inside() -> Iterator[HostileServer]:
    """A server that would give everything away."""
    with HostileServer({"/secret": lambda path: [answer(story().encode())]}, address="0.0.0.0") as server:  # noqa: S104
        yield server


def secrets(server: HostileServer) -> list[str]:
    return [server.url(f"/secret?{number}", host) for number, host in enumerate(SPELLINGS)]


def redirect(address: str) -> bytes:
    return answer(b"", status="302 Found", Location=address)


def refresh(address: str) -> bytes:
    return answer(f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={address}"><p>…'.encode())


@pytest.mark.asyncio
async def test_a_list_of_addresses_leads_nowhere_inside(inside: HostileServer, tmp_path: Path) -> None:
    listed = tmp_path / "addresses.txt"
    listed.write_text("\n".join(secrets(inside)), encoding="utf-8")
    done = await crawl(ArticleSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ""}, urls=str(listed))
    assert done.stats["refused/inside_address"] == done.stats["discovered"] == len(SPELLINGS)
    assert inside.asked == []


@pytest.mark.asyncio
async def test_a_feed_leads_nowhere_inside(inside: HostileServer) -> None:
    inside.routes["/feed"] = lambda path: [answer(rss(*secrets(inside)).encode(), Content_Type="application/rss+xml")]
    done = await crawl(FeedSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ALLOWED}, url=inside.url("/feed", ALLOWED))
    assert done.stats["refused/inside_address"] == done.stats["discovered"] == len(SPELLINGS)
    assert inside.asked == ["/feed"]


@pytest.mark.asyncio
@pytest.mark.parametrize("way", [redirect, refresh], ids=["redirect", "meta refresh"])
async def test_a_page_leads_nowhere_inside(inside: HostileServer, way: Callable[[str], bytes]) -> None:
    addresses = []
    for number, address in enumerate(secrets(inside)):
        inside.routes[f"/{number}"] = lambda path, to=address: [way(to)]  # type: ignore[misc]
        addresses.append(inside.url(f"/{number}", ALLOWED))
    done = await crawl(ArticleSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ALLOWED}, url=",".join(addresses))
    assert done.stats == {
        "discovered": len(SPELLINGS),
        "refused/inside_address": len(SPELLINGS),
        "pending": 0,
    }
    assert sorted(inside.asked) == sorted(f"/{number}" for number in range(len(SPELLINGS)))


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["file:///etc/hostname", "data:text/html,<p>x", "ftp://127.0.0.9/x"])
async def test_only_the_web_is_asked(inside: HostileServer, address: str, tmp_path: Path) -> None:
    listed = tmp_path / "addresses.txt"
    listed.write_text(f"{address}\n{inside.url('/away', ALLOWED)}\n{inside.url('/refresh', ALLOWED)}", encoding="utf-8")
    inside.routes |= {"/away": lambda path: [redirect(address)], "/refresh": lambda path: [refresh(address)]}
    done = await crawl(ArticleSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ALLOWED}, urls=str(listed))
    assert done.items == []
    assert done.stats.pop("pending") == 0
    assert done.stats["failed/bad_address"] == 1


@pytest.mark.asyncio
async def test_the_message_says_what_would_allow_it(inside: HostileServer) -> None:
    done = await crawl(ArticleSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ""}, url=inside.url("/secret"))
    (problem,) = done.problems
    assert problem.endswith("127.0.0.1 is a private host; -s NEWSCRAWL_ALLOWED_HOSTS=127.0.0.1 would allow it")


def test_what_is_no_host_stops_the_crawl_before_it_starts() -> None:
    crawler = get_crawler(settings_dict={"NEWSCRAWL_ALLOWED_HOSTS": "http://wiki/"})
    with pytest.raises(BadArgument, match="NEWSCRAWL_ALLOWED_HOSTS: 'http://wiki/' is no host name"):
        build_from_crawler(SsrfMiddleware, crawler)


RESOLVED = """
import socket, sys
answers = {answers!r}
asked = []
def gethostbyname(name):
    asked.append(name)
    given = answers.get(name, [name])
    return given[min(asked.count(name), len(given)) - 1]
socket.gethostbyname = gethostbyname
from scrapy.cmdline import execute
execute(sys.argv)
"""
"""Scrapy as a user starts it, on a machine whose DNS gives these answers, one after the other."""


def log_of_crawl(
    tmp_path: Path,
    addresses: str,
    answers: dict[str, list[str]],
    *,
    environment: dict[str, str] | None = None,
    **settings: str,
) -> str:
    """What the crawl of these addresses says on standard error."""
    used = {
        **TEST_SETTINGS,
        "NEWSCRAWL_ALLOWED_HOSTS": "",
        "NEWSCRAWL_OUTPUT": tmp_path / "out.jsonl",
        "RETRY_ENABLED": True,
        **settings,
    }
    arguments = ["crawl", "article", "-a", f"url={addresses}", *(f"-s{name}={value}" for name, value in used.items())]
    return subprocess.run(
        [sys.executable, "-c", RESOLVED.format(answers=answers), *arguments],
        cwd=ROOT,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    ).stderr


@pytest.mark.parametrize("answered", ["127.0.0.1", "169.254.169.254"])
def test_a_name_that_dns_leads_inside_is_not_asked(inside: HostileServer, tmp_path: Path, answered: str) -> None:
    log = log_of_crawl(tmp_path, inside.url("/secret", "harbour.example"), {"harbour.example": [answered]})
    assert f"refused (inside_address): harbour.example is a private host: DNS gives {answered};" in log
    assert inside.asked == []


def test_a_redirect_to_a_name_that_dns_leads_inside_is_not_followed(inside: HostileServer, tmp_path: Path) -> None:
    inside.routes["/away"] = lambda path: [redirect(inside.url("/secret", "harbour.example"))]
    answers = {"harbour.example": ["127.0.0.1"]}
    log = log_of_crawl(tmp_path, inside.url("/away", ALLOWED), answers, NEWSCRAWL_ALLOWED_HOSTS=ALLOWED)
    assert "refused (inside_address): harbour.example is a private host" in log
    assert inside.asked == ["/away"]


@pytest.mark.parametrize("allowed", ["harbour.example", "127.0.0.0/8"])
def test_a_name_that_leads_inside_is_asked_where_it_is_allowed(
    inside: HostileServer, tmp_path: Path, allowed: str
) -> None:
    answers = {"harbour.example": ["127.0.0.1"]}
    address = inside.url("/secret", "harbour.example")
    log_of_crawl(tmp_path, address, answers, NEWSCRAWL_ALLOWED_HOSTS=allowed)
    assert inside.asked == ["/secret"]


def test_a_name_that_leads_elsewhere_the_next_time_is_looked_at_again(inside: HostileServer, tmp_path: Path) -> None:
    inside.routes["/first"] = lambda path: [answer(story().encode())]
    log = log_of_crawl(
        tmp_path,
        f"{inside.url('/first', 'harbour.example')},{inside.url('/secret', 'harbour.example')}",
        {"harbour.example": [ALLOWED, ALLOWED, "127.0.0.1"]},  # for robots.txt, the first page and the second
        NEWSCRAWL_ALLOWED_HOSTS=ALLOWED,
        DNSCACHE_ENABLED="0",
    )
    assert inside.asked == ["/first"]
    assert "refused (inside_address): harbour.example is a private host: DNS gives 127.0.0.1;" in log


def test_a_proxy_may_stand_inside_and_opens_nothing_else(inside: HostileServer, tmp_path: Path) -> None:
    wanted, bait = "http://harbour.example/ferry", inside.url("/secret")
    inside.routes[wanted] = lambda path: [answer(story().encode())]
    log = log_of_crawl(
        tmp_path, f"{wanted},{bait}", {}, environment={"http_proxy": inside.url("")}, NEWSCRAWL_ALLOWED_HOSTS=""
    )
    assert [path for path in inside.asked if not path.endswith("/robots.txt")] == [wanted]
    assert "refused (inside_address): 127.0.0.1 is a private host;" in log
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").count("\n") == 1
