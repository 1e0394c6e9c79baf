"""`scrapy reclean IN.jsonl OUT.jsonl`: cleans early articles by what later ones of the crawl have shown."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """The command; `newscrawl.cli.reclean` does the work. The file is read twice: first to learn, then to clean."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments after the command's name."""
        return "[--archive PATTERN] IN.jsonl OUT.jsonl"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Clean the articles of a finished crawl by what its later ones have shown"

    def long_desc(self) -> str:
        """What the command does, and the exit codes."""
        return (
            "Remove lines that other articles of the same site have as well, and headlines of other articles, from the "
            "records of IN.jsonl, and write all of them to OUT.jsonl, in the same order. What crawls with the same "
            "NEWSCRAWL_STATE have learned is used as well; nothing is added to it. With --archive, the records are "
            "first extracted again from the pages in those archives (NEWSCRAWL_ARCHIVE), and the changes are counted. "
            "The exit code is 1 if OUT.jsonl could not be written, 2 if the arguments or IN.jsonl are wrong, 3 if the "
            "disk is full; in all three cases OUT.jsonl is unchanged."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The option of this command."""
        super().add_options(parser)
        parser.add_argument("--archive", metavar="PATTERN", help="archives of the pages, such as kept/*.warc.gz")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Clean one file into another."""
        from newscrawl.cli.reclean import run_reclean

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_reclean(self.settings, args, opts)
