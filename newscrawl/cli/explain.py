"""`scrapy explain`: prints what was kept and removed of a page, and why, or writes it as a web page."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from newscrawl.cli.output import print_stderr, write_stdout
from newscrawl.cli.paths import check_writable
from newscrawl.cli.run import (
    disable_outputs,
    exit_usage_error,
    is_url,
    output_error_exit_code,
    report_start_failure,
    run_crawl,
)
from newscrawl.exceptions import BadArgument, BadRule, ExtractionFailed, NotAnArticle, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.extensions.crawl_stats import CrawlStatsExtension
from newscrawl.extensions.setting_values import get_rule_folders
from newscrawl.extraction.explain import Explanation
from newscrawl.items import Article, Link, Page
from newscrawl.outputs.explain_html import render_html
from newscrawl.outputs.explain_text import render_text
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Rules
from newscrawl.spiders.arguments import parse_url_argument
from newscrawl.spiders.article import ArticleSpider
from newscrawl.spiders.responses import build_page
from newscrawl.text import escape_for_log

PAGE_FETCHED = object()
"""A signal of `ExplainSpider`, sent with the `page` before it is extracted."""
_MAX_COLUMNS = 100
"""Longer lines are hard to read."""


def run_explain(settings: Settings, args: Sequence[str], opts: argparse.Namespace) -> ExitCode:
    """Print or write the explanation of one page.

    A saved page is extracted by the library. A URL is crawled by the article spider, by all rules of a crawl.
    """
    try:
        crawl_url, page_url = _parse_target(args, opts.url)
        if opts.html is not None:
            check_writable("--html", opts.html, make_folder=False)
        rules = load_rules(get_rule_folders(settings))
    except BadArgument as error:
        exit_usage_error(error)
    except BadRule as error:
        print_stderr(error)
        return ExitCode.FAILED
    if crawl_url:
        explanation, code = _explain_url(settings, crawl_url, rules)
    else:
        explanation, code = _explain_file(args[0], page_url, rules)
    return max(code, _write_explanation(explanation, opts.html)) if explanation else code


class ExplainSpider(ArticleSpider):
    """The article spider, which also sends `PAGE_FETCHED` with each page."""

    async def parse_page(self, response: Response, link: Link) -> AsyncIterator[Article]:
        """Send the page, then extract it as the article spider does."""
        with suppress(NotAnArticle):  # super().parse_page raises the same error, and it is reported there
            self.crawler.signals.send_catch_log(PAGE_FETCHED, page=build_page(response, link.feed_metadata))
        async for article in super().parse_page(response, link):
            yield article


class CrawledPage:
    """The page and the article of a crawl of one URL."""

    def __init__(self) -> None:
        self.page: Page | None = None
        self.article: Article | None = None

    def on_page_fetched(self, page: Page) -> None:
        """Keep the page; `PAGE_FETCHED` calls this before the page is extracted."""
        self.page = page

    def on_item_scraped(self, item: Article) -> None:
        """Keep the article; Scrapy calls this after the last pipeline."""
        self.article = item


def explain_article(page: Page, rules: Rules, article: Article | None = None) -> Explanation:
    """Explain the article of a page.

    :param article: the article that a crawl made of the page; if None, the library extracts it.
    :raises NotAnArticle: the page is empty or is not HTML.
    :raises ExtractionFailed: the page cannot be read to its end.
    """
    from newscrawl.extraction.explain import build_explanation, find_provenance
    from newscrawl.extraction.extractor import extract_page, finish  # loads trafilatura

    result = extract_page(page, rules)
    article = article or finish(result.article)
    problem = None if article.text else "no article: no text of an article on the page"
    return build_explanation(result, article, provenance=find_provenance(page, article, rules), problem=problem)


def _parse_target(args: Sequence[str], url: str | None) -> tuple[str | None, str | None]:
    """The URL to crawl, and the URL of the saved page; at least one of them is None."""
    if len(args) != 1:
        raise BadArgument("name one file or URL")
    if not is_url(args[0]):
        return None, parse_url_argument(url) if url else None
    if url:
        raise BadArgument("--url gives the URL of a saved page")
    return parse_url_argument(args[0]), None


def _explain_file(file: str, url: str | None, rules: Rules) -> tuple[Explanation | None, ExitCode]:
    name = escape_for_log(file)
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        explanation = explain_article(Page(body=body, url=url, fetched_at=datetime.now(UTC)), rules)
    except OSError as error:
        print_stderr(f"{name}: {error.strerror}")
        return None, ExitCode.BAD_ARGUMENTS
    except NotAnArticle as error:
        print_stderr(f"{name}: no article: {error}")
        return None, ExitCode.FAILED
    except ExtractionFailed as error:
        print_stderr(f"{name}: cannot be read: {error}")
        return None, ExitCode.FAILED
    if explanation.problem:
        print_stderr(f"{name}: {explanation.problem}")
    return explanation, ExitCode.FAILED if explanation.problem else ExitCode.DONE


def _explain_url(settings: Settings, url: str, rules: Rules) -> tuple[Explanation | None, ExitCode]:
    disable_outputs(settings)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ExplainSpider)
    crawled = CrawledPage()
    crawler.signals.connect(crawled.on_item_scraped, signals.item_scraped)
    crawler.signals.connect(crawled.on_page_fetched, PAGE_FETCHED)
    error = run_crawl(process, crawler, {"url": url})
    if error is not None:
        return None, report_start_failure(error)
    stats_extension = crawler.get_extension(CrawlStatsExtension)
    problems = stats_extension.problems if stats_extension else []
    for problem in problems:
        print_stderr(problem)
    code = ExitCode.FAILED if problems else ExitCode.DONE
    if crawled.page is None or (stats_extension and stats_extension.crawl_stats.failed):
        return None, code
    with suppress(NotAnArticle):  # an empty page, which is among the problems
        explanation = explain_article(crawled.page, rules, crawled.article)
        if crawled.article is None:
            explanation = replace(explanation, problem=next(iter(problems), None))
        return explanation, code
    return None, code


def _write_explanation(explanation: Explanation, html: str | None) -> ExitCode:
    """Print the explanation, or write it to the file `html`."""
    try:
        if html is None:
            _print_explanation(explanation)
        else:
            Path(html).write_bytes(render_html(explanation))
    except OutputFailed as error:
        print_stderr(error)
        return output_error_exit_code(error)
    except OSError as error:
        print_stderr(f"--html {escape_for_log(html)}: cannot be written: {error.strerror}")
        return ExitCode.DISK_FULL if error.errno == errno.ENOSPC else ExitCode.FAILED
    return ExitCode.DONE


def _print_explanation(explanation: Explanation) -> None:
    """Print the explanation as UTF-8, whatever the locale is."""
    width = min(shutil.get_terminal_size().columns, _MAX_COLUMNS) if sys.stdout.isatty() else None
    colour = width is not None and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    write_stdout(render_text(explanation, width=width, colour=colour).encode())
