"""No list, feed, page, redirect or DNS response makes the crawler request a private host."""

from __future__ import annotations

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
from tests.crawling import MAX_WAIT_SECONDS, ROOT, TEST_SETTINGS, crawl, scrapy_environment
from tests.pages import rss, story

ALLOWED = "127.0.0.9"
"""The host of the seeds in these tests; the same server responds at all of 127.0.0.0/8."""
SPELLINGS = """
    127.0.0.1 localhost 2130706433 0x7f.1 127.1 0177.0.0.1 0.0.0.0 [::ffff:127.0.0.1] 127.0.0.1. news@127.0.0.1
    news.example@localhost ①②⑦.⓪.⓪.① 169.254.169.254 10.0.0.1 [fe80::1] [64:ff9b::7f00:1] metadata.google.internal
""".split()


@pytest.fixture
def private() -> Iterator[HostileServer]:
    """A server in the crawler's own network, with a secret."""
    with HostileServer({"/secret": lambda path: [answer(story().encode())]}, address="0.0.0.0") as server:  # noqa: S104
        yield server


def secrets(server: HostileServer) -> list[str]:
    return [server.url(f"/secret?{number}", host) for number, host in enumerate(SPELLINGS)]


def redirect(address: str) -> bytes:
    return answer(b"", status="302 Found", Location=address)


def refresh(address: str) -> bytes:
    return answer(f'<meta charset="utf-8"><meta http-equiv="refresh" content="0; url={address}"><p>…'.encode())


@pytest.mark.asyncio
async def test_urls_of_private_hosts_in_a_list_are_refused(private: HostileServer, tmp_path: Path) -> None:
    listed = tmp_path / "urls.txt"
    listed.write_text("\n".join(secrets(private)), encoding="utf-8")
    done = await crawl(ArticleSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ""}, urls=str(listed))
    assert done.stats["refused/inside_address"] == done.stats["discovered"] == len(SPELLINGS)
    assert private.requested_paths == []


@pytest.mark.asyncio
async def test_links_to_private_hosts_in_a_feed_are_refused(private: HostileServer) -> None:
    private.routes["/feed"] = lambda path: [answer(rss(*secrets(private)).encode(), Content_Type="application/rss+xml")]
    done = await crawl(FeedSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ALLOWED}, url=private.url("/feed", ALLOWED))
    assert done.stats["refused/inside_address"] == done.stats["discovered"] == len(SPELLINGS)
    assert private.requested_paths == ["/feed"]


@pytest.mark.asyncio
@pytest.mark.parametrize("build_redirect", [redirect, refresh], ids=["redirect", "meta refresh"])
async def test_redirects_to_private_hosts_are_refused(
    private: HostileServer, build_redirect: Callable[[str], bytes]
) -> None:
    addresses = []
    for number, address in enumerate(secrets(private)):
        private.routes[f"/{number}"] = lambda path, to=address: [build_redirect(to)]  # type: ignore[misc]
        addresses.append(private.url(f"/{number}", ALLOWED))
    done = await crawl(ArticleSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ALLOWED}, url=",".join(addresses))
    assert done.stats == {
        "discovered": len(SPELLINGS),
        "refused/inside_address": len(SPELLINGS),
        "pending": 0,
    }
    assert sorted(private.requested_paths) == sorted(f"/{number}" for number in range(len(SPELLINGS)))


@pytest.mark.asyncio
@pytest.mark.parametrize("address", ["file:///etc/hostname", "data:text/html,<p>x", "ftp://127.0.0.9/x"])
async def test_only_http_and_https_are_requested(private: HostileServer, address: str, tmp_path: Path) -> None:
    listed = tmp_path / "urls.txt"
    listed.write_text(
        f"{address}\n{private.url('/away', ALLOWED)}\n{private.url('/refresh', ALLOWED)}", encoding="utf-8"
    )
    private.routes |= {"/away": lambda path: [redirect(address)], "/refresh": lambda path: [refresh(address)]}
    done = await crawl(ArticleSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ALLOWED}, urls=str(listed))
    assert done.items == []
    assert done.stats.pop("pending") == 0
    assert done.stats["failed/bad_address"] == 1


@pytest.mark.asyncio
async def test_the_message_says_how_to_allow_the_host(private: HostileServer) -> None:
    done = await crawl(ArticleSpider, {"NEWSCRAWL_ALLOWED_HOSTS": ""}, url=private.url("/secret"))
    (problem,) = done.problems
    assert problem.endswith("127.0.0.1 is a private host; -s NEWSCRAWL_ALLOWED_HOSTS=127.0.0.1 would allow it")


