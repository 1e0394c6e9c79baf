"""NEWSCRAWL_ARCHIVE writes what a crawl fetches to WARC files, with the metadata from the feed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from newscrawl.archive.capture import Capture, WarcMetadata, parse_warc_metadata
from newscrawl.archive.warc_reader import iter_captures
from newscrawl.items import FeedMetadata
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from tests.crawling import crawl, run_scrapy
from tests.disks import files_up_to
from tests.mockserver import MockServer, Reply

PAGE = """<html lang="en"><head><title>The ferry is late</title></head><body><article><h1>The ferry is late</h1>
<p>The morning ferry left the old harbour twenty minutes late on Monday, as fog lay over the bay.</p>
<p>Nobody complained, said the captain, who had coffee brought to all who waited on the pier.</p>
</article></body></html>"""
FEED = """<rss version="2.0"><channel><title>News</title><item><title>The ferry is late</title>
<link>{origin}/ferry</link><pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"""


def captures_in(folder: Path) -> list[Capture]:
    return [capture for path in sorted(folder.iterdir()) for capture in iter_captures(path, max_body_bytes=10_000)]


@pytest.mark.asyncio
async def test_pages_and_seeds_are_written_with_their_metadata(tmp_path: Path) -> None:
    feed = Reply(body=FEED, content_type="application/rss+xml")
    with MockServer({"/feed": feed, "/ferry": PAGE, "/robots.txt": "User-agent: *\nAllow: /"}) as server:
        await crawl(FeedSpider, {"NEWSCRAWL_ARCHIVE": str(tmp_path)}, url=server.url("/feed"))
        source, page = captures_in(tmp_path)
    assert source.url == server.url("/feed")
    assert parse_warc_metadata(source.metadata).kind == "source"
    assert (page.url, page.status, page.body) == (server.url("/ferry"), 200, PAGE.encode())
    assert parse_warc_metadata(page.metadata) == WarcMetadata(
        kind="article", hints=FeedMetadata(title="The ferry is late", published="2026-11-02T08:00:00+00:00")
    )


@pytest.mark.asyncio
async def test_compressed_responses_and_redirects_are_written_as_received(tmp_path: Path) -> None:
    routes = {
        "/old": Reply(status=302, headers={"Location": "/ferry"}),
        "/ferry": Reply(body=gzip.compress(PAGE.encode()), headers={"Content-Encoding": "gzip"}),
    }
    with MockServer(routes) as server:
        done = await crawl(ArticleSpider, {"NEWSCRAWL_ARCHIVE": str(tmp_path)}, url=server.url("/old"))
        captures = captures_in(tmp_path)
    assert [item.title for item in done.items] == ["The ferry is late"]
    assert [(capture.status, capture.body) for capture in captures] == [(302, b""), (200, PAGE.encode())]


@pytest.mark.asyncio
async def test_a_folder_that_cannot_be_written_any_more_ends_the_crawl(tmp_path: Path) -> None:
    with MockServer({f"/{number}": PAGE + "." * number for number in range(9)}) as server, files_up_to(2500):
        urls = ",".join(server.url(f"/{number}") for number in range(9))
        done = await crawl(ArticleSpider, {"NEWSCRAWL_ARCHIVE": str(tmp_path)}, url=urls)
    assert done.crawler.stats.get_value("finish_reason") == "write_error"
    assert 0 < len(done.items) < 9
    assert len(captures_in(tmp_path)) == len(done.items), "an article without a capture is not written"


def test_a_folder_that_cannot_be_created_gives_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    archive = {"NEWSCRAWL_ARCHIVE": str(tmp_path / "file"), "LOG_ENABLED": False}
    run = run_scrapy("crawl", "article", "-a", "url=http://127.0.0.1:9/", cwd=tmp_path, settings=archive)
    assert run.code not in {0, None}
    assert run.err.count("\n") == 1
    assert str(tmp_path / "file") in run.last


def test_metadata_of_other_programs_is_ignored() -> None:
    assert parse_warc_metadata(b"no json") == parse_warc_metadata(None) == WarcMetadata()
