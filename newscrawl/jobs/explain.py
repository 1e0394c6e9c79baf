"""What was kept and cut of a page, and why: printed, or written as a web page."""

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
from scrapy.crawler import AsyncCrawlerProcess

from newscrawl.article import Page
from newscrawl.core.ending import ExitCode
from newscrawl.core.explain import Explanation
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, ExtractionFailed, NotAnArticle, OutputFailed
from newscrawl.extensions.run_report import RunReport
from newscrawl.jobs.explaining import PAGE_READ, ExplainSpider, Kept, explained
from newscrawl.jobs.job import Job
from newscrawl.jobs.paths import check_writable
from newscrawl.jobs.printing import write_out
from newscrawl.jobs.running import output_failed, refuse, run, say, start_failed
from newscrawl.outputs.explain_html import explain_page
from newscrawl.outputs.explain_text import explain_text
from newscrawl.rules.load import load_rules
from newscrawl.rules.model import Rules
from newscrawl.spiders.arguments import web_address

_WIDEST = 100
"""Columns beyond which lines of text are hard to read."""


class ExplainJob(Job):
    """A saved page goes through the library, an address through the article spider and all that it heeds."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show what was asked for."""
        try:
            address, url = _asked_for(args, opts.url)
            if opts.html is not None:
                check_writable("--html", opts.html, make_folder=False)
            rules = load_rules(self._settings.get("NEWSCRAWL_SITE_CONFIG") or None)
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
        for name in ("NEWSCRAWL_OUTPUT", "NEWSCRAWL_STATE", "NEWSCRAWL_REPORT"):
            self._settings.set(name, None, priority="cmdline")
        self._settings.set("FEEDS", {}, priority="cmdline")
        process = AsyncCrawlerProcess(self._settings)
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
