"""Articles by their URLs: `scrapy crawl article -a url=https://…`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from newscrawl.exceptions import BadArgument
from newscrawl.items import Link, Seed
from newscrawl.spiders.arguments import check_url_file, iter_url_file, parse_url_argument
from newscrawl.spiders.base import NewsSpider


class ArticleSpider(NewsSpider):
    """Reads every URL that it is given as an article."""

    name = "article"
    ignores_site_filters: ClassVar[bool] = True
    """The `include` and `exclude` of site files do not apply to URLs that the user gives."""
    argument_help: ClassVar[Mapping[str, str]] = {
        **NewsSpider.argument_help,
        "urls": "a file with one URL per line and # before comments, or - for standard input",
    }

    urls: str = ""

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Check that the file of URLs can be read, too."""
        start_urls = super().parse_arguments(arguments)
        if arguments.get("urls"):
            check_url_file(arguments["urls"])
        return start_urls

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The URLs of ``-a url=…``, then those of ``-a urls=…``.

        A line that is not a URL does not stop the others: it is passed on unchanged, and counted as failed.
        """
        for url in self.start_urls:
            yield Link(url=url)
        for line in iter_url_file(self.urls) if self.urls else ():
            try:
                yield Link(url=parse_url_argument(line))
            except BadArgument:
                yield Link(url=line)
