"""What the site says may be done with the article, beside what the page itself says."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from newscrawl.article import Article, Rights
from newscrawl.core.metadata.rights import opted_out, with_site_rights
from newscrawl.core.tdmrep import TDMREP_PATH, TdmRule, read_tdmrep, tdm_rule
from newscrawl.pipelines.refused import Refused
from newscrawl.rules.aiagents import ai_agents

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_LARGEST = 2**20
_TRIES = 2


class RightsPipeline:
    """Adds to `rights` what the host's robots.txt says to AI agents, and its `tdmrep.json`, asked for once a run.

    Settings: ``NEWSCRAWL_TDMREP_ENABLED``, ``NEWSCRAWL_REFUSE_OPTED_OUT``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._refuses = crawler.settings.getbool("NEWSCRAWL_REFUSE_OPTED_OUT")
        self._asks = crawler.settings.getbool("NEWSCRAWL_TDMREP_ENABLED")
        self._robots: dict[str, Callable[[str, Iterable[str]], list[str]]] = {}
        """By host, those of the given agents that its robots.txt names and keeps from an address."""
        self._asked: set[str] = set()
        """The hosts that this run asks anyway: an article out of an archive costs no request."""
        self._tdmrep: dict[str, tuple[TdmRule, ...]] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._failures: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listen to every robots.txt that is read, and learn which hosts are asked."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline._response_received, signals.response_received)
        crawler.signals.connect(pipeline._robots_parsed, signals.robots_parsed)
        return pipeline

    async def process_item(self, item: Article) -> Article:
        """The article with all its rights.

        :raises Refused: the publisher opted out, and `NEWSCRAWL_REFUSE_OPTED_OUT` says that this counts (`opted_out`).
        """
        if item.url:
            item = replace(item, rights=await self._rights(item, item.url))
        if self._refuses and (how := opted_out(item.rights)):
            raise Refused(f"its publisher opted out: {how}", reason="opted_out")
        return item

    async def _rights(self, item: Article, url: str) -> Rights:
        parts = urlsplit(url)
        kept_out = self._robots.get(parts.netloc)
        asks = self._asks and parts.netloc in self._asked
        rules = await self._tdm_rules(f"{parts.scheme}://{parts.netloc}") if asks else ()
        agents = kept_out(url, ai_agents()) if kept_out else []
        return with_site_rights(item.rights, tdm=tdm_rule(rules, url), ai_agents=agents)

    async def _tdm_rules(self, origin: str) -> tuple[TdmRule, ...]:
        async with self._turns[origin]:
            if origin not in self._tdmrep:
                response = await self._fetch(origin + TDMREP_PATH)
                if response is None and (tried := self._failures[origin] + 1) < _TRIES:
                    self._failures[origin] = tried
                    return ()
                self._tdmrep[origin] = read_tdmrep(response.body) if response and response.status == 200 else ()
        return self._tdmrep[origin]

    async def _fetch(self, url: str) -> Response | None:
        """The answer; None where there was none, for whatever reason: an article need not wait for that."""
        request = Request(url, NO_CALLBACK, meta={"download_maxsize": _LARGEST})
        (answer,) = await asyncio.gather(self._crawler.engine.download_async(request), return_exceptions=True)
        return answer if isinstance(answer, Response) and answer.status != 429 and answer.status < 500 else None

    def _response_received(self, response: Response) -> None:
        self._asked.add(urlparse_cached(response).netloc)

    def _robots_parsed(self, robotparser: object, request: Request) -> None:
        if kept_out := getattr(robotparser, "kept_out", None):  # newscrawl's own parser has it, another need not
            self._robots[urlparse_cached(request).netloc] = kept_out
