"""Home pages, sections and tag pages: which of their links are articles, and where the list goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.article import Hints, Link
from newscrawl.core.finding.anchors import MOST_LINKS, Anchor, read_anchors
from newscrawl.core.finding.judging import articles, is_headline
from newscrawl.core.finding.nextpages import next_list_page
from newscrawl.core.finding.paths import shape_of
from newscrawl.core.markup.html import parse_html
from newscrawl.core.metadata.jsonld import read_jsonld, types
from newscrawl.core.metadata.values import addresses
from newscrawl.core.urls import absolute, normalise_url, registrable_domain
from newscrawl.rules.model import NavigationWords

_MOST_SECTIONS = 40
_LONGEST_SECTION_NAME = 40
_DEEPEST_SECTION = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page lists."""

    links: tuple[Link, ...] = ()
    """The articles, in the page's order, each once."""
    next: str | None = None
    """The next page of the list."""
    sections: tuple[str, ...] = ()
    """What its menus link that may be sections of the site."""
    left_out: int = 0
    """How many links were not read: those beyond `MOST_LINKS`."""


def read_listing(
    body: bytes, *, url: str, encoding: str | None, navigation: NavigationWords, domains: Collection[str] = ()
) -> Listing:
    """What the page at `url` lists.

    :param encoding: what the Content-Type header names.
    :param domains: registrable domains of the site beside the page's own.
    :raises NotAnArticle: it is no HTML.
    :raises ExtractionFailed: it cannot be read to the end.
    """
    root = parse_html(body, encoding=encoding)
    in_lists = {normalise_url(address) for address in _item_lists(root, url)}
    own = {*filter(None, [registrable_domain(url)]), *domains}
    anchors = read_anchors(root, url=url)
    listed = {anchor.url for anchor in anchors if normalise_url(anchor.url) in in_lists}
    found = articles(anchors, listed=listed, domains=own, navigation=navigation)
    return Listing(
        links=tuple(Link(url=anchor.url, hints=_hints(anchor)) for anchor in found),
        next=next_list_page(root, url=url, navigation=navigation),
        sections=tuple(anchor.url for anchor in _sections(anchors, found, url, navigation))[:_MOST_SECTIONS],
        left_out=max(0, sum(1 for _ in root.iter("a")) - MOST_LINKS),
    )


def _hints(anchor: Anchor) -> Hints:
    # A teaser's headline is often not the article's: it is for a page that states none.
    return Hints(title=anchor.text) if anchor.headed and is_headline(anchor.text) else Hints()


def _item_lists(root: HtmlElement, url: str) -> Iterator[str]:
    """The addresses in JSON-LD's lists; not of crumbs, which are no `ItemList`."""
    for node in read_jsonld(root):
        if "ItemList" in types(node):
            for item in node.get("itemListElement") or ():
                stated = item.get("item", item) if isinstance(item, dict) else item
                for address in addresses([stated]):
                    if found := absolute(url, address):
                        yield found


def _sections(
    anchors: Collection[Anchor], taken: Collection[Anchor], url: str, navigation: NavigationWords
) -> Iterator[Anchor]:
    """What the menus link with a short label, not deep in the site, that is neither article nor service."""
    known, site = {anchor.url for anchor in taken}, registrable_domain(url)
    for anchor in anchors:
        parts = urlsplit(anchor.url)
        shallow = 0 < len(parts.path.strip("/").split("/")) <= _DEEPEST_SECTION and not parts.query
        short = 0 < len(anchor.text) <= _LONGEST_SECTION_NAME
        in_menu = anchor.in_menu and anchor.url not in known and registrable_domain(anchor.url) == site
        if in_menu and short and shallow and shape_of(anchor.url, navigation) in {"plain", "weak"}:
            yield anchor
