"""The smaller statements of a page: its canonical address, publisher, standfirst, section and keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from newscrawl.core.metadata.jsonld import JsonLdNode, get_node_types
from newscrawl.core.metadata.statements import DeclaredMetadata
from newscrawl.core.metadata.values import extract_first_text, extract_texts, strip_tags
from newscrawl.core.text import fold, split_words
from newscrawl.core.urls import normalize_url, resolve_url

_MAX_TAGS = 60
_MAX_TAG_CHARS = 100
_LONG_NUMBER = re.compile(r"\d{5,}")
_ELLIPSES = ("...", "…", "[…]")
_ORGANIZATION_TYPES = frozenset({"NewsMediaOrganization", "Organization", "WebSite"})


def find_canonical_url(
    declared: DeclaredMetadata, *, url: str | None, base_url: str | None, titles: Iterable[str]
) -> str | None:
    """The page's own address as it states it, if that can be the address of this article.

    Not believed: a home page, and an address that shares nothing with the served one, is stated
    in one place only and does not spell the title either (a template's or another article's).
    """
    candidates = [
        candidate
        for href in (*declared.canonical_hrefs, declared.get_meta("og:url"))
        if (candidate := resolve_url(base_url, href))
    ]
    for candidate in candidates:
        if _is_home_page(candidate) and not (url and _is_home_page(url)):
            continue
        occurrences = sum(_is_same_url(other, candidate) for other in candidates)
        if (
            url is None
            or occurrences > 1
            or _may_be_same_article(candidate, url)
            or any(_slug_matches_title(candidate, title) for title in titles)
        ):
            return candidate
    return None


def find_publisher(
    declared: DeclaredMetadata, jsonld_nodes: Sequence[JsonLdNode], article_node: JsonLdNode | None
) -> str | None:
    """The publisher as the page names it."""
    candidates = _iter_publishers(declared, jsonld_nodes, article_node or {})
    return next(
        (name for text in candidates if (name := strip_tags(text)) and "://" not in name and len(name) <= 100), None
    )


def _iter_publishers(
    declared: DeclaredMetadata, jsonld_nodes: Sequence[JsonLdNode], article_node: JsonLdNode
) -> Iterator[str]:
    yield from extract_texts(article_node.get("publisher"))
    yield from extract_texts(article_node.get("sourceOrganization"))
    yield from filter(
        None, map(declared.get_meta, ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher"))
    )
    yield from declared.microdata.get("publisher", ())
    yield from _iter_organization_names(jsonld_nodes)


def find_site_names(
    declared: DeclaredMetadata, jsonld_nodes: Sequence[JsonLdNode], article_node: JsonLdNode | None
) -> list[str]:
    """All that the page calls its site: names that may stand around a headline."""
    twitter_handle = (declared.get_meta("twitter:site") or "").lstrip("@")
    meta_values = (
        declared.get_meta(name) for name in ("og:site_name", "application-name", "apple-mobile-web-app-title")
    )
    candidates = [
        *extract_texts((article_node or {}).get("publisher")),
        *filter(None, meta_values),
        *_iter_organization_names(jsonld_nodes),
        twitter_handle,
    ]
    return [name for name in candidates if 1 < len(name) <= 60]


def _iter_organization_names(jsonld_nodes: Sequence[JsonLdNode]) -> Iterator[str]:
    return (
        name
        for node in jsonld_nodes
        if not _ORGANIZATION_TYPES.isdisjoint(get_node_types(node))
        for name in extract_texts(node.get("name"))[:1]
    )


def find_description(declared: DeclaredMetadata, article_node: JsonLdNode | None, *, title: str | None) -> str | None:
    """The standfirst: the first statement that is not the title, whole rather than cut short."""
    folded_title = fold(title or "")
    candidates = (
        text for text in _iter_descriptions(declared, article_node or {}) if text and fold(text) != folded_title
    )
    first = next(candidates, None)
    if first and first.endswith(_ELLIPSES):
        prefix = first.rstrip(".… []")
        return next((text for text in candidates if text.startswith(prefix) and not text.endswith(_ELLIPSES)), first)
    return first


def _iter_descriptions(declared: DeclaredMetadata, article_node: JsonLdNode) -> Iterator[str]:
    yield from extract_texts(article_node.get("description"))[:1]
    for name in ("og:description", "description", "twitter:description"):
        yield strip_tags(declared.get_meta(name) or "")
    yield from map(strip_tags, declared.microdata.get("description", ())[:1])
    yield from extract_texts(article_node.get("abstract"))[:1]


def find_section(declared: DeclaredMetadata, article_node: JsonLdNode | None) -> str | None:
    """The section the page states for the article."""
    value = extract_first_text((article_node or {}).get("articleSection")) or declared.get_meta(
        "article:section", "section", "og:section"
    )
    return strip_tags(value or next(iter(declared.microdata.get("articleSection", ())), "")) or None


def find_tags(declared: DeclaredMetadata, article_node: JsonLdNode | None) -> list[str]:
    """The keywords the page states, each once; the general `keywords` only where there are no others."""
    tags_by_folded: dict[str, str] = {}
    specific_keywords = [
        *extract_texts((article_node or {}).get("keywords")),
        *declared.meta_tags.get("article:tag", ()),
    ]
    for values in (
        specific_keywords,
        declared.meta_tags.get("news_keywords", ()),
        declared.meta_tags.get("keywords", ()),
    ):
        for tag in _split_keywords(values):
            tags_by_folded.setdefault(fold(tag), tag)
        if tags_by_folded:
            break
    tags_by_folded.pop("", None)
    return list(tags_by_folded.values())[:_MAX_TAGS]


def _split_keywords(values: Iterable[str]) -> Iterator[str]:
    for text in values:
        separator = next((mark for mark in (";", ",", "،", "、", "，", "|") if mark in text), ",")
        yield from (
            tag for part in text.split(separator)[: 2 * _MAX_TAGS] if 0 < len(tag := strip_tags(part)) <= _MAX_TAG_CHARS
        )


@lru_cache(maxsize=64)  # a page states one address several times, and each is compared with each
def _cached_normalize_url(url: str) -> str:
    return normalize_url(url)


def _is_same_url(url: str, other_url: str) -> bool:
    return url == other_url or _cached_normalize_url(url) == _cached_normalize_url(other_url)


def _is_home_page(url: str) -> bool:
    parts = urlsplit(url)
    return len(parts.path) <= 1 and not parts.query


def _may_be_same_article(url: str, other_url: str) -> bool:
    """Whether two addresses can be one article's: the same path, a long number, or half of the last part's words."""
    if _is_same_url(url, other_url):
        return True
    first, second = urlsplit(url), urlsplit(other_url)
    if first.path.rstrip("/") == second.path.rstrip("/") or len(second.path) <= 1:
        return True
    if set(_LONG_NUMBER.findall(first.path + first.query)) & set(_LONG_NUMBER.findall(second.path + second.query)):
        return True
    return _overlap_ratio(_slug_words(first.path), _slug_words(second.path)) >= 0.5


def _slug_matches_title(url: str, title: str) -> bool:
    return _overlap_ratio(_slug_words(urlsplit(url).path), set(split_words(title.casefold()))) >= 0.5


def _slug_words(path: str) -> set[str]:
    parts = [part for part in path.split("/") if part]
    return set(split_words(max(parts, key=len, default="").casefold().replace("_", " ")))


def _overlap_ratio(words_a: set[str], words_b: set[str]) -> float:
    return len(words_a & words_b) / max(1, min(len(words_a), len(words_b)))
