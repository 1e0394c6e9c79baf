"""`scrapy sites`: the sites that newscrawl knows, whether their sources still answer, and a file for a new one."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """Lists, checks and drafts; what it asks for goes through a crawl, with all that a crawl heeds."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[options] [check [NAME…] | new URL]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "List the sites that newscrawl knows, check them, or write the file of a new one"

    def long_desc(self) -> str:
        """What each form does, and what the exit codes mean."""
        return (
            "List the sites that newscrawl knows, or those that -a chooses. `check` asks each source of the sites (a "
            "NAME is a host or a publisher's name), politely, whether it still answers and has new articles; the exit "
            "code is 1 if one does not. `new` looks at a site that nobody has described, and writes a first file of it "
            "into the folder NEWSCRAWL_SITES. The exit code is 2 if the arguments are wrong."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command alone."""
        from newscrawl.cli.multi_site import add_site_filter_option

        super().add_options(parser)
        add_site_filter_option(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what was asked for."""
        from newscrawl.cli.sites import SitesRunner

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        runner = SitesRunner(self.settings)
        runner.run(args, opts)
        self.exitcode = runner.exitcode
