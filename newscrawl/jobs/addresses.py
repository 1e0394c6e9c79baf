"""Addresses crawled with everything that a crawl heeds, printed where a crawl would write."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newscrawl.extensions.run_report import RunReport
from newscrawl.jobs.printing import Printer
from newscrawl.jobs.running import run
from newscrawl.spiders.article import ArticleSpider


def crawl_addresses(
    settings: Settings, addresses: Sequence[str], printer: Printer
) -> tuple[BaseException | None, Sequence[str]]:
    """Print the article of each address: what kept the crawl from starting, if something did, and its problems."""
    for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT"):
        settings.set(name, None, priority="cmdline")
    settings.set("FEEDS", {}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ArticleSpider)
    crawler.signals.connect(printer.show, signals.item_scraped)
    error = run(process, crawler, {"url": ",".join(addresses)})
    report = crawler.get_extension(RunReport) if error is None else None
    return error, report.problems if report else ()
