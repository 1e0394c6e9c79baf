"""Read all metadata of a page, except its byline, into one frozen value: from its head, JSON-LD and mark-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.items import FeedMetadata, Image, Rights
from newscrawl.metadata.canonical import find_canonical_url
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
from newscrawl.metadata.meta_tags import DeclaredMetadata, find_first_heading, read_declared_metadata
from newscrawl.metadata.paywall import read_access_evidence
from newscrawl.metadata.rights import read_rights
from newscrawl.metadata.title import ELLIPSES, build_title_from_url, choose_title, is_cut_off
from newscrawl.text import fold, normalize_text_or_none, strip_tags
from newscrawl.urls.normalize import resolve_url

_MAX_ARTICLE_BODY_CHARS = 1_000_000
_MAX_SAMPLE_PARAGRAPHS = 40
_MAX_SAMPLE_PARAGRAPH_CHARS = 1500
_MAX_PUBLISHER_CHARS = 100
_MAX_SITE_NAME_CHARS = 60
_ORGANIZATION_TYPES = frozenset({"NewsMediaOrganization", "Organization", "WebSite"})
_MAX_TAGS = 60
_MAX_TAG_CHARS = 100
_TAG_SEPARATORS = (";", ",", "،", "、", "，", "|")
"""The first of these that a list of keywords contains separates it; "،" is Arabic, "、" and "，" are East Asian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """The metadata of a page. A field is None or empty where neither the page nor the feed states its value."""

    title: str | None = None
    description: str | None = None
    publisher: str | None = None
    canonical_url: str | None = None
    published: str | None = None
    modified: str | None = None
    published_source: str | None = None
    """Where `published` was read: `jsonld:…`, `meta:…`, `microdata:…`, `time`, `text`, `feed`, `title` or `url`;
    `site:…` with the name of a file where a site rule selects the date."""
    language: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    access_evidence: list[str] = field(default_factory=list)
    """What the page declares about its access, as `metadata.paywall.read_access_evidence` writes it."""
    rights: Rights = field(default_factory=Rights)
    """What the page itself declares; the response headers are not included."""
    article_body: str | None = None
    """The `articleBody` of JSON-LD with its HTML tags. Few pages need it, so the tags are stripped only there."""
    jsonld_nodes: list[JsonLdNode] = field(default_factory=list)
    """All JSON-LD nodes of the page."""
    article_node: JsonLdNode | None = None
    """The JSON-LD node of the page's own article."""


def read_page_metadata(
    root: HtmlElement, *, url: str | None, feed_metadata: FeedMetadata, fetched_at: datetime | None = None
) -> PageMetadata:
    """Read the metadata of a page without changing its tree.

    :param url: the served URL, after redirects.
    :param feed_metadata: what a feed or sitemap stated; it is used only where the page states nothing.
    :param fetched_at: when the page was fetched; dates more than two days later are ignored.
    """
    declared, jsonld_nodes = read_declared_metadata(root), read_jsonld(root)
    base_url = resolve_url(url, declared.base_href) or url
    titles = [*filter(None, (declared.get_meta("og:title"), declared.document_title, *declared.headings.all_h1))]
    declared_urls = (resolve_url(base_url, href) for href in (*declared.canonical_hrefs, declared.get_meta("og:url")))
    canonical_url = find_canonical_url([*filter(None, declared_urls)], url=url, titles=titles)
    article_node = find_article_node(jsonld_nodes, urls=(url, canonical_url), titles=titles)
    node = article_node or {}
    title = _find_title(declared, jsonld_nodes, node, feed_metadata, url) or find_first_heading(root)
    title = title or build_title_from_url(canonical_url or url)
    language = _find_language(root, declared, node, feed_metadata, title)
    titles.insert(0, title or "")
    places = (root, declared, jsonld_nodes, node, feed_metadata)
    dates = read_dates(*places, url=url, titles=titles, language=language, fetched_at=fetched_at)
    return PageMetadata(
        title=title,
        description=_find_description(declared, node, title) or normalize_text_or_none(feed_metadata.summary),
        publisher=_find_publisher(declared, jsonld_nodes, node, title),
        canonical_url=canonical_url,
        **asdict(dates),
        language=language,
        section=_find_section(declared, node),
        tags=_find_tags(declared, node) or list(feed_metadata.tags),
        images=read_images(root, declared, node, base_url=base_url),
        access_evidence=read_access_evidence(declared, node),
        rights=read_rights(declared.meta_tags, url=base_url),
        article_body=_read_article_body(node),
        jsonld_nodes=jsonld_nodes,
        article_node=article_node,
    )


def _find_title(
    declared: DeclaredMetadata,
    jsonld_nodes: Sequence[JsonLdNode],
    article_node: JsonLdNode,
    feed_metadata: FeedMetadata,
    url: str | None,
) -> str | None:
    headings = declared.headings
    titles_by_provenance: dict[str, Sequence[str]] = {
        "og": declared.meta_tags.get("og:title", [])[:1],
        "jsonld": extract_texts(article_node.get("headline") or article_node.get("name"))[:1],
        "h1": [*headings.article_h1, *headings.h1_without_kicker],
        "h2": headings.main_h2,
        "shown_h2": headings.shown_h2,
        "breadcrumb": headings.breadcrumb_h1,
        "document_title": [declared.document_title] if declared.document_title else [],
        "twitter": declared.meta_tags.get("twitter:title", [])[:1],
        "microdata": declared.microdata.get("headline", [])[:1],
        "feed": [feed_metadata.title] if feed_metadata.title else [],
    }
    site_names = _find_site_names(declared, jsonld_nodes, article_node)
    return choose_title(titles_by_provenance, site_names=site_names, url=url)


