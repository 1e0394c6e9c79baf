"""JSON-LD: every node of a page, and which of them is the page's own article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.metadata.json_repair import MAX_DEPTH, load_json_values
from newscrawl.text import fold, lru_cache_short, strip_tags

JsonLdNode = dict[str, Any]
"""One JSON-LD object: its properties as the page states them, references to other nodes opened one level deep."""

_MAX_SCRIPT_CHARS = 1 << 20
_MAX_NODES = 3000
_MAX_AUTHORS = 50
_MAX_VALUES = 200
_PERSON_PROPERTIES = frozenset({"author", "creator", "contributor", "editor"})
_OTHER_WORK_PROPERTIES = frozenset(
    {
        *("itemListElement", "hasPart", "comment", "review", "reviews", "mentions", "citation", "relatedLink"),
        *("isRelatedTo", "isSimilarTo", "liveBlogUpdate", "significantLink", "relatedItem", "workExample", "blogPost"),
        *("suggestedAnswer", "acceptedAnswer", "recommendation", "episode", "subjectOf", "video", "track"),
    }
)
"""Properties whose values are other works than the one that states them."""
_CONTAINER_TYPES = frozenset({dict, list})
"""What JSON's own values hold others in."""
_NON_ARTICLE_TYPES = frozenset({"JobPosting"})


def read_jsonld(root: HtmlElement) -> list[JsonLdNode]:
    """Every node with a type that a page's scripts state of the page itself, in page order.

    Graphs, lists and nested nodes are opened, but not the works a node merely points at (the
    entries of an `ItemList`, comments, related articles). A property that only names another
    node (`{"@id": …}`) holds that node. Scripts over 1 MiB or nested deeper than 64 levels are
    left out; at most 3,000 nodes are read, with at most 50 authors each.
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
            values += load_json_values(text)
    nodes = list(_iter_nodes(values))
    nodes_by_id = _index_by_id(nodes)
    return [_resolve_references(node, nodes_by_id) for node in nodes if node.get("@type")]


def find_article_node(
    nodes: Sequence[JsonLdNode],
    *,
    url: str | None,
    title: str | None,
    other_urls: Sequence[str] = (),
    other_titles: Sequence[str] = (),
) -> JsonLdNode | None:
    """The article that the page is about, with what the page's other nodes for the same article add.

    :param also: further addresses of the page, such as its canonical one.
    :param headings: further texts that may be its headline, such as the `h1`.
    """
    article_nodes = [node for node in nodes if is_article_node(node)]
    page_paths = {key for page_url in (url, *other_urls) if page_url and (key := _host_and_path(page_url))}
    folded_titles = {folded for text in (title, *other_titles) if text and (folded := fold(text))}
    scored_nodes = [(_match_score(node, page_paths, folded_titles), node) for node in article_nodes]
    scored_nodes.sort(key=itemgetter(0), reverse=True)
    if not scored_nodes:
        return None
    (match_score, _), best = scored_nodes[0]
    if not match_score and _is_other_article(best, article_nodes, page_paths, folded_titles):
        return None
    merged = dict(best)
    for _, node in scored_nodes[1:10]:
        if _is_same_article(best, node):
            merged = {**node, **{key: value for key, value in merged.items() if value not in (None, "", [], {})}}
    return merged


def get_node_types(node: JsonLdNode) -> list[str]:
    """The node's types without their vocabulary: `NewsArticle` for `http://schema.org/NewsArticle`."""
    type_value = node.get("@type")
    if isinstance(type_value, str):
        return [_strip_type_prefix(type_value)]
    return (
        [_strip_type_prefix(name) for name in type_value[:20] if isinstance(name, str)]
        if isinstance(type_value, list)
        else []
    )


@lru_cache_short(256)
def _strip_type_prefix(type_value: str) -> str:
    return type_value.replace(":", "/").rstrip("/").rpartition("/")[2]


def is_article_node(node: JsonLdNode) -> bool:
    """Whether the node is an article of any kind: `NewsArticle`, `LiveBlogPosting`, `Report` and their like."""
    return any(map(_is_article_type, get_node_types(node)))


@lru_cache_short(256)
def _is_article_type(type_name: str) -> bool:
    return (type_name.endswith(("Article", "Posting")) or type_name == "Report") and type_name not in _NON_ARTICLE_TYPES


