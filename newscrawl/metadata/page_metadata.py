"""What a page says of its article outside the text: one frozen value, read once from the whole tree.

The smaller statements of a page: its canonical address, publisher, standfirst, section and keywords.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.items import Access, FeedMetadata, Image, Rights
from newscrawl.metadata.dates import read_dates
from newscrawl.metadata.images import read_images
from newscrawl.metadata.jsonld import (
    JsonLdNode,
    extract_first_text,
    extract_texts,
    find_article_node,
    get_node_types,
    read_jsonld,
)
from newscrawl.metadata.language import choose_language
from newscrawl.metadata.meta_tags import DeclaredMetadata, read_declared_metadata
from newscrawl.metadata.paywall import classify_access, read_access_evidence
from newscrawl.metadata.rights import read_rights
from newscrawl.metadata.title import choose_title
from newscrawl.text import fold, normalize_text_or_none, split_words, strip_tags
from newscrawl.urls.normalize import normalize_url, resolve_url

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


_MAX_ARTICLE_BODY_CHARS = 1_000_000
_MAX_SAMPLE_PARAGRAPHS = 40
_MAX_SAMPLE_PARAGRAPH_CHARS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """The metadata of a page; None, an empty list or `unknown` where neither it nor the hints say anything."""

    title: str | None = None
    description: str | None = None
    publisher: str | None = None
    canonical_url: str | None = None
    published: str | None = None
    modified: str | None = None
    published_source: str | None = None
    """Where `published` was read: `jsonld:…`, `meta:…`, `microdata:…`, `time`, `feed`, `url` or `htmldate`; where the
    rule of the site says it, `site:…`, with its file."""
    language: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    access: Access = "unknown"
    """What the page's statements alone speak for: `classify_access` again, once prompts are cut."""
    access_evidence: list[str] = field(default_factory=list)
    rights: Rights = field(default_factory=Rights)
    """What the page itself says of them: the headers of its response are not known here."""
    article_body: str | None = None
    """JSON-LD's `articleBody` as it stands there, mark-up and all: few pages are worth making it plain."""
    jsonld_nodes: list[JsonLdNode] = field(default_factory=list)
    """All JSON-LD nodes of the page itself."""
    article_node: JsonLdNode | None = None
    """The JSON-LD node of the page's own article."""


def read_page_metadata(
    root: HtmlElement, *, url: str | None, feed_metadata: FeedMetadata, fetched_at: datetime | None = None
) -> PageMetadata:
    """What the page's head, its JSON-LD and its mark-up state of its article; the tree stays as it is.

    :param hints: what a feed knew; it fills only what the page does not say.
    :param fetched_at: dates more than two days after it are not believed.
    """
    declared = read_declared_metadata(root)
    jsonld_nodes = read_jsonld(root)
    base_url = resolve_url(url, declared.base_href) or url
    titles = [
        title for title in (declared.get_meta("og:title"), declared.document_title, *declared.headings.all_h1) if title
    ]
    canonical_url = find_canonical_url(declared, url=url, base_url=base_url, titles=titles)
    article_node = find_article_node(
        jsonld_nodes,
        url=url or canonical_url,
        title=next(iter(titles), None),
        other_urls=[canonical_url or ""],
        other_titles=titles,
    )
    title = choose_title(
        _titles_by_provenance(declared, article_node),
        site_names=find_site_names(declared, jsonld_nodes, article_node),
        url=url,
    )
    title = title or normalize_text_or_none(feed_metadata.title)
    dates = read_dates(
        root, declared, jsonld_nodes, article_node, url=url, feed_metadata=feed_metadata, fetched_at=fetched_at
    )
    access_evidence = read_access_evidence(article_node, declared)
    return PageMetadata(
        title=title,
        description=find_description(declared, article_node, title=title)
        or normalize_text_or_none(feed_metadata.summary),
        publisher=find_publisher(declared, jsonld_nodes, article_node),
        canonical_url=canonical_url,
        published=dates.published,
        modified=dates.modified,
        published_source=dates.published_source,
        language=choose_language(
            _declared_languages(declared, article_node, feed_metadata), get_sample=partial(_sample_text, root, title)
        ),
        section=find_section(declared, article_node),
        tags=find_tags(declared, article_node) or list(feed_metadata.tags),
        images=read_images(root, declared, article_node, base_url=base_url),
        access=classify_access(access_evidence),
        access_evidence=access_evidence,
        rights=read_rights(declared.meta_tags, url=base_url),
        article_body=_read_article_body(article_node),
        jsonld_nodes=jsonld_nodes,
        article_node=article_node,
    )


def _titles_by_provenance(declared: DeclaredMetadata, article_node: JsonLdNode | None) -> dict[str, Sequence[str]]:
    return {
        "og": declared.meta_tags.get("og:title", [])[:1],
        "jsonld": extract_texts((article_node or {}).get("headline") or (article_node or {}).get("name"))[:1],
        "h1": [*declared.headings.article_h1, *declared.headings.h1_without_kicker],
        "h2": declared.headings.main_h2,
        "breadcrumb": declared.headings.breadcrumb_h1,
        "window": [declared.document_title] if declared.document_title else [],
        "twitter": declared.meta_tags.get("twitter:title", [])[:1],
        "microdata": declared.microdata.get("headline", [])[:1],
    }


def _declared_languages(
    declared: DeclaredMetadata, article_node: JsonLdNode | None, feed_metadata: FeedMetadata
) -> list[str | None]:
    return [
        next(iter(extract_texts((article_node or {}).get("inLanguage"))), None),
        declared.html_lang,
        declared.get_meta("og:locale", "content-language", "dc.language", "dcterms.language", "language"),
        feed_metadata.language,
    ]


def _sample_text(root: HtmlElement, title: str | None, min_chars: int) -> str:
    """Enough of the page's paragraphs to tell its language: so many characters or more, if it has them."""
    parts, length = [title or ""], 0
    for paragraph in islice(root.iter("p"), _MAX_SAMPLE_PARAGRAPHS):
        text = " ".join(paragraph.text_content().split())
        parts.append(text[:_MAX_SAMPLE_PARAGRAPH_CHARS])
        length += len(text)
        if length > min_chars:
            break
    return " ".join(parts)


def _read_article_body(article_node: JsonLdNode | None) -> str | None:
    body = (article_node or {}).get("articleBody")
    text = "\n".join(part for part in body if isinstance(part, str)) if isinstance(body, list) else body
    return text[:_MAX_ARTICLE_BODY_CHARS] if isinstance(text, str) else None
