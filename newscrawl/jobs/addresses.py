"""Addresses crawled with everything that a crawl heeds, printed where a crawl would write."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newscrawl.extensions.run_report import CrawlStatsExtension
from newscrawl.jobs.printing import RecordPrinter
from newscrawl.jobs.running import run_crawl
from newscrawl.spiders.article import ArticleSpider


def crawl_urls(
    settings: Settings, urls: Sequence[str], printer: RecordPrinter
) -> tuple[BaseException | None, Sequence[str]]:
    """Print the article of each address: what kept the crawl from starting, if something did, and its problems."""
    for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT"):
        settings.set(name, None, priority="cmdline")
    settings.set("FEEDS", {}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ArticleSpider)
    crawler.signals.connect(printer.print_article, signals.item_scraped)
    error = run_crawl(process, crawler, {"url": ",".join(urls)})
    stats_extension = crawler.get_extension(CrawlStatsExtension) if error is None else None
    return error, stats_extension.problems if stats_extension else ()
