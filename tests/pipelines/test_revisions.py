"""An article that is fetched again is written again only if its headline or text has changed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from newscrawl.spiders.feed import FeedSpider
from newscrawl.state.database import STATE_FILE_NAME
from tests.crawling import CrawlResult, crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

pytestmark = pytest.mark.asyncio


class Newspaper:
    """A feed that is crawled every hour into one file."""

    def __init__(self, server: MockServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        server.routes |= {"/feed": rss("/a"), "/a": story()}

    async def crawl(self) -> CrawlResult:
        """One run."""
        settings = {"NEWSCRAWL_STATE": str(self.folder), "NEWSCRAWL_OUTPUT": str(self.folder / "out.jsonl")}
        return await crawl(FeedSpider, settings, url=self.server.url("/feed"))

    def let_an_hour_pass(self) -> None:
        """Set all times of the ledger back by one hour."""
        with sqlite3.connect(self.folder / STATE_FILE_NAME) as database:
            database.execute("UPDATE ledger_url SET first_seen = first_seen - 3600, ask_after = ask_after - 3600")
            database.execute("UPDATE ledger_url SET published = published - 3600")
        database.close()

    @property
    def records(self) -> list[dict[str, Any]]:
        """The lines."""
        return [json.loads(line) for line in (self.folder / "out.jsonl").read_bytes().splitlines()]


@pytest.fixture
def paper(server: MockServer, tmp_path: Path) -> Newspaper:
    return Newspaper(server, tmp_path)


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        pytest.param(story(), 1, id="nothing"),
        pytest.param(story().replace("</article>", "</article><footer>7 visits</footer>"), 1, id="the footer"),
        pytest.param(story().replace("<title>", "<meta name='author' content='Ana Lima'><title>"), 1, id="the byline"),
        pytest.param(story("Tram is late"), 2, id="the headline"),
        pytest.param(story(text="The tram will be late on Monday, says the harbour office. "), 2, id="the text"),
    ],
)
async def test_only_a_new_text_or_headline_makes_a_revision(paper: Newspaper, page: str, lines: int) -> None:
    await paper.crawl()
    paper.let_an_hour_pass()
    paper.server.routes["/a"] = page
    done = await paper.crawl()
    assert [record["revision"] for record in paper.records] == [1, 2][:lines]
    assert len({record["id"] for record in paper.records}) == 1
    assert done.stats.get("unchanged/same_text", 0) == 2 - lines


async def test_what_the_memory_has_learned_in_between_is_no_change_of_an_article(paper: Newspaper) -> None:
    """The first pages keep a line that all pages have; an hour later, the memory would remove it from them, too."""
    prompt = "<p>Harbour Post is read on every quay of the islands, and now on the ferries too</p></article>"
    names = [f"/boat-{number}" for number in range(6)]
    texts = [f"Boat {number} lies at its berth, says the harbour office in a note. " for number in range(6)]
    pages = [story(f"Boat number {number}", text).replace("</article>", prompt) for number, text in enumerate(texts)]
    paper.server.routes |= {"/feed": rss(*names), **dict(zip(names, pages, strict=True))}
    await paper.crawl()
    assert 0 < sum("every quay" in record["text"] for record in paper.records) < 6
    paper.let_an_hour_pass()
    done = await paper.crawl()
    assert done.stats["unchanged/same_text"] == 6
    assert len(paper.records) == 6


async def test_every_version_has_its_number_until_the_article_is_old(paper: Newspaper) -> None:
    for number, hours in enumerate([0, 1, 5, 18, 48, 99]):
        for _ in range(hours):
            paper.let_an_hour_pass()
        paper.server.routes["/a"] = story(f"Ferry is {number} hours late")
        await paper.crawl()
    assert [record["revision"] for record in paper.records] == [1, 2, 3, 4, 5]


async def test_a_young_page_is_not_requested_too_early(paper: Newspaper) -> None:
    await paper.crawl()
    done = await paper.crawl()
    assert paper.server.requested_paths() == ["/feed", "/a", "/feed"]
    assert done.stats == {"sources": 1, "discovered": 1, "unchanged/known": 1, "pending": 0}


async def test_a_page_that_has_not_changed_is_not_extracted(paper: Newspaper) -> None:
    paper.server.routes["/a"] = Reply(body=story(), headers={"ETag": '"7"', "Last-Modified": "yesterday"})
    await paper.crawl()
    paper.let_an_hour_pass()
    paper.server.routes["/a"] = Reply(status=304)
    done = await paper.crawl()
    sent = paper.server.requests[-1].headers
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"7"', "yesterday")
    assert done.stats == {"sources": 1, "discovered": 1, "unchanged/not_modified": 1, "pending": 0}
    for _ in range(6):
        paper.let_an_hour_pass()
    await paper.crawl()
    assert paper.server.requests[-1].headers["If-None-Match"] == '"7"'


async def test_a_page_that_is_deleted_keeps_its_line(paper: Newspaper) -> None:
    await paper.crawl()
    paper.let_an_hour_pass()
    paper.server.routes["/a"] = Reply(status=410)
    done = await paper.crawl()
    assert done.stats["failed/http_status"] == 1
    assert len(paper.records) == 1
