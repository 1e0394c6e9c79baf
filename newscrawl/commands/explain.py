"""`scrapy explain FILE|URL`: the article of a page as kept and cut lines, each cut with its reason and rule."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


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
        from newscrawl.cli.explain import run_explain

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_explain(self.settings, args, opts)
