"""Objects from before the crawl are excluded from garbage collection until its end."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator

import pytest

from newscrawl.items import Link, Seed
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import crawl
from tests.mockserver import MockServer
from tests.pages import story


class CountingSpider(ArticleSpider):
    """Counts the excluded objects when it starts."""

    frozen = 0

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """Count, then start."""
        type(self).frozen = gc.get_freeze_count()
        async for one in super().starting_points():
            yield one


@pytest.mark.asyncio
async def test_objects_are_excluded_only_while_a_crawl_runs(server: MockServer) -> None:
    server.routes |= {"/a": story()}
    await crawl(CountingSpider, url=server.url("/a"))
    assert CountingSpider.frozen > 10_000
    assert gc.get_freeze_count() == 0
