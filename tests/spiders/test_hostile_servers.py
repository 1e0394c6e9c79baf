"""Answers made to hurt: each ends with its reason, takes little, and keeps nobody else from being crawled."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable
from itertools import chain, count, repeat
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from fixtures.hostileserver import OK, HostileServer, Route, answer
from tests.crawling import MAX_WAIT_SECONDS, Run, run_scrapy
from tests.pages import rss, story

MEGABYTES = 16
"""Twice what a page may have; `benchmarks/hostile.py` has bombs of a gigabyte."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
SETTINGS = {
    "NEWSCRAWL_ALLOWED_HOSTS": "127.0.0.0/8",
    "DOWNLOAD_TIMEOUT": MAX_WAIT_SECONDS,
    "NEWSCRAWL_SOURCE_MAXSIZE": 9 * 2**20,
    "NEWSCRAWL_OUTPUT": "out.jsonl",
}


def packed(add: Callable[[bytes], bytes], finish: Callable[[], bytes]) -> bytes:
    return b"".join(add(bytes(2**20)) for _ in range(MEGABYTES)) + finish()


def gzipped() -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packed(packer.compress, packer.flush)


def deflated() -> bytes:
    packer = zlib.compressobj()
    return packed(packer.compress, packer.flush)


def in_brotli() -> bytes:
    packer = brotli.Compressor(quality=4)
    return packed(packer.process, packer.finish)


def in_zstd() -> bytes:
    packer = zstd.ZstdCompressor()
    return packed(packer.compress, packer.flush)


def sends(*pieces: bytes | Iterable[bytes]) -> Route:
    """What is sent at any path: whole pieces, then perhaps one without an end."""
    return lambda path: chain.from_iterable([piece] if isinstance(piece, bytes) else piece for piece in pieces)


BOMBS = {
    "gzip": answer(gzipped(), Content_Encoding="gzip"),
    "deflate": answer(deflated(), Content_Encoding="deflate"),
    "brotli": answer(in_brotli(), Content_Encoding="br"),
    "zstd": answer(in_zstd(), Content_Encoding="zstd"),
    "gzip in gzip": answer(gzip.compress(gzipped()), Content_Encoding="gzip, gzip"),
}
ANSWERS: dict[str, tuple[Route, str]] = {
    **{f"{name} bomb": (sends(body), "too_large") for name, body in BOMBS.items()},
    "gzip bomb that nobody declared": (sends(answer(gzipped())), "too_large"),
    "gzip that is cut": (sends(answer(gzip.compress(b"<p>" * 99)[:-9])), "extraction_error"),
    "body without end": (sends(OK, repeat(bytes(2**16))), "too_large"),
    "chunks without end": (sends(CHUNKED, repeat(b"10000\r\n" + bytes(2**16) + b"\r\n")), "too_large"),
    "chunk size without end": (sends(CHUNKED, repeat(b"0" * 2**16)), "fetch_failed"),
    "large body announced": (sends(HEAD + b"Content-Length: 209715200\r\n\r\n"), "too_large"),
    "body shorter than announced": (sends(HEAD + b"Content-Length: 900\r\n\r\n<p>"), "fetch_failed"),
    "headers without end": (sends(HEAD, (b"X-%d: %s\r\n" % (at, b"a" * 999) for at in count())), "fetch_failed"),
    "header without end": (sends(HEAD + b"X: ", repeat(b"a" * 2**16)), "fetch_failed"),
    "trailers without end": (sends(CHUNKED + b"0\r\n", repeat(b"X: a\r\n" * 999)), "fetch_failed"),
    "continue without end": (sends(repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 99)), "fetch_failed"),
    "no HTTP": (sends(b"220 ftp.harbour.example ready\r\n"), "fetch_failed"),
    "nothing": (sends(), "fetch_failed"),
    "redirect loop": (lambda path: [answer(b"", status="302 Found", Location=path)], "fetch_failed"),
    "meta refresh loop": (
        lambda path: [answer(f'<meta http-equiv="refresh" content="0; url={path}">'.encode())],
        "fetch_failed",
    ),
}


def hosts(number: int) -> list[str]:
    """As many sites, for newscrawl, which are all this machine."""
    return [f"127.0.1.{at + 1}" for at in range(number)]


def crawl(spider: str, urls: list[str], folder: Path, **settings: object) -> Run:
    return run_scrapy("crawl", spider, "-a", f"url={','.join(urls)}", cwd=folder, settings=SETTINGS | settings)


def reasons(run: Run) -> dict[str, str]:
    """The reason of every URL, by its host."""
    return dict(re.findall(r"http://([\d.]+):\d+/\S*: (?:failed|refused|unusable) \((\w+)\)", run.err))


def test_every_hostile_answer_ends_with_its_reason(tmp_path: Path) -> None:
    sites = dict(zip(hosts(len(ANSWERS)), ANSWERS.values(), strict=True))
    pages = {f"/{at}": route for at, (route, _) in enumerate(sites.values())}
    with HostileServer({**pages, "/good": sends(answer(story().encode()))}, address="0.0.0.0") as server:  # noqa: S104
        urls = [server.url(path, host) for path, host in zip(pages, sites, strict=True)]
        run = crawl("article", [*urls, server.url("/good")], tmp_path)
    found = reasons(run)
    assert {name: found.get(host) for host, name in zip(sites, ANSWERS, strict=True)} == {
        name: reason for name, (_, reason) in ANSWERS.items()
    }
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 1


def test_a_feed_that_is_a_bomb_is_not_read(tmp_path: Path) -> None:
    sites = dict(zip(hosts(len(BOMBS)), BOMBS.values(), strict=True))
    routes = {f"/{at}": sends(body) for at, body in enumerate(sites.values())}
    routes["/good"] = sends(answer(story().encode()))
    with HostileServer(routes, address="0.0.0.0") as server:  # noqa: S104
        server.routes["/feed"] = sends(answer(rss(server.url("/good")).encode()))
        feeds = [server.url(f"/{at}", host) for at, host in enumerate(sites)]
        run = crawl("feed", [*feeds, server.url("/feed")], tmp_path)
    assert reasons(run) == dict.fromkeys(sites, "too_large")
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 1


def test_servers_that_drip_keep_nobody_waiting(tmp_path: Path) -> None:
    events: list[str] = []

    def good(path: str) -> list[bytes]:
        events.append("good")
        return [answer(story().encode())]

    def slow(path: str) -> Iterable[bytes]:
        events.append("slow")
        try:
            yield from chain([OK], server.drip(b" ", every=0.5))
        finally:
            events.append("slow ended")  # the crawler has closed the connection

    with HostileServer({"/slow": slow, "/good": good}, address="0.0.0.0") as server:  # noqa: S104
        urls = [server.url("/slow", host) for host in hosts(32)]
        run = crawl("article", [*urls, server.url("/good")], tmp_path, DOWNLOAD_TIMEOUT=8)
    assert "slow ended" not in events[: events.index("good")]
    assert reasons(run) == dict.fromkeys(hosts(32), "fetch_timeout")
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == 1


@pytest.mark.parametrize("spider", ["article", "feed"])
def test_a_host_that_is_not_resolved_is_counted(spider: str, tmp_path: Path) -> None:
    run = crawl(spider, ["http://no-such-host.invalid/x"], tmp_path)
    assert re.search(r"no-such-host.invalid/x: (failed|unusable) \(not_resolved\)", run.err)
