"""`scrapy explain FILE|URL`: the kept and the removed lines of a page, each removal with its reason and rule."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """The command; `newscrawl.cli.explain` does the work. The article spider fetches URLs."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments after the command's name."""
        return "[options] FILE|URL"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Show which lines of a page were kept and removed, and why"

    def long_desc(self) -> str:
        """What the command prints, and the exit codes."""
        return (
            "Show the record of a saved page (- is standard input) or a URL, and where the page has each part of it; "
            "then every line of the page's main part in order, and for each removed line, the reason and the rule. "
            "--html writes the same as one web page instead. Logs and problems go to standard error. The exit code is "
            "1 if the page gives no record, 2 if an argument is wrong or the file cannot be read, 3 if the disk is "
            "full. With NO_COLOR in the environment, nothing is coloured."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        parser.add_argument("--html", metavar="FILE", help="write one self-contained web page instead")
        parser.add_argument("--url", metavar="URL", help="the URL from which the saved page was fetched")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show the page."""
        from newscrawl.cli.explain import run_explain

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_explain(self.settings, args, opts)
