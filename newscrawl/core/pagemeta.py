"""What a page says of its article outside the text: one frozen value, read once from the whole tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.article import Access, FeedMetadata, Image, Rights
from newscrawl.core.metadata import fields as metafields
from newscrawl.core.metadata.access import classify_access, read_access_evidence
from newscrawl.core.metadata.founddates import read_dates
from newscrawl.core.metadata.images import read_images
from newscrawl.core.metadata.jsonld import JsonLdNode, find_article_node, read_jsonld
from newscrawl.core.metadata.languages import choose_language
from newscrawl.core.metadata.rights import read_rights
from newscrawl.core.metadata.statements import DeclaredMetadata, read_declared_metadata
from newscrawl.core.metadata.values import extract_texts
from newscrawl.core.text import normalize_text_or_none
from newscrawl.core.titles import choose_title
from newscrawl.core.urls import resolve_url

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
    canonical_url = metafields.find_canonical_url(declared, url=url, base_url=base_url, titles=titles)
    article_node = find_article_node(
        jsonld_nodes,
        url=url or canonical_url,
        title=next(iter(titles), None),
        other_urls=[canonical_url or ""],
        other_titles=titles,
    )
    title = choose_title(
        _titles_by_provenance(declared, article_node),
        site_names=metafields.find_site_names(declared, jsonld_nodes, article_node),
        url=url,
    )
    title = title or normalize_text_or_none(feed_metadata.title)
    dates = read_dates(
        root, declared, jsonld_nodes, article_node, url=url, feed_metadata=feed_metadata, fetched_at=fetched_at
    )
    access_evidence = read_access_evidence(article_node, declared)
    return PageMetadata(
        title=title,
        description=metafields.find_description(declared, article_node, title=title)
        or normalize_text_or_none(feed_metadata.summary),
        publisher=metafields.find_publisher(declared, jsonld_nodes, article_node),
        canonical_url=canonical_url,
        published=dates.published,
        modified=dates.modified,
        published_source=dates.published_source,
        language=choose_language(
            _declared_languages(declared, article_node, feed_metadata), get_sample=partial(_sample_text, root, title)
        ),
        section=metafields.find_section(declared, article_node),
        tags=metafields.find_tags(declared, article_node) or list(feed_metadata.tags),
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
