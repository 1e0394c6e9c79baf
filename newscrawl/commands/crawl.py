"""`scrapy crawl`, as Scrapy's users know it, with clear refusals and exit codes."""

from __future__ import annotations

import argparse

from scrapy.commands import crawl
from scrapy.spiderloader import get_spider_loader

from newscrawl.commands.paths import check_writable, local_path
from newscrawl.commands.running import exit_code, refuse, run, say
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule
from newscrawl.outputs.naming import OutputTemplate
from newscrawl.rules.load import load_rules
from newscrawl.spiders.base import NewsSpider


class Command(crawl.Command):
    """Everything that can be wrong is looked for before the crawl starts."""

    def long_desc(self) -> str:
        """What the exit codes mean."""
        return (
            "Run a spider of this project. The exit code is 0 if something was written or nothing is new, 1 if "
            "nothing could be written, 2 if the arguments are wrong, 3 if the disk is full, 4 if no address to start "
            "with could be fetched, 11 after a signal, 15 after a time limit (CLOSESPIDER_TIMEOUT), 18 if sites "
            "refused by rate limits; the reason stands on standard error."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse in one line what cannot be tried."""
        try:
            if opts.pidfile:
                check_writable("--pidfile", opts.pidfile, make_folder=False)
            super().process_options(args, opts)
            self._check_files()
            self._check_rules()
            if len(args) == 1:
                self._check_spider(args[0], opts.spargs)
        except (BadArgument, BadRule) as error:
            refuse(error)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider, and say why where nothing came of it."""
        if len(args) != 1:
            super().run(args, opts)  # says how it is used
            return
        assert self.crawler_process  # noqa: S101 - Scrapy sets it
        crawler = self._create_crawler(args[0])
        error = run(self.crawler_process, crawler, opts.spargs)
        if error is not None or issubclass(crawler.spidercls, NewsSpider):
            self.exitcode = exit_code(crawler, error)

    def _check_files(self) -> None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        for uri in self.settings.getdict("FEEDS"):
            if path := local_path(uri):
                check_writable("output", path)
        if output := self.settings.get("NEWSCRAWL_OUTPUT"):
            OutputTemplate(str(output), spider="")
            check_writable("NEWSCRAWL_OUTPUT", str(output))
        elif self.settings.getpriority("NEWSCRAWL_OUTPUT") is not None and not self.settings.getdict("FEEDS"):
            say("NEWSCRAWL_OUTPUT is set to nothing, and there is no -o and no -O: articles are written nowhere")
        if log := self.settings.get("LOG_FILE"):
            check_writable("LOG_FILE", str(log), make_folder=False)

    def _check_rules(self) -> None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        load_rules(self.settings.get("NEWSCRAWL_SITE_CONFIG"))

    def _check_spider(self, name: str, arguments: dict[str, str]) -> None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        spiders = get_spider_loader(self.settings)
        if name not in spiders.list():
            known = ", ".join(sorted(spiders.list()))
            raise BadArgument(f"no spider named {printable(name)!r}; there are: {known}")
        spider = spiders.load(name)
        if issubclass(spider, NewsSpider):
            spider.read_arguments(arguments)
