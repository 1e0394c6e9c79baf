"""The records of saved pages and addresses, printed."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from pathlib import Path

from newscrawl import extract
from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, ExtractionFailed, NotAnArticle, OutputFailed
from newscrawl.jobs.job import Job
from newscrawl.jobs.printing import Printer, write_out
from newscrawl.jobs.running import output_failed, refuse, say, start_failed
from newscrawl.outputs.record import schema
from newscrawl.rules.load import load_rules
from newscrawl.spiders.arguments import web_address


class ExtractJob(Job):
    """Saved pages go through the library, addresses through the article spider and all that it heeds."""

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
        if not addresses:
            gc.freeze()  # Python ends here; looking for cycles in all that was loaded takes it as long as ten pages

    def _print_schema(self) -> None:
        try:
            write_out(json.dumps(schema(), indent=2, ensure_ascii=False).encode() + b"\n")
        except OutputFailed as error:
            self._problem(str(error), output_failed(error))

    def _site_config(self) -> str | None:
        return self._settings.get("NEWSCRAWL_SITE_CONFIG") or None

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
        from newscrawl.jobs.addresses import crawl_addresses  # a saved page needs no spider

        error, problems = crawl_addresses(self._settings, addresses, printer)
        if error is not None:
            self.exitcode = start_failed(error)
        for problem in problems:
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
