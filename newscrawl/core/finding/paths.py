"""What an address alone says of the page behind it."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from newscrawl.core.finding.pagenumbers import numbered
from newscrawl.core.finding.signs import (
    FILE_ENDING,
    has_day,
    has_id,
    has_short_id,
    numbered_query,
    path_of,
    segments_of,
    slug_words,
)
from newscrawl.core.urls import registrable_domain
from newscrawl.rules.model import NavigationWords

PathShape = Literal["never", "plain", "weak", "strong"]
"""How much an address looks like an article's: not at all, like a section's as well, somewhat, or plainly."""

_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|mp[34]|m4[av]|mov|avi|webm|ogg|wav|pdf|docx?|xlsx?|pptx?|zip|gz|rar|7z|exe|apk|dmg"
    r"|ics|css|m?js|json|xml|rss|atom|rdf|txt|csv|epub|woff2?|m3u8?)$",
    re.IGNORECASE,
)
_ENDS_IN_DAY = re.compile(
    r"/(?:19|20)\d\d(?:[/._-]?(?:0[1-9]|1[0-2])(?:[/._-]?(?:0[1-9]|[12]\d|3[01])|/\d)?|/\d(?:/\d{1,2})?)?/?$"
)
_ARTICLE_SEGMENT = frozenset(
    """article articles articulo articulos artikel artikels artigo artigos articolo articoli artykul clanek clanak
    story stories noticia nota notas makale haber haberi nyhet nyheder uutinen novost hikaye archive archives
    archiv archivo articleview article_view newsview viewarticle detail detay details view read""".split()
)
"""Segments that stand before an article's name or number, and lead to a list where nothing stands behind them."""


def shape_of(url: str, words: NavigationWords) -> PathShape:
    """How much the address looks like an article's.

    Made from the address shapes of content systems at large, not of any site. A section's name may be long
    (`/arts-and-culture/`), so up to three words are only `weak`.

    >>> from newscrawl.rules.navigationwords import navigation_words
    >>> paths = ("/2025/06/12/tale", "/a-tale-of-two", "/sport")
    >>> [shape_of(f"https://example.com{path}", navigation_words()) for path in paths]
    ['strong', 'strong', 'plain']
    """
    if is_no_page(url) or is_service(url, words) or is_list(url, words):
        return "never"
    if has_day(url) or has_id(url) or len(slug_words(url)) >= _LONG_SLUG or (_under_article(url) and slug_words(url)):
        return "strong"
    return "weak" if len(slug_words(url)) >= _SHORT_SLUG or has_short_id(url) or _has_ending(url) else "plain"


_LONG_SLUG, _SHORT_SLUG, _NAME = 4, 3, 2


def is_no_page(url: str) -> bool:
    """Whether the address is a site's home, or a file that is no page.

    >>> is_no_page("https://example.com/"), is_no_page("https://example.com/index.html")
    (True, True)
    >>> is_no_page("https://example.com/report.pdf"), is_no_page("https://example.com/?id=88123")
    (True, False)
    """
    path = path_of(url)
    at_home = not path.strip("/") and not numbered_query(urlsplit(url).query)
    return at_home or bool(_FILE.search(path))


def is_service(url: str, words: NavigationWords) -> bool:
    """Whether the address leads to what is no article, such as `/login`, `/about-us/team` and `shop.example.com`.

    A word that begins an article's name is none (`/privacy-bill-passes-in-parliament`), and a section that is called
    so is none where a day stands behind it (`/weather/2025/06/12/storm`).
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    below = host.removesuffix(registrable_domain(url) or host).rstrip(".").split(".")
    if not words.service.isdisjoint(below):
        return True
    named = {FILE_ENDING.sub("", segment) for segment in segments_of(url)}
    return not named.isdisjoint(words.service) and not has_day(url)


def is_list(url: str, words: NavigationWords) -> bool:
    """Whether the address leads to a list of articles: one by a day, a tag or an author, or a further page of any.

    >>> from newscrawl.rules.navigationwords import navigation_words as words
    >>> is_list("https://example.com/topic/ferries", words()), is_list("https://example.com/news/page/2/", words())
    (True, True)
    >>> is_list("https://example.com/archives/48213", words()), is_list("https://example.com/2025/06/12/", words())
    (False, True)
    """
    if _ENDS_IN_DAY.search(path_of(url)):
        return True
    number = numbered(url)
    if number and not has_id(number.base) and (number.sure or len(slug_words(number.base)) < _NAME):
        return True
    segments = [FILE_ENDING.sub("", segment) for segment in segments_of(url)]
    listed = [segment for segment in segments if segment in words.lists]
    numbered_article = listed == segments[-2:-1] and listed[-1:] and listed[0] in _ARTICLE_SEGMENT and has_id(url)
    below_author = len(slug_words(url)) >= _LONG_SLUG and not words.lists & set(segments[-2:])
    long_and_numbered = has_id(url) and len(slug_words(url)) >= _LONG_SLUG
    return bool(listed) and not (numbered_article or below_author or long_and_numbered or has_day(url))


def _under_article(url: str) -> bool:
    """Whether the segment before the last says that an article follows: `/article/the-ferry`."""
    segments = segments_of(url)
    return len(segments) > 1 and segments[-2] in _ARTICLE_SEGMENT and len(segments[-1]) > 4


def _has_ending(url: str) -> bool:
    return bool(FILE_ENDING.search(path_of(url)))