def extract_texts(value: Any) -> list[str]:
    """The plain texts in a stated value: a string, a list, or a node with a name; at most 200, in order."""
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
    """The first plain text in a stated value."""
    return next(iter(extract_texts(value)), None)


def extract_urls(value: Any) -> list[str]:
    """The addresses in a stated value: strings, and the `url`, `contentUrl` or `@id` of nodes."""
    urls: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MAX_VALUES]:
        if isinstance(item, dict):
            item = next((item[key] for key in ("url", "contentUrl", "@id") if isinstance(item.get(key), str)), None)
        if isinstance(item, str) and item.strip():
            urls.append(item.strip())
    return urls


def _iter_nodes(values: list[Any]) -> Iterator[JsonLdNode]:
    """The objects in the values, outermost first, by a stack: a page may nest as deep as it likes."""
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
    """The nodes by their `@id`; of several with one, that which says most."""
    nodes_by_id: dict[str, JsonLdNode] = {}
    for node in nodes:
        node_id = node.get("@id")
        if isinstance(node_id, str) and len(node) > len(nodes_by_id.get(node_id, {"@id": node_id})):
            nodes_by_id[node_id] = node
    return nodes_by_id


def _resolve_references(node: JsonLdNode, nodes_by_id: dict[str, JsonLdNode]) -> JsonLdNode:
    resolved = dict(node)
    for key, value in node.items():
        if isinstance(value, list):
            max_items = _MAX_AUTHORS if key in _PERSON_PROPERTIES else _MAX_NODES
            resolved[key] = [_dereference(item, nodes_by_id) for item in value[:max_items]]
        elif isinstance(value, dict):
            resolved[key] = _dereference(value, nodes_by_id)
    return resolved


def _dereference(value: Any, nodes_by_id: dict[str, JsonLdNode]) -> Any:
    if isinstance(value, dict) and len(value) <= 2 and isinstance(node_id := value.get("@id"), str):
        return nodes_by_id.get(node_id, value)
    return value


def _host_and_path(url: str) -> str | None:
    """What two spellings of one address share: host and path, without scheme, `www.`, query and slash.

    >>> _host_and_path("https://www.example.org/a/b/?x=1")
    'example.org/a/b'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    return (parts.netloc.lower().removeprefix("www.") + path) if path else None


def _node_paths(node: JsonLdNode) -> set[str]:
    urls = [
        url for key in ("url", "mainEntityOfPage", "@id") for value in [node.get(key)] for url in _property_urls(value)
    ]
    return {key for address in urls if (key := _host_and_path(address))}


def _property_urls(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [item for key in ("@id", "url") if isinstance(item := value.get(key), str)]
    return extract_urls(value)


def _folded_headline(node: JsonLdNode) -> str:
    return fold(extract_first_text(node.get("headline")) or extract_first_text(node.get("name")) or "")


def _matches_title(node: JsonLdNode, folded_titles: set[str]) -> bool:
    headline = _folded_headline(node)
    return len(headline) > 5 and any(headline in title or title in headline for title in folded_titles)


def _match_score(node: JsonLdNode, page_paths: set[str], folded_titles: set[str]) -> tuple[int, int]:
    """How surely the node is the page's own: its address, its headline, then how much it says."""
    return 2 * bool(_node_paths(node) & page_paths) + 2 * _matches_title(node, folded_titles), min(len(node), 40)


def _is_other_article(
    node: JsonLdNode, article_nodes: Sequence[JsonLdNode], page_paths: set[str], folded_titles: set[str]
) -> bool:
    """Whether even the likeliest article, of which nothing fits, is not the page's: something speaks against it."""
    url_differs = bool(page_paths) and bool(_node_paths(node))
    title_differs = bool(folded_titles) and bool(_folded_headline(node))
    return (url_differs and title_differs) or (len(article_nodes) > 1 and (url_differs or title_differs))


def _is_same_article(node: JsonLdNode, other_node: JsonLdNode) -> bool:
    return bool(_node_paths(node) & _node_paths(other_node)) or (
        bool(_folded_headline(node)) and _folded_headline(node) == _folded_headline(other_node)
    )
