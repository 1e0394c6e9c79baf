"""Add the rights that the site declares for an article to those that the page itself declares."""

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

from newscrawl.items import Article, Rights
from newscrawl.metadata.rights import (
    TDMREP_PATH,
    TdmRule,
    add_site_rights,
    find_tdm_rule,
    get_opt_out_reason,
    parse_tdmrep,
)
from newscrawl.pipelines.dropped import ArticleDropped
from newscrawl.rules.word_lists import load_ai_agent_tokens

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_MAX_TDMREP_BYTES = 2**20
_MAX_ATTEMPTS = 2


class RightsPipeline:
    """Adds to `rights` which AI agents the host's robots.txt disallows, and the rules of its `tdmrep.json`.

    `tdmrep.json` (the TDM Reservation Protocol) is requested once for each host and run.

    Settings: ``NEWSCRAWL_TDMREP_ENABLED``, ``NEWSCRAWL_REFUSE_OPTED_OUT``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._drops_opted_out = crawler.settings.getbool("NEWSCRAWL_REFUSE_OPTED_OUT")
        self._fetches_tdmrep = crawler.settings.getbool("NEWSCRAWL_TDMREP_ENABLED")
        self._disallowed_agents_by_host: dict[str, Callable[[str, Iterable[str]], list[str]]] = {}
        """For each host, `RobotRules.disallowed_agents` of its robots.txt."""
        self._requested_hosts: set[str] = set()
        """The hosts that were requested in this run: an article from an archive causes no request."""
        self._tdm_rules_by_origin: dict[str, tuple[TdmRule, ...]] = {}
        self._origin_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._failure_counts: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Create the pipeline and connect it to the signals for each response and each robots.txt."""
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline._response_received, signals.response_received)
        crawler.signals.connect(pipeline._robots_parsed, signals.robots_parsed)
        return pipeline

    async def process_item(self, item: Article) -> Article:
        """The article with all its rights.

        :raises ArticleDropped: the publisher opted out (`get_opt_out_reason`), and `NEWSCRAWL_REFUSE_OPTED_OUT` is set.
        """
        if item.url:
            item = replace(item, rights=await self._build_rights(item, item.url))
        if self._drops_opted_out and (opt_out := get_opt_out_reason(item.rights)):
            raise ArticleDropped(f"its publisher opted out: {opt_out}", reason="opted_out")
        return item

    async def _build_rights(self, item: Article, url: str) -> Rights:
        url_parts = urlsplit(url)
        find_disallowed_agents = self._disallowed_agents_by_host.get(url_parts.netloc)
        fetches_tdmrep = self._fetches_tdmrep and url_parts.netloc in self._requested_hosts
        rules = await self._get_tdm_rules(f"{url_parts.scheme}://{url_parts.netloc}") if fetches_tdmrep else ()
        agents = find_disallowed_agents(url, load_ai_agent_tokens()) if find_disallowed_agents else []
        return add_site_rights(item.rights, tdm_rule=find_tdm_rule(rules, url), ai_agents=agents)

    async def _get_tdm_rules(self, origin: str) -> tuple[TdmRule, ...]:
        """The rules of an origin (scheme and host), which are fetched for its first article."""
        async with self._origin_locks[origin]:
            if origin not in self._tdm_rules_by_origin:
                response = await self._fetch(origin + TDMREP_PATH)
                if response is None and (attempts := self._failure_counts[origin] + 1) < _MAX_ATTEMPTS:
                    self._failure_counts[origin] = attempts
                    return ()
                self._tdm_rules_by_origin[origin] = (
                    parse_tdmrep(response.body) if response and response.status == 200 else ()
                )
        return self._tdm_rules_by_origin[origin]

    async def _fetch(self, url: str) -> Response | None:
        """The response; None if there is none, for whatever reason: the article does not wait for a second attempt."""
        request = Request(url, NO_CALLBACK, meta={"download_maxsize": _MAX_TDMREP_BYTES})
        (result,) = await asyncio.gather(self._crawler.engine.download_async(request), return_exceptions=True)
        return result if isinstance(result, Response) and result.status != 429 and result.status < 500 else None

    def _response_received(self, response: Response) -> None:
        self._requested_hosts.add(urlparse_cached(response).netloc)

    def _robots_parsed(self, robotparser: object, request: Request) -> None:
        # Only newscrawl's own parser (`newscrawl.middlewares.robots.RobotRules`) has this method.
        if find_disallowed_agents := getattr(robotparser, "disallowed_agents", None):
            self._disallowed_agents_by_host[urlparse_cached(request).netloc] = find_disallowed_agents
