"""The authors that a page declares: in JSON-LD, in meta tags and in the feed that links to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from newscrawl.bylines.last_first import put_first_name_first
from newscrawl.bylines.visible import BylineCandidate, is_site_account_url
from newscrawl.bylines.vocabulary import get_vocabulary
from newscrawl.items import FeedMetadata
from newscrawl.metadata.jsonld import find_work_node
from newscrawl.metadata.jsonld_people import AUTHOR_PROPERTIES, read_person_name
from newscrawl.metadata.page_metadata import PageMetadata
from newscrawl.text import strip_tags

_AUTHOR_META_NAMES = (
    "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc.author", "author",
    "cxenseparse:author", "cxenseparse:articleauthor", "mrf:authors", "og:author", "og:article:author", "byl",
    "byline", "citation_author", "article:author_name", "authors", "lp.article:author", "vr:author", "news_authors",
    "bt:author", "rbauthors", "shareaholic:article_author_name",
)  # fmt: skip
"""Meta tags that name authors; first those that name a person most often."""
_META_PRIORITY = {name: rank for rank, name in enumerate(_AUTHOR_META_NAMES)}
_URL_OR_HANDLE = re.compile(r"\s*(?:https?:)?//|\s*www\.|\s*/|\s*@\w+\s*$", re.IGNORECASE)


def find_declared_candidates(
    root: HtmlElement, metadata: PageMetadata, feed_metadata: FeedMetadata
) -> Iterator[BylineCandidate]:
    """The authors in the JSON-LD of the article, then in each meta tag, then in the feed.

    Where the article's node names nobody, those of the recipe, the review or the page itself count.
    """
    yield from _find_jsonld_candidates(metadata)
    yield from _find_meta_candidates(root)
    yield from _build_candidates(list(feed_metadata.authors), "feed")


def _find_jsonld_candidates(metadata: PageMetadata) -> Iterator[BylineCandidate]:
    node = metadata.article_node
    if node is None or not any(map(node.get, AUTHOR_PROPERTIES)):
        urls, titles = (metadata.canonical_url,), filter(None, (metadata.title,))
        node = find_work_node(metadata.jsonld_nodes, urls=urls, titles=titles)
    for property_name in AUTHOR_PROPERTIES:
        if node and (people := node.get(property_name)):
            yield from _build_candidates(_read_names(people), f"jsonld:{property_name}")


def _find_meta_candidates(root: HtmlElement) -> Iterator[BylineCandidate]:
    names_by_tag: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop")
        if not name or not (content := element.get("content") or element.get("value")):
            continue
        name = name.casefold()
        if name in _META_PRIORITY:
            names_by_tag.setdefault(name, []).append(strip_tags(content))
        elif name.startswith(("twitter:label", "twitter:data")):
            labels[name] = strip_tags(content)
    for name in sorted(names_by_tag, key=_META_PRIORITY.__getitem__):
        yield from _build_candidates(names_by_tag[name], f"meta:{name}")
    yield from _find_labelled_candidates(labels)


def _find_labelled_candidates(labels: dict[str, str]) -> Iterator[BylineCandidate]:
    """The name in `twitter:data1` whose `twitter:label1` is "Written by" in any language."""
    for name, content in labels.items():
        match = get_vocabulary().match_whole_text(labels.get(name.replace("data", "label"), ""))
        if name.startswith("twitter:data") and match is not None and match.has_kind("by"):
            yield from _build_candidates([content], f"meta:{name}")


def _build_candidates(names: list[str], provenance: str) -> Iterator[BylineCandidate]:
    """One candidate of all these names; none where all of them are empty, URLs or handles."""
    valid_names = [put_first_name_first(name) for name in names if name and not _URL_OR_HANDLE.match(name)]
    if valid_names:
        yield BylineCandidate(raw="; ".join(dict.fromkeys(valid_names)), provenance=provenance)


def _read_names(people: list[Any]) -> list[str]:
    """The names of the people, without the account that publishes the site."""
    return [
        read_person_name(person)
        for person in people
        if not (isinstance(person, dict) and is_site_account_url(person.get("url") or person.get("@id")))
    ]
