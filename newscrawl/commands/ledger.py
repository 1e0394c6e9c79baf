"""`scrapy ledger`: shows and changes what is known about the URLs that crawls have found."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """The command; `newscrawl.cli.ledger` does the work. One action at a time."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments after the command's name."""
        return "[--failed | --retry SITE|URL | --forget SITE|URL | --export FILE.jsonl]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Show the outcomes of the URLs that crawls have found"

    def long_desc(self) -> str:
        """What each action does, and the exit codes."""
        return (
            "Count the URLs in the ledger (in NEWSCRAWL_STATE) by site and state. --failed lists those that failed: "
            "the reason, the number of failures in a row, the time of the next request and the URL, separated by "
            "tabs. The exit code is 1 if the ledger has no such URL or cannot be used, 2 if the arguments are wrong, "
            "3 if the disk is full."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        super().add_options(parser)
        exclusive_group = parser.add_mutually_exclusive_group()
        exclusive_group.add_argument("--failed", action="store_true", help="list the URLs that failed")
        exclusive_group.add_argument(
            "--retry", metavar="SITE|URL", help="request a URL, or the failed URLs of a site, again in the next run"
        )
        exclusive_group.add_argument(
            "--forget", metavar="SITE|URL", help="delete a URL, or all of a site; its article may be written again"
        )
        exclusive_group.add_argument(
            "--export", metavar="FILE", help="write all URLs and what is known about them as JSON Lines"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the action."""
        from newscrawl.cli.ledger import run_ledger

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_ledger(self.settings, args, opts)
