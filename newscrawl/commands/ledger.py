"""`scrapy ledger`: what is known of every address that was ever found, and how to change it."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """Shows or changes one thing at a time."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[--failed | --retry SITE|URL | --forget SITE|URL | --export FILE.jsonl]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Show what became of the addresses that crawls have found"

    def long_desc(self) -> str:
        """What it prints where."""
        return (
            "Count the addresses in the ledger (in NEWSCRAWL_STATE) by site and state. --failed lists those that "
            "failed, each with its reason, its failures in a row, when it is asked for again, and the address, with "
            "tabs between. The exit code is 1 if nothing in the ledger is meant or it cannot be used, 2 if the "
            "arguments are wrong, 3 if there is no room for what is written."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command alone."""
        super().add_options(parser)
        exclusive_group = parser.add_mutually_exclusive_group()
        exclusive_group.add_argument("--failed", action="store_true", help="list what failed")
        exclusive_group.add_argument(
            "--retry", metavar="SITE|URL", help="ask again in the next run: an address, or a site's failed"
        )
        exclusive_group.add_argument(
            "--forget", metavar="SITE|URL", help="as if it had never been found; it may be written again"
        )
        exclusive_group.add_argument(
            "--export", metavar="FILE", help="write every address and what is known of it as JSON Lines"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what was asked for."""
        from newscrawl.cli.ledger import run_ledger

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_ledger(self.settings, args, opts)
