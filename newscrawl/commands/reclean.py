"""`scrapy reclean IN.jsonl OUT.jsonl`: what a finished crawl knows, applied to its own early articles."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """Reads the file twice: to learn all of its articles, then to clean each by what all of them have shown."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[--archive PATTERN] IN.jsonl OUT.jsonl"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Clean the articles of a finished crawl by what its later ones have shown"

    def long_desc(self) -> str:
        """What it does with which file."""
        return (
            "Cut lines that other articles of the same site have, too, and headlines of other articles, from the "
            "records of IN.jsonl, and write all of them to OUT.jsonl, in the same order. What the crawls with the "
            "same NEWSCRAWL_STATE have learned is used, too; nothing is added to it. With --archive, the records are "
            "first made anew from the pages that NEWSCRAWL_ARCHIVE kept, and it is said what changed. The exit code "
            "is 1 if OUT.jsonl could not be written, 3 if there was no room for it, 2 if the arguments or IN.jsonl are "
            "wrong; then OUT.jsonl is as it was."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where the pages are."""
        super().add_options(parser)
        parser.add_argument("--archive", metavar="PATTERN", help="archives of the pages, such as kept/*.warc.gz")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Clean one file into another."""
        from newscrawl.cli.reclean import run_reclean

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_reclean(self.settings, args, opts)
