"""`scrapy crawlall`: every site that is due, in processes side by side, and a total at the end."""

from __future__ import annotations

import argparse
from functools import partial

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """Crawls what is due once, and ends."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[options]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Crawl every site that is due, several at once"

    def long_desc(self) -> str:
        """What it does, and what the exit codes mean."""
        return (
            "Crawl the sites that newscrawl knows (`scrapy sites`) and whose time has come by their own schedule, "
            "each in a process of its own, several at once, and never one of them twice. Each has its articles, its "
            "log and its report in a folder of its own. The exit code is 0 if no crawl failed, also where nothing was "
            "due; 1 if one did; 2 if the arguments are wrong; 11 after a signal."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command alone."""
        from newscrawl.cli.multi_site import add_multi_site_options

        super().add_options(parser)
        add_multi_site_options(parser)
        parser.add_argument("--all", action="store_true", help="crawl all chosen sites, due or not")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl the sites that are due, and say how each ended."""
        from newscrawl.cli.multi_site import crawl_due_sites, run_sites

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_sites(self.settings, args, opts, partial(crawl_due_sites, ignore_schedule=opts.all))
