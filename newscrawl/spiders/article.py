"""Articles whose addresses are given: `scrapy crawl article -a url=https://…`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from newscrawl.article import Link
from newscrawl.errors import BadArgument
from newscrawl.spiders.arguments import check_list, list_lines, web_address
from newscrawl.spiders.base import NewsSpider, Source


class ArticleSpider(NewsSpider):
    """Every address it is given is an article."""

    name = "article"
    given: ClassVar[bool] = True
    """No site's `include` and `exclude` stand against what the user asks for."""
    arguments: ClassVar[Mapping[str, str]] = {
        **NewsSpider.arguments,
        "urls": "a file with one address a line and # before comments, or - for standard input",
    }

    urls: str = ""

    @classmethod
    def read_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Also see that the file of addresses can be read."""
        addresses = super().read_arguments(arguments)
        if arguments.get("urls"):
            check_list(arguments["urls"])
        return addresses

    async def begin(self) -> AsyncIterator[Link | Source]:
        """The addresses of ``-a url=…``, then those of ``-a urls=…``.

        A line that is no address is passed on as it is, to be counted as failed: it must not stop the others.
        """
        for address in self.addresses:
            yield Link(url=address)
        for line in list_lines(self.urls) if self.urls else ():
            try:
                yield Link(url=web_address(line))
            except BadArgument:
                yield Link(url=line)
