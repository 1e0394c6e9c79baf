"""`scrapy crawl` as Scrapy has it, with one-line errors and more exit codes."""

from __future__ import annotations

import argparse

from scrapy.commands import crawl

from newscrawl.exceptions import BadArgument, BadRule


class Command(crawl.Command):
    """Checks arguments and settings before the crawl starts."""

    def long_desc(self) -> str:
        """What the command does, and the exit codes."""
        return (
            "Run a spider of this project. The exit code is 0 if something was written or nothing is new, 1 if "
            "nothing could be written, 2 if the arguments are wrong, 3 if the disk is full, 4 if no URL to start "
            "with could be fetched, 11 after a signal, 15 after a time limit (CLOSESPIDER_TIMEOUT), 18 if sites "
            "refused by rate limits; the reason is printed to standard error."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check options and settings; an error is one line and exit code 2."""
        from newscrawl.cli.crawl import check_settings, check_spider
        from newscrawl.cli.paths import check_writable
        from newscrawl.cli.run import exit_usage_error

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        try:
            if opts.pidfile:
                check_writable("--pidfile", opts.pidfile, make_folder=False)
            super().process_options(args, opts)
            check_settings(self.settings)
            if len(args) == 1:
                check_spider(self.settings, args[0], opts.spargs)
        except (BadArgument, BadRule) as error:
            exit_usage_error(error)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider; if nothing was written, print the reason."""
        from newscrawl.cli.run import report_result, run_crawl
        from newscrawl.spiders.base import NewsSpider

        if len(args) != 1:
            super().run(args, opts)  # prints how the command is used
            return
        assert self.crawler_process  # noqa: S101 - Scrapy sets it
        crawler = self._create_crawler(args[0])
        error = run_crawl(self.crawler_process, crawler, opts.spargs)
        if error is not None or issubclass(crawler.spidercls, NewsSpider):
            self.exitcode = report_result(crawler, error)
