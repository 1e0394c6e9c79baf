"""Read the JSON-LD of a page, and find the node of the page's own article among its nodes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

import msgspec
from lxml.html import HtmlElement

from newscrawl.metadata.json_repair import MAX_DEPTH, repair_json
from newscrawl.metadata.jsonld_people import PERSON_PROPERTIES, resolve_people
from newscrawl.text import fold, lru_cache_short, strip_tags

JsonLdNode = dict[str, Any]
"""One JSON-LD object with its properties. Where a property refers to another node by `@id`, it holds that node."""

_PREFIXED_KEY = re.compile(r'(?<!\\)"(?:schema:|https?://schema\.org/)(\w{1,40})"\s{0,20}:')
"""A key with the prefix of the vocabulary: `"schema:author":`."""
_STRICT_DECODERS = (
    # Twice as fast, but it rejects raw line breaks in strings, NaN, and lone surrogates.
    msgspec.json.Decoder().decode,
    json.JSONDecoder(strict=False, parse_constant=lambda _: None).decode,
)
_MAX_SCRIPT_CHARS = 1 << 20
_MAX_NODES = 3000
_MAX_VALUES = 200
_MAX_TYPES = 20
_MAX_MERGED_NODES = 10
_MAX_COUNTED_PROPERTIES = 40
_MIN_HEADLINE_CHARS = 6
"""A shorter headline is contained in too many titles to identify an article."""
_OTHER_WORK_PROPERTIES = frozenset(
    {
        *("itemListElement", "hasPart", "comment", "review", "reviews", "mentions", "citation", "relatedLink"),
        *("isRelatedTo", "isSimilarTo", "liveBlogUpdate", "significantLink", "relatedItem", "workExample", "blogPost"),
        *("suggestedAnswer", "acceptedAnswer", "recommendation", "episode", "subjectOf", "video", "track"),
    }
)
"""Properties whose values are works other than the node itself."""
_WORK_TYPES = frozenset(
    "Recipe Review CriticReview ClaimReview HowTo WebPage ItemPage CreativeWork VideoObject AudioObject Dataset QAPage"
    " MedicalWebPage PodcastEpisode Course Guide Chapter Thesis".split()
)
"""Types of works other than articles whose authors are those of the page."""
_CONTAINER_TYPES = frozenset({dict, list})
_NON_ARTICLE_TYPES = frozenset({"JobPosting"})
"""Types that end like the type of an article and are none."""


def read_jsonld(root: HtmlElement) -> list[JsonLdNode]:
    """Read all typed nodes of the page's JSON-LD scripts, in page order.

    Graphs, lists and nested nodes are included. Other works that a node only refers to are not: the entries of an
    `ItemList`, comments, related articles. A property of the form `{"@id": …}` is replaced by the node that it refers
    to, one level deep.

    The properties that name people hold a list of strings and nodes (see `resolve_people`). Keys with the prefix of
    the vocabulary (`schema:author`) have it no more.

    Scripts of more than 1 MiB, and JSON that is nested deeper than 64 levels, are ignored. At most 3,000 nodes and at
    most 80 authors per node are read.
    """
    values: list[Any] = []
    for script in root.iter("script"):
        script_type = script.get("type")
        if (
            script_type
            and "ld+json" in script_type.lower()
            and (text := script.text)
            and len(text) <= _MAX_SCRIPT_CHARS
        ):
            values += load_json_values(_PREFIXED_KEY.sub(r'"\1":', text))
    nodes = list(_iter_nodes(values))
    nodes_by_id = _index_by_id(nodes)
    return [_resolve_references(node, nodes_by_id) for node in nodes if node.get("@type")]


def load_json_values(text: str) -> list[Any]:
    """Parse all JSON values in the text of a script, in order: strictly if possible, otherwise with `repair_json`.

    A byte order mark and a final semicolon are ignored. Text that cannot be parsed is left out; no input raises an
    exception.
    """
    stripped = text.strip("\ufeff \t\r\n;")
    for decode in _STRICT_DECODERS:
        with suppress(ValueError, RecursionError):
            return [decode(stripped)]
    return repair_json(text)


def find_article_node(
    nodes: Sequence[JsonLdNode], *, urls: Iterable[str | None], titles: Iterable[str]
) -> JsonLdNode | None:
    """Find the node of the article that the page is about, and complete it from other nodes of the same article.

    An article node that matches neither a URL nor a title of the page is accepted only if it cannot be a teaser of
    another article (see `_is_other_article`).

    :param urls: the URLs of the page: the served one, the canonical one.
    :param titles: texts of the page that can be its headline.
    """
    page_paths = {path for url in urls if url and (path := _host_and_path(url))}
    folded_titles = {folded for text in titles if (folded := fold(text))}
    article_nodes = [node for node in nodes if is_article_node(node)]
    scored_nodes = [(_match_score(node, page_paths, folded_titles), node) for node in article_nodes]
    scored_nodes.sort(key=itemgetter(0), reverse=True)
    if not scored_nodes:
        return None
    (match_score, _), best = scored_nodes[0]
    if not match_score and _is_other_article(best, article_nodes, page_paths, folded_titles):
        return None
    merged = dict(best)
    for _, node in scored_nodes[1:_MAX_MERGED_NODES]:
        if _is_same_article(best, node):
            merged = {**node, **{key: value for key, value in merged.items() if value not in (None, "", [], {})}}
    return merged


def find_work_node(
    nodes: Sequence[JsonLdNode], *, urls: Iterable[str | None], titles: Iterable[str]
) -> JsonLdNode | None:
    """Find the node of the work that names the author of a page without an article node: a recipe, a review, the page.

    A node that matches a URL or a title of the page is preferred; otherwise the only node of such a type counts.

    :param urls: the URLs of the page.
    :param titles: texts of the page that can be its headline.
    """
    page_paths = {path for url in urls if url and (path := _host_and_path(url))}
    folded_titles = {folded for text in titles if (folded := fold(text))}
    works = [node for node in nodes if node.get("author") or node.get("creator")]
    works = [node for node in works if not _WORK_TYPES.isdisjoint(get_node_types(node))]
    matching = [node for node in works if _match_score(node, page_paths, folded_titles)[0]]
    if matching:
        return matching[0]
    return works[0] if len(works) == 1 and not _is_other_article(works[0], works, page_paths, folded_titles) else None


def is_article_node(node: JsonLdNode) -> bool:
    """Whether the node is an article of any type: `NewsArticle`, `LiveBlogPosting`, `Report` and similar types."""
    return any(map(_is_article_type, get_node_types(node)))


def get_node_types(node: JsonLdNode) -> list[str]:
    """The types of a node without their vocabulary: `NewsArticle` for `http://schema.org/NewsArticle`."""
    type_value = node.get("@type")
    if isinstance(type_value, str):
        return [_strip_type_prefix(type_value)]
    if isinstance(type_value, list):
        return [_strip_type_prefix(name) for name in type_value[:_MAX_TYPES] if isinstance(name, str)]
    return []


def extract_texts(value: Any) -> list[str]:
    """The texts in the value of a property, without HTML tags and in order, at most 200.

    The value can be a string, a node with a name or headline, or a list of these.
    """
    collected: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = next((item[key] for key in ("name", "@value", "headline") if isinstance(item.get(key), str)), None)
        if isinstance(item, str) and (text := strip_tags(item)):
            collected.append(text)
        if len(collected) == _MAX_VALUES:
            break
    return collected


def extract_first_text(value: Any) -> str | None:
    """The first text in the value of a property, without HTML tags."""
    return next(iter(extract_texts(value)), None)


def extract_urls(value: Any) -> list[str]:
    """The URLs in the value of a property: strings, and the `url`, `contentUrl` or `@id` of nodes; at most 200."""
    urls: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MAX_VALUES]:
        if isinstance(item, dict):
            item = next((item[key] for key in ("url", "contentUrl", "@id") if isinstance(item.get(key), str)), None)
        if isinstance(item, str) and item.strip():
            urls.append(item.strip())
    return urls


def _iter_nodes(values: list[Any]) -> Iterator[JsonLdNode]:
    """All objects in the values, each before the objects inside it.

    The loop uses a stack of its own, so that deep nesting cannot exceed Python's recursion limit.
    """
    stack: list[tuple[Any, int]] = [(value, 0) for value in reversed(values)]
    node_count = 0
    while stack and node_count < _MAX_NODES:
        value, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, dict):
            node_count += 1
            yield value
            children = [
                (child, depth + 1)
                for key, child in value.items()
                if type(child) in _CONTAINER_TYPES and key not in _OTHER_WORK_PROPERTIES
            ]
            stack += reversed(children)
        elif isinstance(value, list):
            stack += [(child, depth + 1) for child in reversed(value[:_MAX_NODES]) if type(child) in _CONTAINER_TYPES]


def _index_by_id(nodes: list[JsonLdNode]) -> dict[str, JsonLdNode]:
    """The nodes by their `@id`; of several nodes with one id, the node with most properties."""
    nodes_by_id: dict[str, JsonLdNode] = {}
    for node in nodes:
        node_id = node.get("@id")
        if isinstance(node_id, str) and len(node) > len(nodes_by_id.get(node_id, {"@id": node_id})):
            nodes_by_id[node_id] = node
    return nodes_by_id


def _resolve_references(node: JsonLdNode, nodes_by_id: dict[str, JsonLdNode]) -> JsonLdNode:
    resolved = dict(node)
    for key, value in node.items():
        if key in PERSON_PROPERTIES:
            resolved[key] = resolve_people(value, nodes_by_id)
        elif isinstance(value, list):
            resolved[key] = [_dereference(item, nodes_by_id) for item in value[:_MAX_NODES]]
        elif isinstance(value, dict):
            resolved[key] = _dereference(value, nodes_by_id)
    return resolved


def _dereference(value: Any, nodes_by_id: dict[str, JsonLdNode]) -> Any:
    """The node that the value refers to. A reference has an `@id` and at most one other property, such as `@type`."""
    if isinstance(value, dict) and len(value) <= 2 and isinstance(node_id := value.get("@id"), str):
        return nodes_by_id.get(node_id, value)
    return value


@lru_cache_short(256)
def _strip_type_prefix(type_value: str) -> str:
    return type_value.replace(":", "/").rstrip("/").rpartition("/")[2]


@lru_cache_short(256)
def _is_article_type(type_name: str) -> bool:
    return (type_name.endswith(("Article", "Posting")) or type_name == "Report") and type_name not in _NON_ARTICLE_TYPES


def _match_score(node: JsonLdNode, page_paths: set[str], folded_titles: set[str]) -> tuple[int, int]:
    """How well the node matches the page: 2 for its URL and 2 for its headline, then its number of properties."""
    match_score = 2 * bool(_node_paths(node) & page_paths) + 2 * _matches_title(node, folded_titles)
    return match_score, min(len(node), _MAX_COUNTED_PROPERTIES)


def _is_other_article(
    node: JsonLdNode, article_nodes: Sequence[JsonLdNode], page_paths: set[str], folded_titles: set[str]
) -> bool:
    """Whether a node that matches nothing of the page is the node of another article.

    Both its URL and its headline must differ from the page's; one is enough if the page has several article nodes.
    """
    url_differs = bool(page_paths) and bool(_node_paths(node))
    title_differs = bool(folded_titles) and bool(_folded_headline(node))
    return (url_differs and title_differs) or (len(article_nodes) > 1 and (url_differs or title_differs))


def _is_same_article(node: JsonLdNode, other_node: JsonLdNode) -> bool:
    return bool(_node_paths(node) & _node_paths(other_node)) or (
        bool(_folded_headline(node)) and _folded_headline(node) == _folded_headline(other_node)
    )


def _matches_title(node: JsonLdNode, folded_titles: set[str]) -> bool:
    headline = _folded_headline(node)
    return len(headline) >= _MIN_HEADLINE_CHARS and any(
        headline in title or title in headline for title in folded_titles
    )


def _folded_headline(node: JsonLdNode) -> str:
    return fold(extract_first_text(node.get("headline")) or extract_first_text(node.get("name")) or "")


def _node_paths(node: JsonLdNode) -> set[str]:
    """All URLs that identify the node, in the form of `_host_and_path`."""
    urls = (url for key in ("url", "mainEntityOfPage", "@id") for url in _property_urls(node.get(key)))
    return {path for url in urls if (path := _host_and_path(url))}


def _property_urls(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [item for key in ("@id", "url") if isinstance(item := value.get(key), str)]
    return extract_urls(value)


def _host_and_path(url: str) -> str | None:
    """Host and path of a URL; None without a path, because the home page identifies no article.

    Scheme, `www.`, query and trailing slash often differ between the URL of a page and the URL in its JSON-LD. This is
    more lenient than `urls.normalize.normalize_url`, which keeps the query.

    >>> _host_and_path("https://www.example.org/a/b/?x=1")
    'example.org/a/b'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    return (parts.netloc.lower().removeprefix("www.") + path) if path else None