def _find_site_names(
    declared: DeclaredMetadata, jsonld_nodes: Sequence[JsonLdNode], article_node: JsonLdNode
) -> list[str]:
    """All names that the page has for its site: they can be part of a title."""
    meta_names = ("og:site_name", "application-name", "apple-mobile-web-app-title")
    candidates = [
        *extract_texts(article_node.get("publisher")),
        *filter(None, map(declared.get_meta, meta_names)),
        *_iter_organization_names(jsonld_nodes),
        *declared.headings.masthead_h1,
        (declared.get_meta("twitter:site") or "").lstrip("@"),
    ]
    return [name for name in candidates if 1 < len(name) <= _MAX_SITE_NAME_CHARS]


def _find_publisher(
    declared: DeclaredMetadata, jsonld_nodes: Sequence[JsonLdNode], article_node: JsonLdNode, title: str | None
) -> str | None:
    """The first name of a publisher that is not a URL."""
    for text in _iter_publishers(declared, jsonld_nodes, article_node, fold(title or "")):
        name = strip_tags(text)
        if name and "://" not in name and len(name) <= _MAX_PUBLISHER_CHARS:
            return name
    return None


def _iter_publishers(
    declared: DeclaredMetadata, jsonld_nodes: Sequence[JsonLdNode], article_node: JsonLdNode, folded_title: str
) -> Iterator[str]:
    """The names in the order of their reliability. Templates write the headline into `application-name`."""
    yield from extract_texts(article_node.get("publisher"))
    yield from extract_texts(article_node.get("sourceOrganization"))
    for meta_name in ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher"):
        name = declared.get_meta(meta_name)
        if name and (meta_name != "application-name" or fold(name) != folded_title):
            yield name
    yield from declared.microdata.get("publisher", ())
    yield from _iter_organization_names(jsonld_nodes)


def _iter_organization_names(jsonld_nodes: Sequence[JsonLdNode]) -> Iterator[str]:
    for node in jsonld_nodes:
        if not _ORGANIZATION_TYPES.isdisjoint(get_node_types(node)):
            yield from extract_texts(node.get("name"))[:1]


def _find_description(declared: DeclaredMetadata, article_node: JsonLdNode, title: str | None) -> str | None:
    """The standfirst: the first description that is not the title, or a later one that states it whole."""
    folded_title = fold(title or "")
    candidates = (text for text in _iter_descriptions(declared, article_node) if text and fold(text) != folded_title)
    first = next(candidates, None)
    if first is None:
        return None
    return next((text for text in candidates if is_cut_off(first, text) and not text.endswith(ELLIPSES)), first)


def _iter_descriptions(declared: DeclaredMetadata, article_node: JsonLdNode) -> Iterator[str]:
    yield from extract_texts(article_node.get("description"))[:1]
    for name in ("og:description", "description", "twitter:description"):
        yield strip_tags(declared.get_meta(name) or "")
    yield from map(strip_tags, declared.microdata.get("description", ())[:1])
    yield from extract_texts(article_node.get("abstract"))[:1]


def _find_section(declared: DeclaredMetadata, article_node: JsonLdNode) -> str | None:
    value = extract_first_text(article_node.get("articleSection")) or declared.get_meta(
        "article:section", "section", "og:section"
    )
    return strip_tags(value or next(iter(declared.microdata.get("articleSection", ())), "")) or None


def _find_tags(declared: DeclaredMetadata, article_node: JsonLdNode) -> list[str]:
    """The keywords of the article, each once.

    The meta tag `keywords` is read only where no other place has keywords: on many sites it describes the whole site.
    """
    tags_by_folded: dict[str, str] = {}
    article_keywords = [*extract_texts(article_node.get("keywords")), *declared.meta_tags.get("article:tag", ())]
    for values in (
        article_keywords,
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
        separator = next((mark for mark in _TAG_SEPARATORS if mark in text), ",")
        yield from (
            tag for part in text.split(separator)[: 2 * _MAX_TAGS] if 0 < len(tag := strip_tags(part)) <= _MAX_TAG_CHARS
        )


def _find_language(
    root: HtmlElement,
    declared: DeclaredMetadata,
    article_node: JsonLdNode,
    feed_metadata: FeedMetadata,
    title: str | None,
) -> str | None:
    declared_values = [
        extract_first_text(article_node.get("inLanguage")),
        declared.html_lang,
        declared.get_meta("og:locale", "content-language", "dc.language", "dcterms.language", "language"),
        feed_metadata.language,
    ]
    return choose_language(declared_values, get_sample=partial(_sample_text, root, title))


def _sample_text(root: HtmlElement, title: str | None, min_chars: int) -> str:
    """The title and paragraphs, at least so many characters if the page has them.

    They are those of the first article or main element, or else those of the whole page.
    """
    for element in (next(root.iter("article", "main"), root), root):
        parts, length = [title or ""], 0
        for paragraph in islice(element.iter("p"), _MAX_SAMPLE_PARAGRAPHS):
            text = " ".join(paragraph.text_content().split())
            parts.append(text[:_MAX_SAMPLE_PARAGRAPH_CHARS])
            length += len(text)
            if length > min_chars:
                return " ".join(parts)
    return " ".join(parts)


def _read_article_body(article_node: JsonLdNode) -> str | None:
    body = article_node.get("articleBody")
    text = "\n".join(part for part in body if isinstance(part, str)) if isinstance(body, list) else body
    return text[:_MAX_ARTICLE_BODY_CHARS] if isinstance(text, str) else None
