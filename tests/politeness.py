"""What tests of politeness share: servers that change their answers, and the gaps that a server saw."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import pairwise

from scrapy import Request, Spider
from scrapy.http import Response

from tests.mockserver import MockServer, Reply, Seen

ANY = "*"
"""In place of a path: any but robots.txt's."""


def text(body: str, status: int = 200, **headers: str) -> Reply:
    """A robots.txt, or another plain answer."""
    return Reply(body=body, status=status, content_type="text/plain", headers=headers)


def gaps(requests: Iterable[Seen]) -> list[float]:
    """The seconds between one request and the next."""
    return [later.at - earlier.at for earlier, later in pairwise(requests)]


class Asker(Spider):
    """Asks for all its addresses at once, with nothing of newscrawl's between it and the scheduler."""

    name = "asker"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.urls = url.split(",")

    async def start(self) -> AsyncIterator[Request]:
        """Every address, once."""
        for url in self.urls:
            yield Request(url, meta={"handle_httpstatus_all": True}, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Nothing is done with an answer."""


class TurningServer(MockServer):
    """A server that gives some answers once each, in turn, and then its usual ones."""

    def __init__(self, routes: Mapping[str, Reply | str | bytes], first: Mapping[str, Iterable[Reply]]) -> None:
        super().__init__(routes)
        self.first = {path: [*replies] for path, replies in first.items()}

    def reply_to(self, path: str) -> Reply:
        """What is answered this time."""
        key = path if path == "/robots.txt" or path in self.first else ANY
        return self.first[key].pop(0) if self.first.get(key) else super().reply_to(path)
