"""`scrapy crawlall`: crawls every site that is due, in parallel processes, and prints a total at the end."""

from __future__ import annotations

import argparse
from functools import partial

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """The command; `newscrawl.cli.multi_site` does the work."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments after the command's name."""
        return "[options]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Crawl every site that is due, several at once"

    def long_desc(self) -> str:
        """What the command does, and the exit codes."""
        return (
            "Crawl the sites that newscrawl knows (`scrapy sites`) and that are due by their own schedule, each in a "
            "process of its own, several at once, and never one of them twice. The articles, the log and the report of "
            "a site are in a folder of its own. The exit code is 0 if no crawl failed, also if nothing was due; 1 if "
            "one failed; 2 if the arguments are wrong; 11 after a signal."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options that all multi-site commands have, and those of this one."""
        from newscrawl.cli.multi_site import add_multi_site_options

        super().add_options(parser)
        add_multi_site_options(parser)
        parser.add_argument("--all", action="store_true", help="crawl all chosen sites, due or not")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl the sites that are due, and print how each crawl ended."""
        from newscrawl.cli.multi_site import crawl_due_sites, run_sites

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_sites(self.settings, args, opts, partial(crawl_due_sites, ignore_schedule=opts.all))
