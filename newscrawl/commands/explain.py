"""`scrapy explain FILE|URL`: the article of a page as kept and cut lines, each cut with its reason and rule."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scrapy import signals
from scrapy.commands import ScrapyCommand
from scrapy.crawler import AsyncCrawlerProcess

from newscrawl.article import Page
from newscrawl.commands.explaining import PAGE_READ, ExplainSpider, Kept, explained
from newscrawl.commands.paths import check_writable
from newscrawl.commands.printing import write_out
from newscrawl.commands.running import output_failed, refuse, run, say, start_failed
from newscrawl.core.ending import ExitCode
from newscrawl.core.explain import Explanation
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, ExtractionFailed, NotAnArticle, OutputFailed
from newscrawl.extensions.run_report import RunReport
from newscrawl.outputs.explain_html import explain_page
from newscrawl.outputs.explain_text import explain_text
from newscrawl.rules.load import load_rules
from newscrawl.rules.model import Rules
from newscrawl.spiders.arguments import web_address

_WIDEST = 100
"""Columns beyond which lines of text are hard to read."""


class Command(ScrapyCommand):
    """A saved page goes through the library, an address through the article spider and all that it heeds."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[options] FILE|URL"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Show what was kept and cut of a page, and why"

    def long_desc(self) -> str:
        """What it prints where."""
        return (
            "Show the record of a saved page (- is standard input) or an address, and where each part of it stands; "
            "then every line of the page's main part in order, and for each line that was cut, the reason and the "
            "rule. --html writes the same as one web page instead. Logs and problems go to standard error. The exit "
            "code is 1 if the page gives no record, 2 if an argument is wrong or the file cannot be read, 3 if there "
            "is no room for what is written. NO_COLOR is heeded."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command alone."""
        super().add_options(parser)
        parser.add_argument("--html", metavar="FILE", help="write a web page instead, with all that it needs in it")
        parser.add_argument("--url", metavar="URL", help="the address at which the saved page was served")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show what was asked for."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        try:
            address, url = _asked_for(args, opts.url)
            if opts.html is not None:
                check_writable("--html", opts.html, make_folder=False)
            rules = load_rules(self.settings.get("NEWSCRAWL_SITE_CONFIG") or None)
        except BadArgument as error:
            refuse(error)
        except BadRule as error:
            self._problem(str(error))
            return
        explanation = self._crawled(address, rules) if address else self._read(args[0], url, rules)
        if explanation is not None:
            self._show(explanation, opts.html)

    def _read(self, file: str, url: str | None, rules: Rules) -> Explanation | None:
        """The explanation of a saved page."""
        name = printable(file)
        try:
            body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
            explanation = explained(Page(body=body, url=url, fetched_at=datetime.now(UTC)), rules)
        except OSError as error:
            self._problem(f"{name}: {error.strerror}", ExitCode.BAD_ARGUMENTS)
        except NotAnArticle as error:
            self._problem(f"{name}: no article: {error}")
        except ExtractionFailed as error:
            self._problem(f"{name}: cannot be read: {error}")
        else:
            if explanation.problem:
                self._problem(f"{name}: {explanation.problem}")
            return explanation
        return None

    def _crawled(self, address: str, rules: Rules) -> Explanation | None:
        """The explanation of an address, crawled with everything that a crawl heeds, but written nowhere."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT"):
            self.settings.set(name, None, priority="cmdline")
        self.settings.set("FEEDS", {}, priority="cmdline")
        process = AsyncCrawlerProcess(self.settings)
        crawler = process.create_crawler(ExplainSpider)
        kept = Kept()
        crawler.signals.connect(kept.keep_article, signals.item_scraped)
        crawler.signals.connect(kept.keep_page, PAGE_READ)
        error = run(process, crawler, {"url": address})
        if error is not None:
            self.exitcode = start_failed(error)
            return None
        report = crawler.get_extension(RunReport)
        problems = report.problems if report else []
        for problem in problems:
            self._problem(problem)
        if kept.page is None or (report and report.account.failed):
            return None
        with suppress(NotAnArticle):  # an empty page: the report has said so
            explanation = explained(kept.page, rules, kept.article)
            return explanation if kept.article else replace(explanation, problem=next(iter(problems), None))
        return None

    def _show(self, explanation: Explanation, html: str | None) -> None:
        try:
            if html is None:
                _print(explanation)
            else:
                Path(html).write_bytes(explain_page(explanation))
        except OutputFailed as error:
            self._problem(str(error), output_failed(error))
        except OSError as error:
            code = ExitCode.DISK_FULL if error.errno == errno.ENOSPC else ExitCode.FAILED
            self._problem(f"--html {printable(html)}: cannot be written: {error.strerror}", code)

    def _problem(self, message: str, code: ExitCode = ExitCode.FAILED) -> None:
        say(message)
        self.exitcode = max(self.exitcode, code)


def _print(explanation: Explanation) -> None:
    """The explanation on standard output, as UTF-8 whatever the locale."""
    width = min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else None
    colour = width is not None and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    write_out(explain_text(explanation, width=width, colour=colour).encode())


def _asked_for(args: list[str], url: str | None) -> tuple[str | None, str | None]:
    """The address to crawl, or that of the saved page."""
    if len(args) != 1:
        raise BadArgument("name one file or address")
    if not _is_address(args[0]):
        return None, web_address(url) if url else None
    if url:
        raise BadArgument("--url gives the address of a saved page")
    return web_address(args[0]), None


def _is_address(argument: str) -> bool:
    return argument.lower().startswith(("http://", "https://"))
