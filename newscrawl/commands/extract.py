"""`scrapy extract FILE|URL…`: the record of a saved page or an address."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


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
        from newscrawl.cli.extract import run_extract

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_extract(self.settings, args, opts)
