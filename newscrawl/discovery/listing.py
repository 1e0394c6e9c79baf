"""Home pages, sections and tag pages: which of their links are articles, and where the list goes on.

Whether a link leads to an article: a table of small statements, each of which can be read on its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.discovery.anchors import MAX_LINKS, Anchor, read_anchors
from newscrawl.discovery.pagination import find_next_list_page
from newscrawl.discovery.url_patterns import UrlClass, classify_url, has_date, has_id
from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata, Link
from newscrawl.metadata.jsonld import extract_urls, get_node_types, read_jsonld
from newscrawl.rules.schema import NavigationWords
from newscrawl.text import fold, split_words
from newscrawl.urls.normalize import normalize_url, registrable_domain, resolve_url

_MIN_LABEL_LENGTH, _MIN_HEADLINE_LENGTH, _MIN_LONG_HEADLINE_LENGTH = 6, 18, 32
"""How much a label says, in Latin letters. Of the names of sections, nine in ten are shorter than the second and all
than the third; of headlines, nineteen in twenty are longer than the second. "Photo" is shorter than the first."""
_MIN_HEADLINE_WORDS = 3
_WIDE_CHAR_WEIGHT, _NON_LATIN_CHAR_WEIGHT = 2.5, 1.25
"""What a Chinese, Japanese or Korean sign says, in Latin letters, and what one of any other script does: most of them
write fewer vowels."""
_MIN_HEADLINES = 4
_MIN_DATED_OR_ID_RATIO = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFeatures:
    """A link, and what its address alone says."""

    anchor: Anchor
    url_class: UrlClass
    url_has_date: bool
    """Whether a day stands in the address."""
    url_has_id: bool
    """Whether a number stands in it that is none."""

    @property
    def url_has_date_or_id(self) -> bool:
        """Whether either stands in it."""
        return self.url_has_date or self.url_has_id


def find_article_anchors(
    anchors: Iterable[Anchor], *, listed_urls: Collection[str], domains: Collection[str], navigation: NavigationWords
) -> list[Anchor]:
    """Those of a page's links that lead to articles, as far as one can tell without asking for them.

    :param listed: the addresses that the page's JSON-LD has in an `ItemList`.
    :param domains: the registrable domains of the site.
    """
    candidates = [
        LinkFeatures(
            anchor=anchor, url_class=url_class, url_has_date=has_date(anchor.url), url_has_id=has_id(anchor.url)
        )
        for anchor in anchors
        if registrable_domain(anchor.url) in domains and (url_class := classify_url(anchor.url, navigation)) != "never"
    ]
    site_uses_dates_or_ids = headlines_have_dates_or_ids(candidates)
    return [
        candidate.anchor
        for candidate in candidates
        if candidate.anchor.url in listed_urls
        or is_article_link(candidate, site_uses_dates_or_ids=site_uses_dates_or_ids)
    ]


def headlines_have_dates_or_ids(links: Iterable[LinkFeatures]) -> bool:
    """Whether nearly all headlines of the page lead to addresses with a day or a number: then all its articles do."""
    has_date_or_id = [
        link.url_has_date_or_id
        for link in links
        if link.anchor.outside_menus and not link.anchor.is_list_title and is_headline(link.anchor.text)
    ]
    return len(has_date_or_id) >= _MIN_HEADLINES and sum(has_date_or_id) >= _MIN_DATED_OR_ID_RATIO * len(has_date_or_id)


def is_article_link(link: LinkFeatures, *, site_uses_dates_or_ids: bool) -> bool:
    """Whether a link leads to an article, by its address, its label and its place.

    :param site_numbers: the page's headlines nearly all lead to numbered addresses.
    """
    anchor = link.anchor
    is_long_headline = is_headline(anchor.text, must_be_long=True)
    if anchor.is_list_title or not anchor.has_non_label_link:
        return is_long_headline and link.url_has_date_or_id and anchor.has_non_label_link
    if not anchor.outside_menus:
        return is_long_headline and link.url_has_date_or_id and anchor.in_menu
    is_in_teaser_position = anchor.has_heading or anchor.in_card or anchor.in_repeated_block
    if link.url_has_date_or_id:
        is_certain = (link.url_has_date and link.url_has_id) or anchor.has_heading or has_headline(anchor)
        return is_certain or (is_in_teaser_position and weighted_length(anchor.text) >= _MIN_LABEL_LENGTH)
    is_full_teaser = anchor.has_heading and anchor.in_card and (anchor.card_has_sentence or anchor.card_has_date)
    if anchor.in_menu and not is_long_headline:  # a section, which has its place on the page as well
        return False
    if site_uses_dates_or_ids:
        return (is_full_teaser and is_headline(anchor.text)) or (
            link.url_class == "strong" and is_long_headline and is_in_teaser_position
        )
    if link.url_class == "strong" and is_in_teaser_position and has_headline(anchor):
        return True
    if link.url_class == "plain":
        return is_full_teaser or (is_long_headline and anchor.in_repeated_block)
    return is_full_teaser or is_long_headline or (is_headline(anchor.text) and is_in_teaser_position)


def has_headline(anchor: Anchor) -> bool:
    """Whether the link, or the card round one that only says "Read more", has a headline."""
    return is_headline(anchor.text) or is_headline(anchor.card_title)


def is_headline(text: str, *, must_be_long: bool = False) -> bool:
    """Whether a label is long enough for a headline; with `must_be_long`, too long for anything else.

    >>> is_headline("Ferry talks fail again"), is_headline("Arts & Culture"), is_headline("港町の夏、氷の上で宿題")
    (True, False, True)
    """
    is_unspaced = weighted_length(text) > len(text) * 1.5 or _is_unspaced_script(text)
    has_enough_words = is_unspaced or len(split_words(fold(text))) >= (_MIN_HEADLINE_WORDS + must_be_long)
    return has_enough_words and weighted_length(text) >= (
        _MIN_LONG_HEADLINE_LENGTH if must_be_long else _MIN_HEADLINE_LENGTH
    )


def weighted_length(text: str) -> float:
    """How much a label says, in Latin letters."""
    return sum(
        _WIDE_CHAR_WEIGHT if _is_wide_char(char) else _NON_LATIN_CHAR_WEIGHT if char > "\u036f" else 1 for char in text
    )


def _is_wide_char(char: str) -> bool:
    return char > "\u2e7f" and unicodedata.east_asian_width(char) == "W"


def _is_unspaced_script(text: str) -> bool:
    """Whether the script sets no space between words: Thai, Lao, Khmer, Burmese."""
    return any(
        "\u0e00" <= char <= "\u0eff" or "\u1000" <= char <= "\u109f" or "\u1780" <= char <= "\u17ff" for char in text
    )


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
