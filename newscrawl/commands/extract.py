"""`scrapy extract FILE|URL…`: the record of a saved page or an address."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from scrapy import signals
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess

from newscrawl import extract
from newscrawl.commands.printing import Printer
from newscrawl.commands.running import NOTHING_DONE, refuse, run, say, start_failed
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, ExtractionFailed, NotAnArticle
from newscrawl.extensions.run_report import RunReport
from newscrawl.outputs.record import schema
from newscrawl.rules.load import load_rules
from newscrawl.spiders.arguments import web_address
from newscrawl.spiders.article import ArticleSpider


class Command(ScrapyCommand):
    """Saved pages go through the library, addresses through the article spider and all that it heeds."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[options] FILE|URL…"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Print the record of a saved page or an address, as JSON"

    def long_desc(self) -> str:
        """What it prints where."""
        return (
            "Print the record of each saved page (- is standard input), then of each address, as JSON: indented "
            "where one is asked for, one line each where there are several. Logs and problems go to standard "
            "error. The exit code is 1 if one of them gave no record, 2 if the arguments are wrong."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command alone."""
        super().add_options(parser)
        parser.add_argument("--field", metavar="NAME", help="print only this field's plain value")
        parser.add_argument("--url", metavar="URL", help="the address at which the saved page was served")
        parser.add_argument("--schema", action="store_true", help="print the JSON Schema of a record, and stop")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print what was asked for."""
        if opts.schema:
            print(json.dumps(schema(), indent=2, ensure_ascii=False))
            return
        files = [arg for arg in args if not _is_address(arg)]
        addresses = [arg for arg in args if _is_address(arg)]
        try:
            page_url = _page_url(opts.url, files, addresses)
            printer = Printer(field=opts.field, readable=len(args) == 1)
            addresses = [web_address(address) for address in addresses]
            load_rules(self._site_config())
        except (BadArgument, BadRule) as error:
            refuse(error)
        for file in files:
            self._extract_file(file, page_url, printer)
        if addresses:
            self._extract_addresses(addresses, printer)

    def _site_config(self) -> str | None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        return self.settings.get("NEWSCRAWL_SITE_CONFIG") or None

    def _extract_file(self, file: str, url: str | None, printer: Printer) -> None:
        try:
            body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            article = extract(body, url=url, site_config=self._site_config())
        except OSError as error:
            self._problem(f"{printable(file)}: {error.strerror}")
        except NotAnArticle as error:
            self._problem(f"{printable(file)}: no article: {error}")
        except ExtractionFailed as error:
            self._problem(f"{printable(file)}: cannot be read: {error}")
        else:
            printer.show(article)

    def _extract_addresses(self, addresses: list[str], printer: Printer) -> None:
        """Crawl the addresses with everything that a crawl heeds, but print where it would write."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        for name, nothing in (("NEWSCRAWL_OUTPUT", None), ("NEWSCRAWL_STATE", None), ("FEEDS", {})):
            self.settings.set(name, nothing, priority="cmdline")
        process = AsyncCrawlerProcess(self.settings)
        crawler = process.create_crawler(ArticleSpider)
        crawler.signals.connect(printer.show, signals.item_scraped)
        error = run(process, crawler, {"url": ",".join(addresses)})
        if error is not None:
            self.exitcode = start_failed(error)
            return
        report = crawler.get_extension(RunReport)
        for problem in report.problems if report else ():
            self._problem(problem)

    def _problem(self, message: str) -> None:
        say(message)
        self.exitcode = NOTHING_DONE


def _is_address(argument: str) -> bool:
    return argument.lower().startswith(("http://", "https://"))


def _page_url(url: str | None, files: list[str], addresses: list[str]) -> str | None:
    if not files and not addresses:
        raise BadArgument("name at least one file or address")
    if url is None:
        return None
    if len(files) != 1:
        raise BadArgument("--url gives the address of one saved page")
    return web_address(url)
