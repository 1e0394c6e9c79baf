"""`scrapy extract FILE|URL…`: the record of a saved page or a URL."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """The command; `newscrawl.cli.extract` does the work. The article spider fetches URLs."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments after the command's name."""
        return "[options] FILE|URL…"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Print the record of a saved page or a URL, as JSON"

    def long_desc(self) -> str:
        """What the command prints, and the exit codes."""
        return (
            "Print the record of each saved page (- is standard input), then of each URL, as JSON: indented if there "
            "is one, a line each if there are several. Logs and problems go to standard error. The exit code is 1 if "
            "one of them gave no record, 2 if an argument is wrong or a file cannot be read, 3 if the disk is full."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--field", metavar="NAME", help="print only this field's plain value")
        parser.add_argument("--url", metavar="URL", help="the URL from which the saved page was fetched")
        parser.add_argument("--schema", action="store_true", help="print the JSON Schema of a record, and stop")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the records, or the schema."""
        from newscrawl.cli.extract import run_extract

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_extract(self.settings, args, opts)
