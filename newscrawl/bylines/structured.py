"""The names that a page's data and a feed state: JSON-LD, meta tags, hints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from newscrawl.bylines.page_regions import is_site_account_url
from newscrawl.items import FeedMetadata
from newscrawl.metadata.jsonld import JsonLdNode
from newscrawl.text import strip_tags

_AUTHOR_META_NAMES = (
    "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc.author", "author",
    "cxenseparse:author", "cxenseparse:articleauthor", "mrf:authors", "og:author", "og:article:author", "byl",
    "byline", "citation_author", "article:author_name", "authors", "lp.article:author", "vr:author", "news_authors",
    "bt:author", "rbauthors", "shareaholic:article_author_name",
)  # fmt: skip
"""Meta tags that name authors, the likeliest to name a person first."""
_META_PRIORITY = {name: rank for rank, name in enumerate(_AUTHOR_META_NAMES)}

_URL_OR_HANDLE = re.compile(r"\s*(?:https?:)?//|\s*www\.|\s*/|\s*@\w+\s*$", re.IGNORECASE)
_MAX_AUTHORS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineCandidate:
    """A line that may be the byline, and where it stands."""

    raw: str
    provenance: str


def find_declared_candidates(
    root: HtmlElement, article_node: JsonLdNode | None, feed_metadata: FeedMetadata
) -> Iterator[BylineCandidate]:
    """What JSON-LD, then each meta tag, then the feed names as author."""
    for property_name in ("author", "creator", "contributor"):
        if article_node and (value := article_node.get(property_name)):
            yield from _build_candidates(_read_author_names(value), f"jsonld:{property_name}")
    yield from _find_meta_candidates(root)
    yield from _build_candidates(list(feed_metadata.authors), "feed")


def _find_meta_candidates(root: HtmlElement) -> Iterator[BylineCandidate]:
    names_by_tag: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop")
        if name and (name := name.casefold()) in _META_PRIORITY and (content := element.get("content")):
            names_by_tag.setdefault(name, []).append(strip_tags(content))
    for name in sorted(names_by_tag, key=_META_PRIORITY.__getitem__):
        yield from _build_candidates(names_by_tag[name], f"meta:{name}")


def _build_candidates(names: list[str], provenance: str) -> Iterator[BylineCandidate]:
    valid_names = [name for name in names if name and not _URL_OR_HANDLE.match(name)]
    if valid_names:
        yield BylineCandidate(raw="; ".join(dict.fromkeys(valid_names)), provenance=provenance)


def _read_author_names(value: Any) -> list[str]:
    """The names in an author property: a string, a node, or a list of them."""
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MAX_AUTHORS]:
        if isinstance(item, dict):
            item = (
                None
                if is_site_account_url(item.get("url") or item.get("@id"))
                else item.get("name") or item.get("byline")
            )
            names += _read_author_names(item) if isinstance(item, list | dict) else []
        if isinstance(item, str) and (text := strip_tags(item)):
            names.append(text)
    return names[:_MAX_AUTHORS]