def test_an_invalid_host_in_the_setting_stops_the_crawl_before_it_starts() -> None:
    crawler = get_crawler(settings_dict={"NEWSCRAWL_ALLOWED_HOSTS": "http://wiki/"})
    with pytest.raises(BadArgument, match="NEWSCRAWL_ALLOWED_HOSTS: 'http://wiki/' is not a host name"):
        build_from_crawler(SsrfMiddleware, crawler)


RESOLVED = """
import socket, sys
dns = {dns!r}
resolved = []
def gethostbyname(name):
    resolved.append(name)
    ips = dns.get(name, [name])
    return ips[min(resolved.count(name), len(ips)) - 1]
socket.gethostbyname = gethostbyname
from scrapy.cmdline import execute
execute(sys.argv)
"""
"""Scrapy as a user starts it, on a machine whose DNS gives these IP addresses one after the other."""


def log_of_crawl(
    tmp_path: Path,
    addresses: str,
    dns: dict[str, list[str]],
    *,
    environment: dict[str, str] | None = None,
    **settings: str,
) -> str:
    """What the crawl of these URLs prints on standard error."""
    used = {
        **TEST_SETTINGS,
        "NEWSCRAWL_ALLOWED_HOSTS": "",
        "NEWSCRAWL_OUTPUT": tmp_path / "out.jsonl",
        "RETRY_ENABLED": True,
        **settings,
    }
    arguments = ["crawl", "article", "-a", f"url={addresses}", *(f"-s{name}={value}" for name, value in used.items())]
    return subprocess.run(
        [sys.executable, "-c", RESOLVED.format(dns=dns), *arguments],
        cwd=ROOT,
        env={**scrapy_environment(), **(environment or {})},
        capture_output=True,
        text=True,
        timeout=MAX_WAIT_SECONDS,
        check=False,
    ).stderr


@pytest.mark.parametrize("ip", ["127.0.0.1", "169.254.169.254"])
def test_a_name_that_dns_resolves_to_a_private_ip_is_not_requested(
    private: HostileServer, tmp_path: Path, ip: str
) -> None:
    log = log_of_crawl(tmp_path, private.url("/secret", "harbour.example"), {"harbour.example": [ip]})
    assert f"refused (inside_address): harbour.example is a private host: DNS gives {ip};" in log
    assert private.requested_paths == []


def test_a_redirect_to_such_a_name_is_not_followed(private: HostileServer, tmp_path: Path) -> None:
    private.routes["/away"] = lambda path: [redirect(private.url("/secret", "harbour.example"))]
    dns = {"harbour.example": ["127.0.0.1"]}
    log = log_of_crawl(tmp_path, private.url("/away", ALLOWED), dns, NEWSCRAWL_ALLOWED_HOSTS=ALLOWED)
    assert "refused (inside_address): harbour.example is a private host" in log
    assert private.requested_paths == ["/away"]


@pytest.mark.parametrize("allowed", ["harbour.example", "127.0.0.0/8"])
def test_such_a_name_is_requested_if_it_is_allowed(private: HostileServer, tmp_path: Path, allowed: str) -> None:
    dns = {"harbour.example": ["127.0.0.1"]}
    address = private.url("/secret", "harbour.example")
    log_of_crawl(tmp_path, address, dns, NEWSCRAWL_ALLOWED_HOSTS=allowed)
    assert private.requested_paths == ["/secret"]


def test_a_name_that_dns_resolves_differently_the_next_time_is_checked_again(
    private: HostileServer, tmp_path: Path
) -> None:
    private.routes["/first"] = lambda path: [answer(story().encode())]
    log = log_of_crawl(
        tmp_path,
        f"{private.url('/first', 'harbour.example')},{private.url('/secret', 'harbour.example')}",
        {"harbour.example": [ALLOWED, ALLOWED, "127.0.0.1"]},  # for robots.txt, the first page and the second
        NEWSCRAWL_ALLOWED_HOSTS=ALLOWED,
        DNSCACHE_ENABLED="0",
    )
    assert private.requested_paths == ["/first"]
    assert "refused (inside_address): harbour.example is a private host: DNS gives 127.0.0.1;" in log


def test_a_proxy_may_be_a_private_host_and_allows_no_other(private: HostileServer, tmp_path: Path) -> None:
    wanted, bait = "http://harbour.example/ferry", private.url("/secret")
    private.routes[wanted] = lambda path: [answer(story().encode())]
    log = log_of_crawl(
        tmp_path, f"{wanted},{bait}", {}, environment={"http_proxy": private.url("")}, NEWSCRAWL_ALLOWED_HOSTS=""
    )
    assert [path for path in private.requested_paths if not path.endswith("/robots.txt")] == [wanted]
    assert "refused (inside_address): 127.0.0.1 is a private host;" in log
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8").count("\n") == 1
