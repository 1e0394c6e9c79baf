"""`scrapy sites`: lists and checks the known sites, checks their rules, and writes files for new ones."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand


class Command(ScrapyCommand):
    """The command; `newscrawl.cli.sites` does the work."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """The arguments after the command's name."""
        return "[options] [check [NAME…] | check --cases [HOST…] | new URL | case URL…]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "List the sites that newscrawl knows, check them and your rules, or write the file of a new one"

    def long_desc(self) -> str:
        """What each action does, and the exit codes."""
        return (
            "List the sites that newscrawl knows, or those that -a selects. `check` requests each source of the sites "
            "(a NAME is a host or a publisher's name), politely: can it be fetched, and does it have new articles? "
            "`check --cases` requests nothing: it checks the rules in your folder NEWSCRAWL_SITES against the pages "
            "that they name in `case`. `new` writes the file of a site into that folder, from what it finds at the "
            "URL, and one of the site's articles into its folder `cases`, with what newscrawl reads in it. `case` "
            "writes further articles there. The exit code is 1 if a check fails or nothing could be written, 2 if the "
            "arguments or a file are wrong."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options of this command."""
        from newscrawl.cli.site_selection import add_site_filter_option

        super().add_options(parser)
        add_site_filter_option(parser)
        parser.add_argument("--cases", action="store_true", help="check your rules against their cases")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the action."""
        from newscrawl.cli.sites import run_sites_command

        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        self.exitcode = run_sites_command(self.settings, args, opts)
