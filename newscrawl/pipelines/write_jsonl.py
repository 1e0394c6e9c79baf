"""One line in a file for each article."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from newscrawl.article import Article
from newscrawl.errors import OutputFailed
from newscrawl.outputs.jsonl import JsonLinesFile
from newscrawl.outputs.record import encode

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_SECONDS_A_SYNC = 2.0


class WriteJsonlPipeline:
    """Appends the records to a JSON Lines file, whose lines are safe within two seconds.

    Setting: ``NEWSCRAWL_OUTPUT``, the file's path, in which ``%(spider)s`` stands for the spider's name. Where it is
    not set, it is ``articles.jsonl`` in the current folder, unless Scrapy's own feeds are in use (``-o``, ``-O``,
    ``FEEDS``); set to nothing, it switches the file off.

    If a line cannot be written, the crawl ends with the reason ``write_error``; the lines before it stay.
    """

    def __init__(self, crawler: Crawler, file: JsonLinesFile) -> None:
        self._crawler = crawler
        self._file = file
        self._timer: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Open the file: where that fails, the crawl has not begun.

        :raises NotConfigured: the articles go elsewhere.
        :raises OutputFailed: the file cannot be written, or another crawl writes to it.
        """
        settings = crawler.settings
        if settings.getpriority("NEWSCRAWL_OUTPUT") is not None:
            path = settings.get("NEWSCRAWL_OUTPUT")
        else:
            path = None if settings.getdict("FEEDS") else "articles.jsonl"
        if not path:
            raise NotConfigured("NEWSCRAWL_OUTPUT is off")
        spider = crawler.spider or crawler.spidercls
        return cls(crawler, JsonLinesFile(str(path).replace("%(spider)s", spider.name)))

    def open_spider(self) -> None:
        """Begin to sync."""
        logger.info("Writing articles to %s", self._file.path.absolute())
        self._timer = create_looping_call(self._sync)
        self._timer.start(_SECONDS_A_SYNC, now=False)

    def process_item(self, item: Article) -> Article:
        """Write the article's line.

        :raises OutputFailed: it could not be written.
        """
        try:
            self._file.append(encode(item))
        except OutputFailed:
            self._end_crawl()
            raise
        return item

    def close_spider(self) -> None:
        """Sync and close the file."""
        if self._timer is not None:
            self._timer.stop()
        try:
            self._file.close()
        except OutputFailed as error:
            logger.critical("%s", error)

    def _sync(self) -> None:
        try:
            self._file.sync()
        except OutputFailed as error:
            logger.critical("%s", error)
            self._end_crawl()

    def _end_crawl(self) -> None:
        engine = self._crawler.engine
        if engine is not None:
            deferred_from_coro(engine.close_spider_async(reason="write_error"))
