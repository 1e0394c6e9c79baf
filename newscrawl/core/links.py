"""Home pages, sections and tag pages: which of their links are articles, and where the list goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.article import FeedMetadata, Link
from newscrawl.core.finding.anchors import MAX_LINKS, Anchor, read_anchors
from newscrawl.core.finding.judging import find_article_anchors, is_headline
from newscrawl.core.finding.nextpages import find_next_list_page
from newscrawl.core.finding.paths import classify_url
from newscrawl.core.markup.html import parse_html
from newscrawl.core.metadata.jsonld import get_node_types, read_jsonld
from newscrawl.core.metadata.values import extract_urls
from newscrawl.core.urls import normalize_url, registrable_domain, resolve_url
from newscrawl.rules.model import NavigationWords

_MAX_SECTIONS = 40
_MAX_SECTION_LABEL_CHARS = 40
_MAX_SECTION_DEPTH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page lists."""

    links: tuple[Link, ...] = ()
    """The articles, in the page's order, each once."""
    next_page: str | None = None
    """The next page of the list."""
    sections: tuple[str, ...] = ()
    """What its menus link that may be sections of the site."""
    skipped_links: int = 0
    """How many links were not read: those beyond `MAX_LINKS`."""


def read_listing(
    body: bytes, *, url: str, encoding: str | None, navigation: NavigationWords, domains: Collection[str] = ()
) -> Listing:
    """What the page at `base_url` lists.

    :param encoding: what the Content-Type header names.
    :param domains: registrable domains of the site beside the page's own.
    :raises NotAnArticle: it is no HTML.
    :raises ExtractionFailed: it cannot be read to the end.
    """
    root = parse_html(body, encoding=encoding)
    item_list_urls = {normalize_url(item_url) for item_url in _item_list_urls(root, url)}
    own_domains = {*filter(None, [registrable_domain(url)]), *domains}
    anchors = read_anchors(root, url=url)
    listed_urls = {anchor.url for anchor in anchors if normalize_url(anchor.url) in item_list_urls}
    article_anchors = find_article_anchors(anchors, listed_urls=listed_urls, domains=own_domains, navigation=navigation)
    return Listing(
        links=tuple(Link(url=anchor.url, feed_metadata=_teaser_metadata(anchor)) for anchor in article_anchors),
        next_page=find_next_list_page(root, url=url, navigation=navigation),
        sections=tuple(anchor.url for anchor in _find_sections(anchors, article_anchors, url, navigation))[
            :_MAX_SECTIONS
        ],
        skipped_links=max(0, sum(1 for _ in root.iter("a")) - MAX_LINKS),
    )


def _teaser_metadata(anchor: Anchor) -> FeedMetadata:
    # A teaser's headline is often not the article's: it is for a page that states none.
    return FeedMetadata(title=anchor.text) if anchor.has_heading and is_headline(anchor.text) else FeedMetadata()


def _item_list_urls(root: HtmlElement, base_url: str) -> Iterator[str]:
    """The addresses in JSON-LD's lists; not of crumbs, which are no `ItemList`."""
    for node in read_jsonld(root):
        if "ItemList" in get_node_types(node):
            for item in node.get("itemListElement") or ():
                item_value = item.get("item", item) if isinstance(item, dict) else item
                for item_url in extract_urls([item_value]):
                    if absolute_url := resolve_url(base_url, item_url):
                        yield absolute_url


def _find_sections(
    anchors: Collection[Anchor], article_anchors: Collection[Anchor], url: str, navigation: NavigationWords
) -> Iterator[Anchor]:
    """What the menus link with a short label, not deep in the site, that is neither article nor service."""
    article_urls, page_domain = {anchor.url for anchor in article_anchors}, registrable_domain(url)
    for anchor in anchors:
        parts = urlsplit(anchor.url)
        is_shallow = 0 < len(parts.path.strip("/").split("/")) <= _MAX_SECTION_DEPTH and not parts.query
        has_short_label = 0 < len(anchor.text) <= _MAX_SECTION_LABEL_CHARS
        is_menu_link = (
            anchor.in_menu and anchor.url not in article_urls and registrable_domain(anchor.url) == page_domain
        )
        if (
            is_menu_link
            and has_short_label
            and is_shallow
            and classify_url(anchor.url, navigation) in {"plain", "weak"}
        ):
            yield anchor
