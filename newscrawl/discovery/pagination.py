"""Links from one page to another page of the same list, or of the same article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlsplit

from lxml.html import HtmlElement

from newscrawl.discovery.anchors import get_link_label
from newscrawl.discovery.page_numbers import NumberedUrl, is_next_page, normalize_first_page_url, parse_page_number
from newscrawl.discovery.url_patterns import get_path_segments, get_slug_words, has_date, has_id
from newscrawl.rules.schema import NavigationWords
from newscrawl.text import fold
from newscrawl.urls.normalize import get_base_url, normalize_url, registrable_domain, resolve_url

_ARROWS = frozenset({">", "›", "»", "→", ">>", "❯", "▶", "⟩", "▸", "⇒"})
_SURROUNDING_ARROWS = re.compile(r"^[\s<>‹›«»←→❮❯▶◀⟩▸⇒|]+|[\s<>‹›«»←→❮❯▶◀⟩▸⇒|]+$")
_CURSOR_PARAMS = frozenset(
    "before after cursor max_id older until last lastid last_id since start offset from next token".split()
)
"""Query parameters that say where in a list a page begins, by an id or a date instead of a page number."""
_MAX_NEXT_LABEL_CHARS = 40

_NON_ARTICLE_SEGMENTS = frozenset(
    """gallery galleries galerie galeria galleria slideshow slideshows slide diaporama bildergalerie bilder fotostrecke
    fotos photos pictures fotogalerie fotogaleria fotogallery comments kommentare""".split()
)
"""Path segments after which a number counts pictures or comments, not pages of an article."""
_WIDGET_CLASS = re.compile(
    r"comment|kommentar|carousel|slid(?:e|er|eshow)|swiper|gallery|lightbox|related|replies", re.IGNORECASE
)
"""Classes and ids of page parts that have a pagination of their own."""
_MAX_ANCESTORS = 4
_MAX_PAGE_LABEL_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPages:
    """The URLs of the other pages of an article that one of its pages links."""

    next_page: str | None = None
    previous_page: str | None = None
    single_page: str | None = None
    """The page that has the whole article."""


def find_next_list_page(root: HtmlElement, *, url: str, navigation: NavigationWords) -> str | None:
    """The URL of the next page of a list, as the page at `url` links it; None if it is the last page, or not a list.

    Three kinds of links count, in this order: `rel="next"`; a label such as "Older posts" or an arrow; the next page
    number as label. The last two count only if the URLs belong to the same list.
    """
    base_url = get_base_url(root, url)
    for candidate in (
        *_rel_next_urls(root, base_url),
        *_next_label_urls(root, base_url, url, navigation),
        *_page_number_urls(root, base_url, url),
    ):
        if candidate != url and normalize_url(candidate) != normalize_url(url) and _is_same_site(candidate, url):
            return candidate
    return None


def find_other_pages(root: HtmlElement, *, url: str | None, navigation: NavigationWords) -> OtherPages | None:
    """The other pages of the article at `url`; None if it has only this page, as nearly all articles have.

    A link counts if it says that it leads to another page (by `rel`, by its label in any language, by a number) *and*
    if its URL differs from the page's URL only in the page number. So links to the next article, the next picture,
    further comments and lists do not count.
    """
    if url is None or resolve_url(None, url) is None:
        return None
    current = parse_page_number(url)
    article_links = [*_iter_article_links(root, url, current, navigation)]
    if not article_links or not _may_have_pages(url, current):
        return None
    next_url = next(
        (
            link_url
            for link, link_url in article_links
            if is_next_page(link_url, url) and _has_page_label(link, link_url, navigation)
        ),
        None,
    )
    previous_url = next((link_url for _, link_url in article_links if _is_previous_page(link_url, url)), None)
    if next_url is None and previous_url is None:
        return None
    single_page_url = next(
        (link_url for link, link_url in article_links if _is_single_page_link(link, link_url, url, navigation)), None
    )
    return OtherPages(next_page=next_url, previous_page=previous_url, single_page=single_page_url)


def is_next_label(text: str, navigation: NavigationWords) -> bool:
    """Whether a link's label means "next page" in any language.

    >>> from newscrawl.rules.word_lists import load_navigation_words as words
    >>> [is_next_label(text, words()) for text in ("Next page »", "›", "Ältere Beiträge", "Next year's budget")]
    [True, True, True, False]
    """
    text = text.strip()
    if len(text) > _MAX_NEXT_LABEL_CHARS:
        return False
    return text in _ARROWS or fold(_SURROUNDING_ARROWS.sub("", text)) in navigation.next


def _rel_next_urls(root: HtmlElement, base_url: str) -> Iterator[str]:
    for link in root.iter("link", "a"):
        if "next" in (link.get("rel") or "").lower().split() and (link_url := resolve_url(base_url, link.get("href"))):
            yield link_url


def _next_label_urls(root: HtmlElement, base_url: str, url: str, navigation: NavigationWords) -> Iterator[str]:
    for link in root.iter("a"):
        link_url = resolve_url(base_url, link.get("href"))
        labels = (get_link_label(link), link.get("aria-label") or "", link.get("title") or "")
        has_next_label = any(is_next_label(label, navigation) for label in labels if label)
        if link_url and has_next_label and (is_next_page(link_url, url) or _has_moved_cursor(link_url, url)):
            yield link_url


def _page_number_urls(root: HtmlElement, base_url: str, url: str) -> Iterator[str]:
    for link in root.iter("a"):
        link_url = resolve_url(base_url, link.get("href")) if get_link_label(link).isdecimal() else None
        if link_url and is_next_page(link_url, url):
            yield link_url


def _has_moved_cursor(link_url: str, current_url: str) -> bool:
    """Whether the two URLs show the same list from different positions, as with `?before=88214`."""
    target, current = urlsplit(link_url), urlsplit(current_url)
    changed_params = set(parse_qsl(target.query)) - set(parse_qsl(current.query))
    return target.path.rstrip("/") == current.path.rstrip("/") and any(
        name.lower() in _CURSOR_PARAMS for name, _ in changed_params
    )


def _is_same_site(link_url: str, page_url: str) -> bool:
    return registrable_domain(link_url) == registrable_domain(page_url)


def _may_have_pages(url: str, current: NumberedUrl | None) -> bool:
    """Whether a URL can be one page of an article: not that of a gallery, and not `/news/12`, which has no slug."""
    article_url = current.first_page if current else url
    return not _NON_ARTICLE_SEGMENTS & set(get_path_segments(url)) and (
        len(get_slug_words(article_url)) > 1 or has_id(article_url) or has_date(article_url)
    )


def _iter_article_links(
    root: HtmlElement, url: str, current: NumberedUrl | None, navigation: NavigationWords
) -> Iterator[tuple[HtmlElement, str]]:
    """The links to pages of the article at `url`, and their URLs.

    :param current: the page number of `url`.
    """
    base_url = get_base_url(root, url)
    first_page_url = current.first_page if current else normalize_first_page_url(url)
    file_name = urlsplit(first_page_url).path.rpartition("/")[2]
    decoded_name = unquote(file_name)
    for link in root.iter("a", "link"):
        href = link.get("href")
        # A cheap test that sorts out nearly all links.
        if not href or not (file_name in href or decoded_name in href or href[0] == "?"):
            continue
        link_url = resolve_url(base_url, href)
        if not link_url or link_url == url or _is_widget_link(link, link_url):
            continue
        if _is_page_of_article(link, link_url, first_page_url, navigation, is_numbered=current is not None):
            yield link, link_url


def _is_page_of_article(
    link: HtmlElement, link_url: str, first_page_url: str, navigation: NavigationWords, *, is_numbered: bool
) -> bool:
    """Whether the URL of a link differs from that of the article only in the page number, or has the whole article.

    :param is_numbered: whether the URL of the page that has the link has a page number itself.
    """
    if target := parse_page_number(link_url):
        return target.first_page == first_page_url
    if is_numbered and normalize_first_page_url(link_url) == first_page_url:
        return True
    whole_url = normalize_url(urlsplit(link_url)._replace(query="", fragment="").geturl())
    return whole_url.startswith(first_page_url.partition("?")[0]) and fold(get_link_label(link)) in navigation.whole


def _is_widget_link(link: HtmlElement, link_url: str) -> bool:
    """Whether a link is inside a gallery or a comment section, or leads to comments."""
    if "comment" in urlsplit(link_url).fragment.lower():
        return True
    elements = (link, *islice(link.iterancestors(), _MAX_ANCESTORS))
    return any(_WIDGET_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}") for element in elements)


def _has_page_label(link: HtmlElement, link_url: str, navigation: NavigationWords) -> bool:
    """Whether a link says that it leads to the next page: by `rel`, by its words, or by the page number of its URL."""
    if "next" in (link.get("rel") or "").lower().split():
        return True
    target, label = parse_page_number(link_url), get_link_label(link)
    number = re.search(r"\d+", label) if len(label) <= _MAX_PAGE_LABEL_CHARS else None
    return is_next_label(label, navigation) or bool(target and number and int(number[0]) == target.number)


def _is_previous_page(link_url: str, current_url: str) -> bool:
    """Whether `link_url` is the page before `current_url`."""
    current, target = parse_page_number(current_url), parse_page_number(link_url)
    if current is None or current.number <= 1:
        return False
    if target is None:
        return current.number == 2 and normalize_first_page_url(link_url) == current.first_page
    return target.first_page == current.first_page and target.number == current.number - 1


def _is_single_page_link(link: HtmlElement, link_url: str, current_url: str, navigation: NavigationWords) -> bool:
    """Whether a link leads to the whole article on one page: its label says so, and its URL has no page number."""
    if normalize_url(link_url) == normalize_url(current_url) or fold(get_link_label(link)) not in navigation.whole:
        return False
    return parse_page_number(link_url) is None
