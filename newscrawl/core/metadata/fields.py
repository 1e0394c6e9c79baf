"""The smaller statements of a page: its canonical address, publisher, standfirst, section and keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from newscrawl.core.metadata.jsonld import Node, types
from newscrawl.core.metadata.statements import Statements
from newscrawl.core.metadata.values import first_text, plain, texts
from newscrawl.core.text import fold, words
from newscrawl.core.urls import absolute, normalise_url

_MOST_TAGS = 60
_LONGEST_TAG = 100
_LONG_NUMBER = re.compile(r"\d{5,}")
_CUT = ("...", "…", "[…]")
_ORGANISATIONS = frozenset({"NewsMediaOrganization", "Organization", "WebSite"})


def canonical_address(said: Statements, *, url: str | None, base: str | None, titles: Iterable[str]) -> str | None:
    """The page's own address as it states it, if that can be the address of this article.

    Not believed: a home page, and an address that shares nothing with the served one, is stated
    in one place only and does not spell the title either (a template's or another article's).
    """
    stated = [address for href in (*said.canonical, said.meta("og:url")) if (address := absolute(base, href))]
    for address in stated:
        if _is_home(address) and not (url and _is_home(url)):
            continue
        others = sum(_is_same(other, address) for other in stated)
        if url is None or others > 1 or _alike(address, url) or any(_spells(address, title) for title in titles):
            return address
    return None


def publisher_name(said: Statements, nodes: Sequence[Node], article: Node | None) -> str | None:
    """The publisher as the page names it."""
    stated = _publishers(said, nodes, article or {})
    return next((name for text in stated if (name := plain(text)) and "://" not in name and len(name) <= 100), None)


def _publishers(said: Statements, nodes: Sequence[Node], article: Node) -> Iterator[str]:
    yield from texts(article.get("publisher"))
    yield from texts(article.get("sourceOrganization"))
    yield from filter(None, map(said.meta, ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher")))
    yield from said.microdata.get("publisher", ())
    yield from _organisations(nodes)


def site_names(said: Statements, nodes: Sequence[Node], article: Node | None) -> list[str]:
    """All that the page calls its site: names that may stand around a headline."""
    handle = (said.meta("twitter:site") or "").lstrip("@")
    named = (said.meta(name) for name in ("og:site_name", "application-name", "apple-mobile-web-app-title"))
    stated = [*texts((article or {}).get("publisher")), *filter(None, named), *_organisations(nodes), handle]
    return [name for name in stated if 1 < len(name) <= 60]


def _organisations(nodes: Sequence[Node]) -> Iterator[str]:
    return (
        name for node in nodes if not _ORGANISATIONS.isdisjoint(types(node)) for name in texts(node.get("name"))[:1]
    )


def description(said: Statements, article: Node | None, *, title: str | None) -> str | None:
    """The standfirst: the first statement that is not the title, whole rather than cut short."""
    known = fold(title or "")
    usable = (text for text in _descriptions(said, article or {}) if text and fold(text) != known)
    first = next(usable, None)
    if first and first.endswith(_CUT):
        start = first.rstrip(".… []")
        return next((text for text in usable if text.startswith(start) and not text.endswith(_CUT)), first)
    return first


def _descriptions(said: Statements, article: Node) -> Iterator[str]:
    yield from texts(article.get("description"))[:1]
    for name in ("og:description", "description", "twitter:description"):
        yield plain(said.meta(name) or "")
    yield from map(plain, said.microdata.get("description", ())[:1])
    yield from texts(article.get("abstract"))[:1]


def section(said: Statements, article: Node | None) -> str | None:
    """The section the page states for the article."""
    stated = first_text((article or {}).get("articleSection")) or said.meta("article:section", "section", "og:section")
    return plain(stated or next(iter(said.microdata.get("articleSection", ())), "")) or None


def tags(said: Statements, article: Node | None) -> list[str]:
    """The keywords the page states, each once; the general `keywords` only where there are no others."""
    found: dict[str, str] = {}
    specific = [*texts((article or {}).get("keywords")), *said.metas.get("article:tag", ())]
    for group in (specific, said.metas.get("news_keywords", ()), said.metas.get("keywords", ())):
        for tag in _split(group):
            found.setdefault(fold(tag), tag)
        if found:
            break
    found.pop("", None)
    return list(found.values())[:_MOST_TAGS]


def _split(stated: Iterable[str]) -> Iterator[str]:
    for text in stated:
        mark = next((mark for mark in (";", ",", "،", "、", "，", "|") if mark in text), ",")
        yield from (tag for part in text.split(mark)[: 2 * _MOST_TAGS] if 0 < len(tag := plain(part)) <= _LONGEST_TAG)


@lru_cache(maxsize=64)  # a page states one address several times, and each is compared with each
def _key(address: str) -> str:
    return normalise_url(address)


def _is_same(one: str, other: str) -> bool:
    return one == other or _key(one) == _key(other)


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return len(parts.path) <= 1 and not parts.query


def _alike(one: str, other: str) -> bool:
    """Whether two addresses can be one article's: the same path, a long number, or half of the last part's words."""
    if _is_same(one, other):
        return True
    first, second = urlsplit(one), urlsplit(other)
    if first.path.rstrip("/") == second.path.rstrip("/") or len(second.path) <= 1:
        return True
    if set(_LONG_NUMBER.findall(first.path + first.query)) & set(_LONG_NUMBER.findall(second.path + second.query)):
        return True
    return _overlap(_slug(first.path), _slug(second.path)) >= 0.5


def _spells(address: str, title: str) -> bool:
    return _overlap(_slug(urlsplit(address).path), set(words(title.casefold()))) >= 0.5


def _slug(path: str) -> set[str]:
    parts = [part for part in path.split("/") if part]
    return set(words(max(parts, key=len, default="").casefold().replace("_", " ")))


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
