"""Articles that home pages, sections and tag pages link: `scrapy crawl section -a url=https://example.com/world/`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import cached_property
from typing import ClassVar

from scrapy.http import Response

from newscrawl.article import Link
from newscrawl.errors import BadArgument
from newscrawl.rules.navigationwords import load_navigation_words
from newscrawl.spiders.arguments import parse_whole_number
from newscrawl.spiders.base import NewsSpider, Seed, get_seed
from newscrawl.spiders.sectionfinding import DEFAULT_MAX_PAGES, LISTING, SectionFinder


class SectionSpider(NewsSpider):
    """Follows the links of a page that lead to articles, and the next pages of its list."""

    name = "section"
    argument_help: ClassVar[Mapping[str, str]] = {
        "url": "a home page, section or tag page, or several with commas between them",
        "pages": f"how many pages of each list are asked for (default: {DEFAULT_MAX_PAGES})",
    }

    pages: str = str(DEFAULT_MAX_PAGES)

    @classmethod
    def parse_arguments(cls, arguments: Mapping[str, str]) -> list[str]:
        """Also see that there is an address, and that the number of pages is one."""
        if not arguments.get("url"):
            raise BadArgument(f"spider {cls.name} needs -a url=…")
        start_urls = super().parse_arguments(arguments)
        parse_whole_number("pages", arguments.get("pages", cls.pages))
        load_navigation_words()  # read here, so that a broken file is known at the start
        return start_urls

    async def starting_points(self) -> AsyncIterator[Link | Seed]:
        """The first page of each list."""
        for url in self.start_urls:
            yield Seed(url=url, kind=LISTING)

    def discover(self, response: Response) -> AsyncIterator[Link | Seed]:
        """The articles that a page links, and the next page of its list."""
        return self.finder.find(response, get_seed(response))

    @cached_property
    def finder(self) -> SectionFinder:
        """What reads lists for this spider."""
        return SectionFinder(pool=self.pool, max_pages=parse_whole_number("pages", self.pages))
