"""JSON-LD: every node of a page, and which of them is the page's own article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.core.metadata import forgivingjson as metajson
from newscrawl.core.metadata.values import addresses, first_text
from newscrawl.core.remembering import remembered
from newscrawl.core.text import fold

Node = dict[str, Any]
"""One JSON-LD object: its properties as the page states them, references to other nodes opened one level deep."""

_LONGEST_SCRIPT = 1 << 20
_MOST_NODES = 3000
_MOST_AUTHORS = 50
_PEOPLE = frozenset({"author", "creator", "contributor", "editor"})
_OTHERS = frozenset(
    {
        *("itemListElement", "hasPart", "comment", "review", "reviews", "mentions", "citation", "relatedLink"),
        *("isRelatedTo", "isSimilarTo", "liveBlogUpdate", "significantLink", "relatedItem", "workExample", "blogPost"),
        *("suggestedAnswer", "acceptedAnswer", "recommendation", "episode", "subjectOf", "video", "track"),
    }
)
"""Properties whose values are other works than the one that states them."""
_HOLDING = frozenset({dict, list})
"""What JSON's own values hold others in."""
_NO_ARTICLES = frozenset({"JobPosting"})


def read_jsonld(root: HtmlElement) -> list[Node]:
    """Every node with a type that a page's scripts state of the page itself, in page order.

    Graphs, lists and nested nodes are opened, but not the works a node merely points at (the
    entries of an `ItemList`, comments, related articles). A property that only names another
    node (`{"@id": …}`) holds that node. Scripts over 1 MiB or nested deeper than 64 levels are
    left out; at most 3,000 nodes are read, with at most 50 authors each.
    """
    values: list[Any] = []
    for script in root.iter("script"):
        kind = script.get("type")
        if kind and "ld+json" in kind.lower() and (text := script.text) and len(text) <= _LONGEST_SCRIPT:
            values += metajson.loads(text)
    found = list(_walk(values))
    by_id = _index(found)
    return [_opened(node, by_id) for node in found if node.get("@type")]


def own_article(
    nodes: Sequence[Node], *, url: str | None, title: str | None, also: Sequence[str] = (), headings: Sequence[str] = ()
) -> Node | None:
    """The article that the page is about, with what the page's other nodes for the same article add.

    :param also: further addresses of the page, such as its canonical one.
    :param headings: further texts that may be its headline, such as the `h1`.
    """
    articles = [node for node in nodes if is_article(node)]
    pages = {key for address in (url, *also) if address and (key := _address_key(address))}
    titles = {folded for text in (title, *headings) if text and (folded := fold(text))}
    rated = [(_likeness(node, pages, titles), node) for node in articles]
    rated.sort(key=itemgetter(0), reverse=True)
    if not rated:
        return None
    (fit, _), best = rated[0]
    if not fit and _is_another(best, articles, pages, titles):
        return None
    merged = dict(best)
    for _, node in rated[1:10]:
        if _same_article(best, node):
            merged = {**node, **{key: value for key, value in merged.items() if value not in (None, "", [], {})}}
    return merged


def types(node: Node) -> list[str]:
    """The node's types without their vocabulary: `NewsArticle` for `http://schema.org/NewsArticle`."""
    stated = node.get("@type")
    if isinstance(stated, str):
        return [_type_name(stated)]
    return [_type_name(name) for name in stated[:20] if isinstance(name, str)] if isinstance(stated, list) else []


@remembered(256)
def _type_name(stated: str) -> str:
    return stated.replace(":", "/").rstrip("/").rpartition("/")[2]


def is_article(node: Node) -> bool:
    """Whether the node is an article of any kind: `NewsArticle`, `LiveBlogPosting`, `Report` and their like."""
    return any(map(_is_article_type, types(node)))


@remembered(256)
def _is_article_type(name: str) -> bool:
    return (name.endswith(("Article", "Posting")) or name == "Report") and name not in _NO_ARTICLES


def _walk(values: list[Any]) -> Iterator[Node]:
    """The objects in the values, outermost first, by a stack: a page may nest as deep as it likes."""
    stack: list[tuple[Any, int]] = [(value, 0) for value in reversed(values)]
    seen = 0
    while stack and seen < _MOST_NODES:
        value, depth = stack.pop()
        if depth > metajson.DEEPEST:
            continue
        if isinstance(value, dict):
            seen += 1
            yield value
            inner = [
                (child, depth + 1) for key, child in value.items() if type(child) in _HOLDING and key not in _OTHERS
            ]
            stack += reversed(inner)
        elif isinstance(value, list):
            stack += [(child, depth + 1) for child in reversed(value[:_MOST_NODES]) if type(child) in _HOLDING]


def _index(found: list[Node]) -> dict[str, Node]:
    """The nodes by their `@id`; of several with one, that which says most."""
    by_id: dict[str, Node] = {}
    for node in found:
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(by_id.get(name, {"@id": name})):
            by_id[name] = node
    return by_id


def _opened(node: Node, by_id: dict[str, Node]) -> Node:
    opened = dict(node)
    for key, value in node.items():
        if isinstance(value, list):
            most = _MOST_AUTHORS if key in _PEOPLE else _MOST_NODES
            opened[key] = [_referred(item, by_id) for item in value[:most]]
        elif isinstance(value, dict):
            opened[key] = _referred(value, by_id)
    return opened


def _referred(value: Any, by_id: dict[str, Node]) -> Any:
    if isinstance(value, dict) and len(value) <= 2 and isinstance(name := value.get("@id"), str):
        return by_id.get(name, value)
    return value


def _address_key(address: str) -> str | None:
    """What two spellings of one address share: host and path, without scheme, `www.`, query and slash.

    >>> _address_key("https://www.example.org/a/b/?x=1")
    'example.org/a/b'
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    return (parts.netloc.lower().removeprefix("www.") + path) if path else None


def _stated_keys(node: Node) -> set[str]:
    stated = [
        address for key in ("url", "mainEntityOfPage", "@id") for value in [node.get(key)] for address in _places(value)
    ]
    return {key for address in stated if (key := _address_key(address))}


def _places(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [item for key in ("@id", "url") if isinstance(item := value.get(key), str)]
    return addresses(value)


def _headline(node: Node) -> str:
    return fold(first_text(node.get("headline")) or first_text(node.get("name")) or "")


def _titled(node: Node, titles: set[str]) -> bool:
    headline = _headline(node)
    return len(headline) > 5 and any(headline in title or title in headline for title in titles)


def _likeness(node: Node, pages: set[str], titles: set[str]) -> tuple[int, int]:
    """How surely the node is the page's own: its address, its headline, then how much it says."""
    return 2 * bool(_stated_keys(node) & pages) + 2 * _titled(node, titles), min(len(node), 40)


def _is_another(node: Node, articles: Sequence[Node], pages: set[str], titles: set[str]) -> bool:
    """Whether even the likeliest article, of which nothing fits, is not the page's: something speaks against it."""
    misplaced = bool(pages) and bool(_stated_keys(node))
    mistitled = bool(titles) and bool(_headline(node))
    return (misplaced and mistitled) or (len(articles) > 1 and (misplaced or mistitled))


def _same_article(one: Node, other: Node) -> bool:
    return bool(_stated_keys(one) & _stated_keys(other)) or (
        bool(_headline(one)) and _headline(one) == _headline(other)
    )
