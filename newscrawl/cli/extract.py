"""`scrapy extract`: prints the records of saved pages and of URLs."""

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
from newscrawl.cli.output import RecordPrinter, print_stderr, write_stdout
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
from newscrawl.extensions.setting_values import get_rule_folders
from newscrawl.outputs.record import build_json_schema
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import RuleFolders
from newscrawl.spiders.arguments import parse_url_argument
from newscrawl.text import escape_for_log


def run_extract(settings: Settings, args: Sequence[str], opts: argparse.Namespace) -> ExitCode:
    """Print the record of each saved page, then of each URL.

    Saved pages are extracted by the library. URLs are crawled by the article spider, by all rules of a crawl.
    """
    if opts.schema:
        return _print_schema()
    files = [arg for arg in args if not is_url(arg)]
    folders = get_rule_folders(settings)
    try:
        page_url = _parse_page_url(opts.url, args, files)
        printer = RecordPrinter(field=opts.field, indented=len(args) == 1)
        urls = [parse_url_argument(arg) for arg in args if is_url(arg)]
        load_rules(folders)
    except (BadArgument, BadRule) as error:
        exit_usage_error(error)
    codes = [_extract_file(file, page_url, folders, printer) for file in files]
    if urls:
        codes.append(_extract_urls(settings, urls, printer))
    if printer.error:
        print_stderr(printer.error)
        codes.append(output_error_exit_code(printer.error))
    if not urls:
        gc.freeze()  # at its end, Python looks for garbage in all that was loaded; that takes as long as ten pages
    return max(codes)


def _print_schema() -> ExitCode:
    try:
        write_stdout(json.dumps(build_json_schema(), indent=2, ensure_ascii=False).encode() + b"\n")
    except OutputFailed as error:
        print_stderr(error)
        return output_error_exit_code(error)
    return ExitCode.DONE


def _parse_page_url(url: str | None, args: Sequence[str], files: Sequence[str]) -> str | None:
    """The URL of the saved page."""
    if not args:
        raise BadArgument("name at least one file or URL")
    if url is None:
        return None
    if len(files) != 1:
        raise BadArgument("--url gives the URL of one saved page")
    return parse_url_argument(url)


def _extract_file(file: str, url: str | None, folders: RuleFolders, printer: RecordPrinter) -> ExitCode:
    name = escape_for_log(file)
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        article = extract(body, url=url, site_config=folders.site_config, sites=folders.sites)
    except OSError as error:
        print_stderr(f"{name}: {error.strerror}")
        return ExitCode.BAD_ARGUMENTS
    except NotAnArticle as error:
        print_stderr(f"{name}: no article: {error}")
        return ExitCode.FAILED
    except ExtractionFailed as error:
        print_stderr(f"{name}: cannot be read: {error}")
        return ExitCode.FAILED
    printer.print_article(article)
    return ExitCode.DONE


def _extract_urls(settings: Settings, urls: Sequence[str], printer: RecordPrinter) -> ExitCode:
    """Crawl the URLs, and print each article where a crawl would write it."""
    from scrapy.crawler import AsyncCrawlerProcess  # a saved page needs no crawler and no spider

    from newscrawl.extensions.crawl_stats import CrawlStatsExtension
    from newscrawl.spiders.article import ArticleSpider

    disable_outputs(settings)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(ArticleSpider)
    crawler.signals.connect(printer.print_article, signals.item_scraped)
    error = run_crawl(process, crawler, {"url": ",".join(urls)})
    if error is not None:
        return report_start_failure(error)
    stats_extension = crawler.get_extension(CrawlStatsExtension)
    problems = stats_extension.problems if stats_extension else ()
    for problem in problems:
        print_stderr(problem)
    return ExitCode.FAILED if problems else ExitCode.DONE
