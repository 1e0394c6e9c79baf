"""Articles whose addresses are given: `scrapy crawl article -a url=https://…`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from newscrawl.exceptions import BadArgument
from newscrawl.items import Link
from newscrawl.spiders.arguments import check_url_file, iter_url_file, parse_url_argument
from newscrawl.spiders.base import NewsSpider, Seed


class ArticleSpider(NewsSpider):
    """Every address it is given is an article."""

    name = "article"
    ignores_site_filters: ClassVar[bool] = True
    """No site's `include` and `exclude` stand against what the user asks for."""
    argument_help: ClassVar[Mapping[str, str]] = {
        **NewsSpider.argument_help,
        "urls": "a file with one address a line and # before comments, or - for standard input",
    }

    urls: str = ""

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Also see that the file of addresses can be read."""
        start_urls = super().parse_arguments(arguments)
        if arguments.get("urls"):
            check_url_file(arguments["urls"])
        return start_urls

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The addresses of ``-a url=…``, then those of ``-a urls=…``.

        A line that is no address is passed on as it is, to be counted as failed: it must not stop the others.
        """
        for url in self.start_urls:
            yield Link(url=url)
        for line in iter_url_file(self.urls) if self.urls else ():
            try:
                yield Link(url=parse_url_argument(line))
            except BadArgument:
                yield Link(url=line)
