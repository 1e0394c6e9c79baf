"""What is loaded when a crawl begins is left out of Python's search for cycles until it ends."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator

import pytest

from newscrawl.items import Link, Seed
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import crawl
from tests.mockserver import MockServer
from tests.pages import story


class Counting(ArticleSpider):
    """Notes how many objects are left out when it begins."""

    frozen = 0

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """Count, then begin."""
        type(self).frozen = gc.get_freeze_count()
        async for one in super().starting_points():
            yield one


@pytest.mark.asyncio
async def test_what_was_there_before_is_left_out_while_a_crawl_runs(server: MockServer) -> None:
    server.routes |= {"/a": story()}
    await crawl(Counting, url=server.url("/a"))
    assert Counting.frozen > 10_000
    assert gc.get_freeze_count() == 0
