"""What was kept and cut of a page, and why: printed, or written as a web page.

How the explanation of a page is made, whether it was saved or is crawled.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from newscrawl.cli.run import (
    CommandRunner,
    check_writable,
    exit_usage_error,
    output_error_exit_code,
    print_error,
    report_start_failure,
    run_crawl,
    write_stdout,
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
"""The signal that `ExplainSpider` sends, with the `page`."""


class ExplainSpider(ArticleSpider):
    """The article spider, which also hands out the page that it reads."""

    async def parse_page(self, response: Response, link: Link) -> AsyncIterator[Article]:
        """As ever, and the page to whoever listens."""
        with suppress(NotAnArticle):  # the spider comes to the same, and reports it
            self.crawler.signals.send_catch_log(PAGE_FETCHED, page=build_page(response, link.feed_metadata))
        async for article in super().parse_page(response, link):
            yield article


class CrawledPage:
    """What a crawl of one address came to."""

    def __init__(self) -> None:
        self.page: Page | None = None
        self.article: Article | None = None

    def on_page_fetched(self, page: Page) -> None:
        """Called for the page, before it is read."""
        self.page = page

    def on_item_scraped(self, item: Article) -> None:
        """Called for what came out of the last pipeline."""
        self.article = item


def explain_article(page: Page, rules: Rules, article: Article | None = None) -> Explanation:
    """How the page's article came about.

    :param article: what a crawl made of the page; without it, what the library makes of it.
    :raises NotAnArticle: the page is empty, or no page.
    :raises ExtractionFailed: the page cannot be read to the end.
    """
    from newscrawl.extraction.explain import build_explanation, find_provenance
    from newscrawl.extraction.extractor import (
        extract_page,  # trafilatura loads only when it is needed
        finish,
    )

    result = extract_page(page, rules)
    article = article or finish(result.article)
    problem = None if article.text else "no article: no text of an article on the page"
    return build_explanation(result, article, provenance=find_provenance(page, article, rules), problem=problem)


_MAX_COLUMNS = 100
"""Columns beyond which lines of text are hard to read."""


class ExplainRunner(CommandRunner):
    """A saved page goes through the library, an address through the article spider and all that it heeds."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show what was asked for."""
        try:
            crawl_url, page_url = _parse_target(args, opts.url)
            if opts.html is not None:
                check_writable("--html", opts.html, make_folder=False)
            rules = load_rules(get_rule_folders(self._settings))
        except BadArgument as error:
            exit_usage_error(error)
        except BadRule as error:
            self._report_problem(str(error))
            return
        explanation = self._explain_url(crawl_url, rules) if crawl_url else self._explain_file(args[0], page_url, rules)
        if explanation is not None:
            self._write_explanation(explanation, opts.html)

    def _explain_file(self, file: str, url: str | None, rules: Rules) -> Explanation | None:
        """The explanation of a saved page."""
        name = escape_for_log(file)
        try:
            body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            explanation = explain_article(Page(body=body, url=url, fetched_at=datetime.now(UTC)), rules)
        except OSError as error:
            self._report_problem(f"{name}: {error.strerror}", ExitCode.BAD_ARGUMENTS)
        except NotAnArticle as error:
            self._report_problem(f"{name}: no article: {error}")
        except ExtractionFailed as error:
            self._report_problem(f"{name}: cannot be read: {error}")
        else:
            if explanation.problem:
                self._report_problem(f"{name}: {explanation.problem}")
            return explanation
        return None

    def _explain_url(self, url: str, rules: Rules) -> Explanation | None:
        """The explanation of an address, crawled with everything that a crawl heeds, but written nowhere."""
        for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT"):
            self._settings.set(name, None, priority="cmdline")
        self._settings.set("FEEDS", {}, priority="cmdline")
        process = AsyncCrawlerProcess(self._settings)
        crawler = process.create_crawler(ExplainSpider)
        crawled = CrawledPage()
        crawler.signals.connect(crawled.on_item_scraped, signals.item_scraped)
        crawler.signals.connect(crawled.on_page_fetched, PAGE_FETCHED)
        error = run_crawl(process, crawler, {"url": url})
        if error is not None:
            self.exitcode = report_start_failure(error)
            return None
        stats_extension = crawler.get_extension(CrawlStatsExtension)
        problems = stats_extension.problems if stats_extension else []
        for problem in problems:
            self._report_problem(problem)
        if crawled.page is None or (stats_extension and stats_extension.crawl_stats.failed):
            return None
        with suppress(NotAnArticle):  # an empty page: the report has said so
            explanation = explain_article(crawled.page, rules, crawled.article)
            return explanation if crawled.article else replace(explanation, problem=next(iter(problems), None))
        return None

    def _write_explanation(self, explanation: Explanation, html: str | None) -> None:
        try:
            if html is None:
                _print_explanation(explanation)
            else:
                Path(html).write_bytes(render_html(explanation))
        except OutputFailed as error:
            self._report_problem(str(error), output_error_exit_code(error))
        except OSError as error:
            code = ExitCode.DISK_FULL if error.errno == errno.ENOSPC else ExitCode.FAILED
            self._report_problem(f"--html {escape_for_log(html)}: cannot be written: {error.strerror}", code)

    def _report_problem(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        print_error(message)
        self.exitcode = max(self.exitcode, code)


def _print_explanation(explanation: Explanation) -> None:
    """The explanation on standard output, as UTF-8 whatever the locale."""
    width = min(shutil.get_terminal_size().columns, _MAX_COLUMNS) if sys.stdout.isatty() else None
    colour = width is not None and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    write_stdout(render_text(explanation, width=width, colour=colour).encode())


def _parse_target(args: list[str], url: str | None) -> tuple[str | None, str | None]:
    """The address to crawl, or that of the saved page."""
    if len(args) != 1:
        raise BadArgument("name one file or address")
    if not _is_url(args[0]):
        return None, parse_url_argument(url) if url else None
    if url:
        raise BadArgument("--url gives the address of a saved page")
    return parse_url_argument(args[0]), None


def _is_url(argument: str) -> bool:
    return argument.lower().startswith(("http://", "https://"))
