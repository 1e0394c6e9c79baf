"""What a page says of its article outside the text: one frozen value, read once from the whole tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.article import Access, Hints, Image, Rights
from newscrawl.core.metadata import fields as metafields
from newscrawl.core.metadata.access import access_signs, judge_access
from newscrawl.core.metadata.founddates import read_dates
from newscrawl.core.metadata.images import read_images
from newscrawl.core.metadata.jsonld import Node, own_article, read_jsonld
from newscrawl.core.metadata.languages import choose_language
from newscrawl.core.metadata.rights import read_rights
from newscrawl.core.metadata.statements import Statements, read_statements
from newscrawl.core.metadata.values import texts
from newscrawl.core.text import clean_or_none
from newscrawl.core.titles import choose_title
from newscrawl.core.urls import absolute

_LONGEST_BODY = 1_000_000
_SAMPLE_PARAGRAPHS = 40
_LONGEST_IN_SAMPLE = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeta:
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
    """What the page's statements alone speak for: `judge_access` again, once prompts are cut."""
    access_evidence: list[str] = field(default_factory=list)
    rights: Rights = field(default_factory=Rights)
    """What the page itself says of them: the headers of its response are not known here."""
    article_body: str | None = None
    """JSON-LD's `articleBody` as it stands there, mark-up and all: few pages are worth making it plain."""
    nodes: list[Node] = field(default_factory=list)
    """All JSON-LD nodes of the page itself."""
    article_node: Node | None = None
    """The JSON-LD node of the page's own article."""


def read_pagemeta(root: HtmlElement, *, url: str | None, hints: Hints, fetched_at: datetime | None = None) -> PageMeta:
    """What the page's head, its JSON-LD and its mark-up state of its article; the tree stays as it is.

    :param hints: what a feed knew; it fills only what the page does not say.
    :param fetched_at: dates more than two days after it are not believed.
    """
    said = read_statements(root)
    nodes = read_jsonld(root)
    base = absolute(url, said.base) or url
    titles = [title for title in (said.meta("og:title"), said.window_title, *said.headlines.every) if title]
    canonical = metafields.canonical_address(said, url=url, base=base, titles=titles)
    article = own_article(
        nodes, url=url or canonical, title=next(iter(titles), None), also=[canonical or ""], headings=titles
    )
    title = choose_title(_stated_titles(said, article), names=metafields.site_names(said, nodes, article), url=url)
    title = title or clean_or_none(hints.title)
    dates = read_dates(root, said, nodes, article, url=url, hints=hints, latest=fetched_at)
    evidence = access_signs(article, said)
    return PageMeta(
        title=title,
        description=metafields.description(said, article, title=title) or clean_or_none(hints.summary),
        publisher=metafields.publisher_name(said, nodes, article),
        canonical_url=canonical,
        published=dates.published,
        modified=dates.modified,
        published_source=dates.source,
        language=choose_language(_stated_languages(said, article, hints), sample=partial(_sample, root, title)),
        section=metafields.section(said, article),
        tags=metafields.tags(said, article) or list(hints.tags),
        images=read_images(root, said, article, base=base),
        access=judge_access(evidence),
        access_evidence=evidence,
        rights=read_rights(said.metas, url=base),
        article_body=_article_body(article),
        nodes=nodes,
        article_node=article,
    )


def _stated_titles(said: Statements, article: Node | None) -> dict[str, Sequence[str]]:
    return {
        "og": said.metas.get("og:title", [])[:1],
        "jsonld": texts((article or {}).get("headline") or (article or {}).get("name"))[:1],
        "h1": [*said.headlines.own, *said.headlines.parts],
        "h2": said.headlines.second,
        "breadcrumb": said.headlines.trail,
        "window": [said.window_title] if said.window_title else [],
        "twitter": said.metas.get("twitter:title", [])[:1],
        "microdata": said.microdata.get("headline", [])[:1],
    }


def _stated_languages(said: Statements, article: Node | None, hints: Hints) -> list[str | None]:
    return [
        next(iter(texts((article or {}).get("inLanguage"))), None),
        said.language,
        said.meta("og:locale", "content-language", "dc.language", "dcterms.language", "language"),
        hints.language,
    ]


def _sample(root: HtmlElement, title: str | None, chars: int) -> str:
    """Enough of the page's paragraphs to tell its language: so many characters or more, if it has them."""
    parts, length = [title or ""], 0
    for paragraph in islice(root.iter("p"), _SAMPLE_PARAGRAPHS):
        text = " ".join(paragraph.text_content().split())
        parts.append(text[:_LONGEST_IN_SAMPLE])
        length += len(text)
        if length > chars:
            break
    return " ".join(parts)


def _article_body(article: Node | None) -> str | None:
    body = (article or {}).get("articleBody")
    text = "\n".join(part for part in body if isinstance(part, str)) if isinstance(body, list) else body
    return text[:_LONGEST_BODY] if isinstance(text, str) else None
