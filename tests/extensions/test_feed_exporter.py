"""Scrapy's own feeds end the crawl when they cannot be written any more."""

from __future__ import annotations

from tests.crawling import run_scrapy
from tests.mockserver import MockServer
from tests.pages import story


def test_a_feed_that_cannot_be_written_ends_the_crawl_with_one_line() -> None:
    paths = [f"/{number}" for number in range(30)]
    with MockServer({path: story(f"The tide turned at gate {path[1:]}") for path in paths}) as server:
        urls = ",".join(map(server.url, paths))
        run = run_scrapy("crawl", "article", "-a", f"url={urls}", "-O", "/dev/full:jsonlines")
    assert run.code == 3
    assert run.last.startswith("newscrawl: the crawl was stopped: /dev/full: cannot be written: ")
