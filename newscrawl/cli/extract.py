"""The records of saved pages and addresses, printed.

Addresses crawled with everything that a crawl heeds, printed where a crawl would write.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from scrapy import signals
from scrapy.settings import Settings

from newscrawl import extract
from newscrawl.cli.run import (
    CommandRunner,
    RecordPrinter,
    exit_usage_error,
    output_error_exit_code,
    print_error,
    report_start_failure,
    run_crawl,
    write_stdout,
)
from newscrawl.exceptions import BadArgument, BadRule, ExtractionFailed, NotAnArticle, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.extensions.setting_values import get_rule_folders
from newscrawl.outputs.record import build_json_schema
from newscrawl.rules.loader import load_rules
from newscrawl.spiders.arguments import parse_url_argument
from newscrawl.text import escape_for_log


def crawl_urls(
    settings: Settings, urls: Sequence[str], printer: RecordPrinter
) -> tuple[BaseException | None, Sequence[str]]:
    """Print the article of each address: what kept the crawl from starting, if something did, and its problems."""
    from scrapy.crawler import AsyncCrawlerProcess

    from newscrawl.extensions.crawl_stats import CrawlStatsExtension
    from newscrawl.spiders.article import ArticleSpider  # a saved page needs none of these

    for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT"):
        settings.set(name, None, priority="cmdline")
    settings.set("FEEDS", {}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ArticleSpider)
    crawler.signals.connect(printer.print_article, signals.item_scraped)
    error = run_crawl(process, crawler, {"url": ",".join(urls)})
    stats_extension = crawler.get_extension(CrawlStatsExtension) if error is None else None
    return error, stats_extension.problems if stats_extension else ()


class ExtractRunner(CommandRunner):
    """Saved pages go through the library, addresses through the article spider and all that it heeds."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what was asked for."""
        if opts.schema:
            self._print_schema()
            return
        files = [arg for arg in args if not _is_url(arg)]
        urls = [arg for arg in args if _is_url(arg)]
        try:
            page_url = _parse_page_url(opts.url, files, urls)
            printer = RecordPrinter(field=opts.field, indented=len(args) == 1)
            urls = [parse_url_argument(url) for url in urls]
            load_rules(get_rule_folders(self._settings))
        except (BadArgument, BadRule) as error:
            exit_usage_error(error)
        for file in files:
            self._extract_file(file, page_url, printer)
        if urls:
            self._extract_urls(urls, printer)
        if printer.error:
            self._report_problem(str(printer.error), output_error_exit_code(printer.error))
        if not urls:
            gc.freeze()  # Python ends here; looking for cycles in all that was loaded takes it as long as ten pages

    def _print_schema(self) -> None:
        try:
            write_stdout(json.dumps(build_json_schema(), indent=2, ensure_ascii=False).encode() + b"\n")
        except OutputFailed as error:
            self._report_problem(str(error), output_error_exit_code(error))

    def _extract_file(self, file: str, url: str | None, printer: RecordPrinter) -> None:
        try:
            body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            folders = get_rule_folders(self._settings)
            article = extract(body, url=url, site_config=folders.site_config, sites=folders.sites)
        except OSError as error:
            self._report_problem(f"{escape_for_log(file)}: {error.strerror}", ExitCode.BAD_ARGUMENTS)
        except NotAnArticle as error:
            self._report_problem(f"{escape_for_log(file)}: no article: {error}")
        except ExtractionFailed as error:
            self._report_problem(f"{escape_for_log(file)}: cannot be read: {error}")
        else:
            printer.print_article(article)

    def _extract_urls(self, urls: list[str], printer: RecordPrinter) -> None:

        error, problems = crawl_urls(self._settings, urls, printer)
        if error is not None:
            self.exitcode = report_start_failure(error)
        for problem in problems:
            self._report_problem(problem)

    def _report_problem(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        print_error(message)
        self.exitcode = max(self.exitcode, code)


def _is_url(argument: str) -> bool:
    return argument.lower().startswith(("http://", "https://"))


def _parse_page_url(url: str | None, files: list[str], urls: list[str]) -> str | None:
    if not files and not urls:
        raise BadArgument("name at least one file or address")
    if url is None:
        return None
    if len(files) != 1:
        raise BadArgument("--url gives the address of one saved page")
    return parse_url_argument(url)
