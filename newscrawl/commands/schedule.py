"""`scrapy schedule`: crawls each site by its own schedule, until a signal stops it."""

from __future__ import annotations

import argparse

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
        return "Crawl sites by their own schedules, until stopped"

    def long_desc(self) -> str:
        """What the command does, how it ends, and the exit codes."""
        return (
            "Crawl the sites that newscrawl knows (`scrapy sites`), each when its own schedule says (cron expressions, "
            "in UTC), and never one of them twice at once. A site that became due while nothing ran is crawled once at "
            "the start. SIGTERM and Ctrl-C end the command: running crawls stop and continue the next time; a second "
            "signal ends them at once. The exit code is then 0; it is 2 if the arguments are wrong."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options that all multi-site commands have."""
        from newscrawl.cli.multi_site import add_multi_site_options

        super().add_options(parser)
        add_multi_site_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl until a signal arrives."""
        from newscrawl.cli.multi_site import crawl_on_schedule, run_sites

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_sites(self.settings, args, opts, crawl_on_schedule)
