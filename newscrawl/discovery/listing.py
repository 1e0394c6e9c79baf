"""Read a home page, section or tag page: which of its links lead to articles, its next page, and the site's sections.

Nothing is fetched: a link's URL, its label and its position on the page decide.
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

_MIN_LABEL_LENGTH = 6
"""In Latin letters (`_weighted_length`), as the next two. "Photo" is shorter."""
_MIN_HEADLINE_LENGTH = 18
"""Nine in ten names of sections are shorter; nineteen in twenty headlines are longer."""
_MIN_LONG_HEADLINE_LENGTH = 32
"""All names of sections are shorter."""
_MIN_HEADLINE_WORDS = 3
_WIDE_CHAR_WEIGHT = 2.5
"""A Chinese, Japanese or Korean character says as much as so many Latin letters."""
_NON_LATIN_CHAR_WEIGHT = 1.25
"""The same for a character of any other script: most of them write fewer vowels."""
_MIN_HEADLINES = 4
"""With fewer headlines, a page does not show whether the site's URLs have dates or ids."""
_MIN_DATED_OR_ID_RATIO = 0.7

_MAX_SECTIONS = 40
_MAX_SECTION_LABEL_CHARS = 40
_MAX_SECTION_DEPTH = 2
"""Segments in the path of a section's URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a page that lists articles links."""

    links: tuple[Link, ...] = ()
    """The articles in the order of the page, each once."""
    next_page: str | None = None
    """The URL of the list's next page."""
    sections: tuple[str, ...] = ()
    """The URLs in the page's menus that may be sections of the site."""
    skipped_links: int = 0
    """How many links were not read, because a page may have `MAX_LINKS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFeatures:
    """A link, with what its URL alone shows."""

    anchor: Anchor
    url_class: UrlClass
    url_has_date: bool
    url_has_id: bool

    @property
    def url_has_date_or_id(self) -> bool:
        """Whether the URL has one of the two at least."""
        return self.url_has_date or self.url_has_id


def read_listing(
    body: bytes, *, url: str, encoding: str | None, navigation: NavigationWords, domains: Collection[str] = ()
) -> Listing:
    """What the page at `url` lists.

    :param encoding: the encoding that the Content-Type header names.
    :param domains: registrable domains of the site, if it has others than that of the page.
    :raises NotAnArticle: the body is not HTML.
    :raises ExtractionFailed: the page cannot be read to the end.
    """
    root = parse_html(body, encoding=encoding)
    item_list_urls = {normalize_url(item_url) for item_url in _item_list_urls(root, url)}
    own_domains = {*filter(None, [registrable_domain(url)]), *domains}
    anchors = read_anchors(root, url=url)
    listed_urls = {anchor.url for anchor in anchors if normalize_url(anchor.url) in item_list_urls}
    article_anchors = find_article_anchors(anchors, listed_urls=listed_urls, domains=own_domains, navigation=navigation)
    section_anchors = _find_section_anchors(anchors, article_anchors, url, navigation)
    return Listing(
        links=tuple(Link(url=anchor.url, feed_metadata=_teaser_metadata(anchor)) for anchor in article_anchors),
        next_page=find_next_list_page(root, url=url, navigation=navigation),
        sections=tuple(anchor.url for anchor in section_anchors)[:_MAX_SECTIONS],
        skipped_links=max(0, sum(1 for _ in root.iter("a")) - MAX_LINKS),
    )


def find_article_anchors(
    anchors: Iterable[Anchor], *, listed_urls: Collection[str], domains: Collection[str], navigation: NavigationWords
) -> list[Anchor]:
    """The links of a page that lead to articles, in the order of the page.

    :param listed_urls: the URLs that the page's JSON-LD has in an `ItemList`: they are articles unless their URL says
        that they cannot be.
    :param domains: the registrable domains of the site; links to others do not count.
    """
    candidates = [
        LinkFeatures(
            anchor=anchor, url_class=url_class, url_has_date=has_date(anchor.url), url_has_id=has_id(anchor.url)
        )
        for anchor in anchors
        if registrable_domain(anchor.url) in domains
        and (url_class := classify_url(anchor.url, navigation)) != "not_article"
    ]
    site_uses_dates_or_ids = _headlines_have_dates_or_ids(candidates)
    return [
        candidate.anchor
        for candidate in candidates
        if candidate.anchor.url in listed_urls
        or _is_article_link(candidate, site_uses_dates_or_ids=site_uses_dates_or_ids)
    ]


def is_headline(text: str, *, must_be_long: bool = False) -> bool:
    """Whether a label is long enough to be a headline.

    :param must_be_long: whether the label must be so long that it can only be a headline.

    >>> is_headline("Ferry talks fail again"), is_headline("Arts & Culture"), is_headline("港町の夏、氷の上で宿題")
    (True, False, True)
    """
    length = _weighted_length(text)
    is_unspaced = length > len(text) * 1.5 or _is_unspaced_script(text)
    has_enough_words = is_unspaced or len(split_words(fold(text))) >= (_MIN_HEADLINE_WORDS + must_be_long)
    return has_enough_words and length >= (_MIN_LONG_HEADLINE_LENGTH if must_be_long else _MIN_HEADLINE_LENGTH)


def _headlines_have_dates_or_ids(links: Iterable[LinkFeatures]) -> bool:
    """Whether nearly all headlines of a page lead to URLs with a date or an id: then all articles of the site do."""
    has_date_or_id = [
        link.url_has_date_or_id
        for link in links
        if link.anchor.outside_menus and not link.anchor.is_list_title and is_headline(link.anchor.text)
    ]
    return len(has_date_or_id) >= _MIN_HEADLINES and sum(has_date_or_id) >= _MIN_DATED_OR_ID_RATIO * len(has_date_or_id)


def _is_article_link(link: LinkFeatures, *, site_uses_dates_or_ids: bool) -> bool:
    """Whether a link leads to an article, by its URL, its label and its position.

    The clearer the URL, the less is required of the label and the position.
    """
    anchor = link.anchor
    is_long_headline = is_headline(anchor.text, must_be_long=True)
    if anchor.is_list_title or not anchor.has_non_label_link:  # the title of a section, an author, a topic
        return is_long_headline and link.url_has_date_or_id and anchor.has_non_label_link
    if not anchor.outside_menus:
        return is_long_headline and link.url_has_date_or_id and anchor.in_menu
    is_in_teaser_position = anchor.has_heading or anchor.in_card or anchor.in_repeated_block
    if link.url_has_date_or_id:
        is_certain = (link.url_has_date and link.url_has_id) or anchor.has_heading or _has_headline(anchor)
        return is_certain or (is_in_teaser_position and _weighted_length(anchor.text) >= _MIN_LABEL_LENGTH)
    is_full_teaser = anchor.has_heading and anchor.in_card and (anchor.card_has_sentence or anchor.card_has_date)
    if anchor.in_menu and not is_long_headline:  # a section that the page links outside of its menus, too
        return False
    if site_uses_dates_or_ids:  # and this URL has neither
        return (is_full_teaser and is_headline(anchor.text)) or (
            link.url_class == "article" and is_long_headline and is_in_teaser_position
        )
    if link.url_class == "article" and is_in_teaser_position and _has_headline(anchor):
        return True
    if link.url_class == "section_like":
        return is_full_teaser or (is_long_headline and anchor.in_repeated_block)
    return is_full_teaser or is_long_headline or (is_headline(anchor.text) and is_in_teaser_position)


def _has_headline(anchor: Anchor) -> bool:
    """Whether a link has a headline, or says only "Read more" in a card that has one."""
    return is_headline(anchor.text) or is_headline(anchor.card_title)


def _weighted_length(text: str) -> float:
    """The length of a text in Latin letters: characters of other scripts count more."""
    return sum(
        _WIDE_CHAR_WEIGHT if _is_wide_char(char) else _NON_LATIN_CHAR_WEIGHT if char > "\u036f" else 1 for char in text
    )


def _is_wide_char(char: str) -> bool:
    return char > "\u2e7f" and unicodedata.east_asian_width(char) == "W"


def _is_unspaced_script(text: str) -> bool:
    """Whether a text is in a script without spaces between words: Thai, Lao, Khmer, Burmese."""
    return any(
        "\u0e00" <= char <= "\u0eff" or "\u1000" <= char <= "\u109f" or "\u1780" <= char <= "\u17ff" for char in text
    )


def _teaser_metadata(anchor: Anchor) -> FeedMetadata:
    """The headline of a teaser. It often differs from the article's: it is used only if the page has no title."""
    return FeedMetadata(title=anchor.text) if anchor.has_heading and is_headline(anchor.text) else FeedMetadata()


def _item_list_urls(root: HtmlElement, base_url: str) -> Iterator[str]:
    """The URLs in JSON-LD nodes of the type `ItemList`. Breadcrumbs have another type."""
    for node in read_jsonld(root):
        if "ItemList" in get_node_types(node):
            for item in node.get("itemListElement") or ():
                item_value = item.get("item", item) if isinstance(item, dict) else item
                for item_url in extract_urls([item_value]):
                    if absolute_url := resolve_url(base_url, item_url):
                        yield absolute_url


def _find_section_anchors(
    anchors: Collection[Anchor], article_anchors: Collection[Anchor], url: str, navigation: NavigationWords
) -> Iterator[Anchor]:
    """The menu links that may lead to sections: on the same site, with a short label and a short path, not articles."""
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
            and classify_url(anchor.url, navigation) in {"section_like", "maybe_article"}
        ):
            yield anchor
