"""What an address alone says of the page behind it."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from newscrawl.core.finding.pagenumbers import parse_page_number
from newscrawl.core.finding.signs import (
    PAGE_EXTENSION,
    get_numeric_params,
    get_page_path,
    get_path_segments,
    get_slug_words,
    has_date,
    has_id,
    has_short_id,
)
from newscrawl.core.urls import registrable_domain
from newscrawl.rules.model import NavigationWords

UrlClass = Literal["never", "plain", "weak", "strong"]
"""How much an address looks like an article's: not at all, like a section's as well, somewhat, or plainly."""

_NON_PAGE_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|mp[34]|m4[av]|mov|avi|webm|ogg|wav|pdf|docx?|xlsx?|pptx?|zip|gz|rar|7z|exe|apk|dmg"
    r"|ics|css|m?js|json|xml|rss|atom|rdf|txt|csv|epub|woff2?|m3u8?)$",
    re.IGNORECASE,
)
_DATE_ARCHIVE_PATH = re.compile(
    r"/(?:19|20)\d\d(?:[/._-]?(?:0[1-9]|1[0-2])(?:[/._-]?(?:0[1-9]|[12]\d|3[01])|/\d)?|/\d(?:/\d{1,2})?)?/?$"
)
_ARTICLE_SEGMENTS = frozenset(
    """article articles articulo articulos artikel artikels artigo artigos articolo articoli artykul clanek clanak
    story stories noticia nota notas makale haber haberi nyhet nyheder uutinen novost hikaye archive archives
    archiv archivo articleview article_view newsview viewarticle detail detay details view read""".split()
)
"""Segments that stand before an article's name or number, and lead to a list where nothing stands behind them."""


def classify_url(url: str, navigation: NavigationWords) -> UrlClass:
    """How much the address looks like an article's.

    Made from the address shapes of content systems at large, not of any site. A section's name may be long
    (`/arts-and-culture/`), so up to three words are only `weak`.

    >>> from newscrawl.rules.navigationwords import load_navigation_words
    >>> paths = ("/2025/06/12/tale", "/a-tale-of-two", "/sport")
    >>> [classify_url(f"https://example.com{path}", load_navigation_words()) for path in paths]
    ['strong', 'strong', 'plain']
    """
    if is_non_page(url) or is_service_url(url, navigation) or is_list_url(url, navigation):
        return "never"
    if (
        has_date(url)
        or has_id(url)
        or len(get_slug_words(url)) >= _MIN_LONG_SLUG_WORDS
        or (_follows_article_segment(url) and get_slug_words(url))
    ):
        return "strong"
    return (
        "weak"
        if len(get_slug_words(url)) >= _MIN_SHORT_SLUG_WORDS or has_short_id(url) or _has_page_extension(url)
        else "plain"
    )


_MIN_LONG_SLUG_WORDS, _MIN_SHORT_SLUG_WORDS, _MIN_NAME_WORDS = 4, 3, 2


def is_non_page(url: str) -> bool:
    """Whether the address is a site's home, or a file that is no page.

    >>> is_non_page("https://example.com/"), is_non_page("https://example.com/index.html")
    (True, True)
    >>> is_non_page("https://example.com/report.pdf"), is_non_page("https://example.com/?id=88123")
    (True, False)
    """
    path = get_page_path(url)
    is_home = not path.strip("/") and not get_numeric_params(urlsplit(url).query)
    return is_home or bool(_NON_PAGE_FILE.search(path))


def is_service_url(url: str, navigation: NavigationWords) -> bool:
    """Whether the address leads to what is no article, such as `/login`, `/about-us/team` and `shop.example.com`.

    A word that begins an article's name is none (`/privacy-bill-passes-in-parliament`), and a section that is called
    so is none where a day stands behind it (`/weather/2025/06/12/storm`).
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    subdomain_labels = host.removesuffix(registrable_domain(url) or host).rstrip(".").split(".")
    if not navigation.service.isdisjoint(subdomain_labels):
        return True
    segments = {PAGE_EXTENSION.sub("", segment) for segment in get_path_segments(url)}
    return not segments.isdisjoint(navigation.service) and not has_date(url)


def is_list_url(url: str, navigation: NavigationWords) -> bool:
    """Whether the address leads to a list of articles: one by a day, a tag or an author, or a further page of any.

    >>> from newscrawl.rules.navigationwords import load_navigation_words as words
    >>> (is_list_url("https://example.com/topic/ferries", words()),
    ...  is_list_url("https://example.com/news/page/2/", words()))
    (True, True)
    >>> (is_list_url("https://example.com/archives/48213", words()),
    ...  is_list_url("https://example.com/2025/06/12/", words()))
    (False, True)
    """
    if _DATE_ARCHIVE_PATH.search(get_page_path(url)):
        return True
    page_number = parse_page_number(url)
    if (
        page_number
        and not has_id(page_number.first_page)
        and (page_number.is_explicit or len(get_slug_words(page_number.first_page)) < _MIN_NAME_WORDS)
    ):
        return True
    segments = [PAGE_EXTENSION.sub("", segment) for segment in get_path_segments(url)]
    list_segments = [segment for segment in segments if segment in navigation.lists]
    is_numbered_article = (
        list_segments == segments[-2:-1]
        and list_segments[-1:]
        and list_segments[0] in _ARTICLE_SEGMENTS
        and has_id(url)
    )
    is_article_below_list = len(get_slug_words(url)) >= _MIN_LONG_SLUG_WORDS and not navigation.lists & set(
        segments[-2:]
    )
    has_long_slug_and_id = has_id(url) and len(get_slug_words(url)) >= _MIN_LONG_SLUG_WORDS
    return bool(list_segments) and not (
        is_numbered_article or is_article_below_list or has_long_slug_and_id or has_date(url)
    )


def _follows_article_segment(url: str) -> bool:
    """Whether the segment before the last says that an article follows: `/article/the-ferry`."""
    segments = get_path_segments(url)
    return len(segments) > 1 and segments[-2] in _ARTICLE_SEGMENTS and len(segments[-1]) > 4


def _has_page_extension(url: str) -> bool:
    return bool(PAGE_EXTENSION.search(get_page_path(url)))
