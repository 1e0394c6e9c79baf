"""Removal of lines that other pages of the site have, in real crawls."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.extraction.result import add_content_hash
from newscrawl.items import Article, FeedMetadata, Link
from newscrawl.pipelines.cross_page import CrossPagePipeline
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.feed import FeedSpider
from newscrawl.state.database import STATE_FILE_NAME
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply

PROMPT = "Harbour Post is read on every quay of the islands, and now on the ferries too"
HEADLINE = "Ferry crews on strike over night shifts"


def make(folder: Path | str | None, **settings: Any) -> CrossPagePipeline:
    known = {"NEWSCRAWL_STATE": str(folder or ""), "NEWSCRAWL_SITE_MEMORY_ENABLED": True}
    return build_from_crawler(CrossPagePipeline, get_crawler(settings_dict={**known, **settings}))


def article(number: int, *lines: str) -> Article:
    text = [f"Berth {number} stays closed for reason number {n}, the harbour office said." for n in range(9)]
    site = "harbourpost.example"
    return Article(id=str(number), url=f"https://{site}/{number}", site=site, text="\n\n".join([*text, *lines]))


def files_in(folder: Path) -> list[Path]:
    return [*folder.iterdir()]


def page(number: int, *between: str) -> str:
    text = [f"Berth {number} stays closed for reason number {n}, the harbour office said on Monday." for n in range(9)]
    body = "".join(f"<p>{line}</p>" for line in [*text[:5], *between, *text[5:], PROMPT])
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Berth {number} is closed</title></head>"
        f"<body><main><article><h1>Berth {number} is closed</h1>{body}</article></main></body></html>"
    )


@pytest.mark.asyncio
async def test_a_crawl_removes_lines_that_its_first_pages_have(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {f"/{n}": page(n) for n in range(6)}
    urls = ",".join(server.url(f"/{n}") for n in range(6))
    done = await crawl(ArticleSpider, {"NEWSCRAWL_STATE": str(tmp_path), "CONCURRENT_REQUESTS": 1}, url=urls)
    kept = [PROMPT in item.text for item in done.items]
    assert kept == [True, True, False, False, False, False]
    last = done.items[-1]
    assert [(cut.reason, cut.rule) for cut in last.removed if cut.text == PROMPT] == [
        ("site_furniture", "memory:repeated-line")
    ]
    assert add_content_hash(last) == last
    assert done.stats["site_memory/articles"] == done.stats["site_memory/cut/site_furniture"] == 4


@pytest.mark.asyncio
async def test_a_second_crawl_removes_them_from_its_first_page_on(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {f"/{n}": page(n) for n in range(4)}
    settings = {"NEWSCRAWL_STATE": str(tmp_path)}
    await crawl(ArticleSpider, settings, url=",".join(server.url(f"/{n}") for n in range(3)))
    done = await crawl(ArticleSpider, settings, url=server.url("/3"))
    assert PROMPT not in done.items[0].text


@pytest.mark.asyncio
async def test_titles_of_a_feed_are_headlines_before_its_articles_are_read(server: MockServer, tmp_path: Path) -> None:
    entries = "".join(f"<item><link>/{n}</link><title>{title}</title></item>" for n, title in enumerate(["", HEADLINE]))
    server.routes |= {
        "/feed": Reply(body=f'<rss version="2.0"><channel><title>Post</title>{entries}</channel></rss>'),
        "/0": page(0, HEADLINE),
        "/1": Reply(status=404),
    }
    done = await crawl(FeedSpider, {"NEWSCRAWL_STATE": str(tmp_path)}, url=server.url("/feed"))
    (read,) = done.items
    assert HEADLINE not in read.text
    assert (HEADLINE, "teaser", "memory:other-headline") in [(cut.text, cut.reason, cut.rule) for cut in read.removed]


@pytest.mark.asyncio
async def test_without_a_folder_nothing_is_removed_and_nothing_written(
    server: MockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    server.routes |= {f"/{n}": page(n) for n in range(4)}
    done = await crawl(ArticleSpider, url=",".join(server.url(f"/{n}") for n in range(4)))
    assert all(PROMPT in item.text for item in done.items)
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("settings", [{"NEWSCRAWL_SITE_MEMORY_ENABLED": False}, {"NEWSCRAWL_STATE": ""}])
def test_the_pipeline_can_be_off(tmp_path: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(NotConfigured):
        make(tmp_path / "state", **settings)
    assert not (tmp_path / "state").exists()


def test_a_broken_state_file_stops_the_crawl_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / STATE_FILE_NAME).write_bytes(b"no database" * 100)
    with pytest.raises(CrawlStateFailed, match="cannot be opened"):
        make(tmp_path)


def test_the_first_articles_are_not_changed(tmp_path: Path) -> None:
    pipeline = make(tmp_path)
    first, nowhere = article(1, PROMPT), Article(id="2", text=PROMPT)
    assert pipeline.process_item(first) is first
    assert pipeline.process_item(nowhere) is nowhere
    pipeline.close_spider()


def test_articles_and_links_are_stored_in_batches_and_none_is_lost(tmp_path: Path) -> None:
    pipeline = make(tmp_path)
    for number in range(150):
        link = Link(
            url=f"https://harbourpost.example/strike/{number}",
            feed_metadata=FeedMetadata(title=f"{HEADLINE} on day {number}"),
        )
        pipeline.links_discovered([link])
        pipeline.process_item(article(number))
    pipeline.close_spider()
    again = make(tmp_path)
    for number in (0, 149):
        headline = f"{HEADLINE} on day {number}"
        cleaned = again.process_item(article(700 + number, headline, "And that was all that the crews had to say."))
        assert [cut.text for cut in cleaned.removed] == [headline]
    again.close_spider()


def test_a_failing_database_is_logged_once_and_the_crawl_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pipeline = make(tmp_path)
    with sqlite3.connect(tmp_path / STATE_FILE_NAME) as connection:
        connection.execute("DROP TABLE memory_line")
    connection.close()
    items = [article(number, PROMPT) for number in range(5)]
    assert [pipeline.process_item(item) for item in items] == items
    pipeline.close_spider()
    (problem,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "Site memory is off for the rest of this crawl: " in problem.getMessage()
