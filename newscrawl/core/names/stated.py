"""The names that a page's data and a feed state: JSON-LD, meta tags, hints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from newscrawl.article import Hints
from newscrawl.core.metadata.jsonld import Node
from newscrawl.core.metadata.values import plain
from newscrawl.core.names.markup import is_account

_META = (
    "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc.author", "author",
    "cxenseparse:author", "cxenseparse:articleauthor", "mrf:authors", "og:author", "og:article:author", "byl",
    "byline", "citation_author", "article:author_name", "authors", "lp.article:author", "vr:author", "news_authors",
    "bt:author", "rbauthors", "shareaholic:article_author_name",
)  # fmt: skip
"""Meta tags that name authors, the likeliest to name a person first."""
_RANKS = {name: rank for rank, name in enumerate(_META)}

_ADDRESS = re.compile(r"\s*(?:https?:)?//|\s*www\.|\s*/|\s*@\w+\s*$", re.IGNORECASE)
_MOST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A line that may be the byline, and where it stands."""

    raw: str
    source: str


def stated_candidates(root: HtmlElement, article: Node | None, hints: Hints) -> Iterator[Candidate]:
    """What JSON-LD, then each meta tag, then the feed names as author."""
    for name in ("author", "creator", "contributor"):
        if article and (value := article.get(name)):
            yield from _candidate(_names(value), f"jsonld:{name}")
    yield from _from_meta(root)
    yield from _candidate(list(hints.authors), "feed")


def _from_meta(root: HtmlElement) -> Iterator[Candidate]:
    stated: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop")
        if name and (name := name.casefold()) in _RANKS and (content := meta.get("content")):
            stated.setdefault(name, []).append(plain(content))
    for name in sorted(stated, key=_RANKS.__getitem__):
        yield from _candidate(stated[name], f"meta:{name}")


def _candidate(names: list[str], source: str) -> Iterator[Candidate]:
    kept = [name for name in names if name and not _ADDRESS.match(name)]
    if kept:
        yield Candidate(raw="; ".join(dict.fromkeys(kept)), source=source)


def _names(value: Any) -> list[str]:
    """The names in an author property: a string, a node, or a list of them."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MOST]:
        if isinstance(item, dict):
            item = None if is_account(item.get("url") or item.get("@id")) else item.get("name") or item.get("byline")
            found += _names(item) if isinstance(item, list | dict) else []
        if isinstance(item, str) and (text := plain(item)):
            found.append(text)
    return found[:_MOST]
