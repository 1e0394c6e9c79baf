"""One crawl in its own process, watched by `benchmarks.crawl_meters`; its settings come as JSON on standard input."""

from __future__ import annotations

import json
import sys

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from benchmarks.callback_spiders import InlineSpider
from newscrawl.spiders.article import ArticleSpider


def main() -> None:
    """Run `spider` with `arguments`: newscrawl's own with newscrawl's settings, the other with Scrapy's."""
    order = json.load(sys.stdin)
    settings = Settings()
    spider: type[Spider] = InlineSpider
    if order["spider"] == ArticleSpider.name:
        spider = ArticleSpider
        settings.setmodule("newscrawl.settings", priority="project")
    settings["EXTENSIONS"].update({"benchmarks.crawl_meters.Meters": 900})
    settings.setdict(order["settings"], priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(spider, **order["arguments"])
    process.start()


if __name__ == "__main__":  # worker processes import this module, too
    main()
