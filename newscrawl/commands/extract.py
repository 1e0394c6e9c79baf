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
from newscrawl.commands.printing import Printer, write_out
from newscrawl.commands.running import output_failed, refuse, run, say, start_failed
from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, ExtractionFailed, NotAnArticle, OutputFailed
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
            "error. The exit code is 1 if one of them gave no record, 2 if an argument is wrong or a file cannot be "
            "read, 3 if there is no room for what is printed."
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
            self._print_schema()
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
        if printer.failed:
            self._problem(str(printer.failed), output_failed(printer.failed))

    def _print_schema(self) -> None:
        try:
            write_out(json.dumps(schema(), indent=2, ensure_ascii=False).encode() + b"\n")
        except OutputFailed as error:
            self._problem(str(error), output_failed(error))

    def _site_config(self) -> str | None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        return self.settings.get("NEWSCRAWL_SITE_CONFIG") or None

    def _extract_file(self, file: str, url: str | None, printer: Printer) -> None:
        try:
            body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            article = extract(body, url=url, site_config=self._site_config())
        except OSError as error:
            self._problem(f"{printable(file)}: {error.strerror}", ExitCode.BAD_ARGUMENTS)
        except NotAnArticle as error:
            self._problem(f"{printable(file)}: no article: {error}")
        except ExtractionFailed as error:
            self._problem(f"{printable(file)}: cannot be read: {error}")
        else:
            printer.show(article)

    def _extract_addresses(self, addresses: list[str], printer: Printer) -> None:
        """Crawl the addresses with everything that a crawl heeds, but print where it would write."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT"):
            self.settings.set(name, None, priority="cmdline")
        self.settings.set("FEEDS", {}, priority="cmdline")
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

    def _problem(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        say(message)
        self.exitcode = max(self.exitcode, code)


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
