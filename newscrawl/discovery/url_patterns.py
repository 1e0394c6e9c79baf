"""Whether a URL looks like the URL of an article, a section, a list or a service page.

Nothing is fetched: the URL's date, id, slug and path segments decide. The patterns are those of content management
systems in general, not of single sites.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from newscrawl.discovery.page_numbers import parse_page_number
from newscrawl.rules.schema import NavigationWords
from newscrawl.urls.normalize import registrable_domain
from newscrawl.urls.url_dates import parse_article_url_dates

UrlClass = Literal["article", "maybe_article", "section_like", "not_article"]
"""How much a URL looks like an article's. Sections are `section_like`, and so are articles with a short slug."""

_MIN_LONG_SLUG_WORDS = 4
"""A slug of so many words is an article's. Sections have up to three: `/arts-and-culture/`."""
_MIN_SHORT_SLUG_WORDS = 3
_MIN_NAME_WORDS = 2

_INDEX_PAGE = re.compile(r"/(?:index|default|home|main|start)(?:\.\w{1,5})?$", re.IGNORECASE)
_PAGE_EXTENSION = re.compile(r"\.(?:[sp]?html?|php\d?|aspx?|jsp|cfm|do|ece|story|amp|print)$", re.IGNORECASE)
_NON_PAGE_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|mp[34]|m4[av]|mov|avi|webm|ogg|wav|pdf|docx?|xlsx?|pptx?|zip|gz|rar|7z|exe|apk|dmg"
    r"|ics|css|m?js|json|xml|rss|atom|rdf|txt|csv|epub|woff2?|m3u8?)$",
    re.IGNORECASE,
)
_DATE_ARCHIVE_PATH = re.compile(
    r"/(?:19|20)\d\d(?:[/._-]?(?:0[1-9]|1[0-2])(?:[/._-]?(?:0[1-9]|[12]\d|3[01])|/\d)?|/\d(?:/\d{1,2})?)?/?$"
)
"""A path that ends with a year, a month or a day: a list of what was published then."""
_DATE_THEN_NUMBER = re.compile(r"\d{4}[/-]?\d\d?[/-]?\d\d?/\d{3,}")
_ARTICLE_SEGMENTS = frozenset(
    """article articles articulo articulos artikel artikels artigo artigos articolo articoli artykul clanek clanak
    story stories noticia nota notas makale haber haberi nyhet nyheder uutinen novost hikaye archive archives
    archiv archivo articleview article_view newsview viewarticle detail detay details view read""".split()
)
"""Segments that come before an article's slug or id. A path that ends with one of them is a list."""
_MIN_SEGMENT_CHARS_AFTER_ARTICLE = 5

_LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_RANDOM_ID = re.compile(
    r"(?=[a-z]*\d)(?=\d*[a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|[a-z0-9]{12,})"
)
_TRAILING_ID = re.compile(r"(?:[-_.,/]|^)(?:[a-z]{1,4}[-_]?)?\d{4,}$|[-_][a-z]{0,2}\d[a-z0-9]{5,}$", re.IGNORECASE)
_TRAILING_SHORT_ID = re.compile(r"(?:^|[-_.,])\d{2,4}$")
_TRAILING_YEAR = re.compile(r"(?:19|20)\d\d$")
_ID_PARAMS = frozenset(
    """a aid aidx art art_id article article_id articleid artid contentid content_id docid doc_id entry id idx idxno iid
    itemid key mod_id n newsid news_id news_seq_no newsseq nid no noticia num number oid p pid post post_id seq sid
    story storyid story_id sub_id t tid uid viewid wr_id""".split()
)
"""Query parameters that hold the id of an article, or of a section: see `_MIN_PARAM_ID_CHARS`."""
_MIN_PARAM_ID_CHARS = 4
"""Sections have shorter ids."""
_MAX_PARAMS = 50

_WORD_SEPARATOR = re.compile(r"[-_.+~,\s]+")
_LETTER = re.compile(r"[^\W\d_]")
_FIRST_CJK_CHAR = 0x2E80


def classify_url(url: str, navigation: NavigationWords) -> UrlClass:
    """How much a URL looks like an article's.

    >>> from newscrawl.rules.word_lists import load_navigation_words
    >>> paths = ("/2025/06/12/tale", "/a-tale-of-two", "/sport")
    >>> [classify_url(f"https://example.com{path}", load_navigation_words()) for path in paths]
    ['article', 'article', 'section_like']
    """
    if is_non_page(url) or is_service_url(url, navigation) or is_list_url(url, navigation):
        return "not_article"
    slug_word_count = len(get_slug_words(url))
    if (
        has_date(url)
        or has_id(url)
        or slug_word_count >= _MIN_LONG_SLUG_WORDS
        or (slug_word_count and _follows_article_segment(url))
    ):
        return "article"
    if slug_word_count >= _MIN_SHORT_SLUG_WORDS or has_short_id(url) or _PAGE_EXTENSION.search(_get_page_path(url)):
        return "maybe_article"
    return "section_like"


def is_non_page(url: str) -> bool:
    """Whether a URL is a site's home page, or a file that is not a page, such as a picture or a PDF.

    >>> is_non_page("https://example.com/"), is_non_page("https://example.com/index.html")
    (True, True)
    >>> is_non_page("https://example.com/report.pdf"), is_non_page("https://example.com/?id=88123")
    (True, False)
    """
    path = _get_page_path(url)
    is_home = not path.strip("/") and not _get_numeric_params(urlsplit(url).query)
    return is_home or bool(_NON_PAGE_FILE.search(path))


def is_service_url(url: str, navigation: NavigationWords) -> bool:
    """Whether a URL leads to a service of the site, such as `/login`, `/about-us/team` or `shop.example.com`.

    The word must be a whole segment: `/privacy-bill-passes-in-parliament` is an article. A URL with a date does not
    count either, because some sections are called like services: `/weather/2025/06/12/storm`.
    """
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    subdomain_labels = host.removesuffix(registrable_domain(url) or host).rstrip(".").split(".")
    if not navigation.service.isdisjoint(subdomain_labels):
        return True
    segments = {_PAGE_EXTENSION.sub("", segment) for segment in get_path_segments(url)}
    return not segments.isdisjoint(navigation.service) and not has_date(url)


def is_list_url(url: str, navigation: NavigationWords) -> bool:
    """Whether a URL leads to a list of articles: of a day, a topic or an author, or to a further page of a list.

    >>> from newscrawl.rules.word_lists import load_navigation_words as words
    >>> (is_list_url("https://example.com/topic/ferries", words()),
    ...  is_list_url("https://example.com/news/page/2/", words()))
    (True, True)
    >>> (is_list_url("https://example.com/archives/48213", words()),
    ...  is_list_url("https://example.com/2025/06/12/", words()))
    (False, True)
    """
    if _DATE_ARCHIVE_PATH.search(_get_page_path(url)):
        return True
    numbered = parse_page_number(url)
    if (
        numbered
        and not has_id(numbered.first_page)
        and (numbered.is_explicit or len(get_slug_words(numbered.first_page)) < _MIN_NAME_WORDS)
    ):
        return True
    segments = [_PAGE_EXTENSION.sub("", segment) for segment in get_path_segments(url)]
    list_segments = [segment for segment in segments if segment in navigation.lists]
    return bool(list_segments) and not _is_article_below_list(url, segments, list_segments)


def has_date(url: str) -> bool:
    """Whether the path has the date of an article: a day, or a month with something after it.

    A date in the query does not count, and neither does a path that ends with the date: that is the list of a day.

    >>> has_date("https://example.com/2025/06/12/tale"), has_date("https://example.com/login?next=/2025/06/12/tale")
    (True, False)
    >>> has_date("https://example.com/2025/06/12/"), has_date("https://example.com/2025/06")
    (False, False)
    """
    path = _get_page_path(url).rstrip("/")
    last_segment = _PAGE_EXTENSION.sub("", path.rpartition("/")[2])
    return bool(parse_article_url_dates(f"https://x{path}/")) and (
        bool(_LETTER.search(last_segment))
        or len(re.sub(r"\D", "", last_segment)) > len("20250612")
        or bool(_DATE_THEN_NUMBER.search(path))
    )


def has_id(url: str) -> bool:
    """Whether a URL has the id of an article: a long number or a random string, in the last two segments or the query.

    Dates and years are not ids, and neither are short numbers, which sections have as well.

    >>> has_id("https://example.com/a-88214.html"), has_id("https://example.com/articleView.html?idxno=48213")
    (True, True)
    >>> has_id("https://example.com/news/c1dzx8p2ye4o"), has_id("https://example.com/sport-2025")
    (True, False)
    """
    segments = [_PAGE_EXTENSION.sub("", segment) for segment in get_path_segments(url)]
    last_segment = segments[-1] if segments else ""
    if any(_is_id_segment(segment) for segment in segments[-2:]):
        return True
    if (
        _TRAILING_ID.search(last_segment)
        and not _TRAILING_YEAR.search(last_segment)
        and not parse_article_url_dates(f"https://x/{last_segment}")
    ):
        return True
    return any(
        name in _ID_PARAMS and len(value) >= _MIN_PARAM_ID_CHARS
        for name, value in _get_numeric_params(urlsplit(url).query)
    )


def has_short_id(url: str) -> bool:
    """Whether a URL has a number that can be the id of an article, but also that of a section.

    >>> has_short_id("https://example.com/essays/buoy?id=88"), has_short_id("https://example.com/a/123")
    (True, True)
    """
    segments = get_path_segments(url)
    last_segment = _PAGE_EXTENSION.sub("", segments[-1]) if segments else ""
    has_id_param = any(name in _ID_PARAMS for name, _ in _get_numeric_params(urlsplit(url).query))
    return has_id_param or bool(_TRAILING_SHORT_ID.search(last_segment) and not _TRAILING_YEAR.search(last_segment))


@lru_cache(maxsize=4_096)
def get_slug_words(url: str) -> tuple[str, ...]:
    """The words of the slug, which is the longer of the last two segments.

    Chinese and Japanese have no spaces between words: there, two characters count as one word.

    >>> get_slug_words("https://example.com/news/the-last-ferry_1234.html")
    ('the', 'last', 'ferry')
    """
    longest: tuple[str, ...] = ()
    for segment in get_path_segments(url)[-2:]:
        words = tuple(word for word in _WORD_SEPARATOR.split(_PAGE_EXTENSION.sub("", segment)) if _LETTER.search(word))
        unspaced_word_count = sum(ord(char) >= _FIRST_CJK_CHAR for char in segment) // 2
        words = words if len(words) >= unspaced_word_count else tuple(segment[:unspaced_word_count])
        longest = max(longest, words, key=len)
    return longest


def get_path_segments(url: str) -> list[str]:
    """The segments of the path, in lower case."""
    return [segment.lower() for segment in _get_page_path(url).split("/") if segment]


def _is_article_below_list(url: str, segments: list[str], list_segments: list[str]) -> bool:
    """Whether a URL is an article's although some of its segments name lists, as in `/tag/2025/06/12/ferry`."""
    has_long_slug = len(get_slug_words(url)) >= _MIN_LONG_SLUG_WORDS
    is_numbered_article = list_segments == segments[-2:-1] and list_segments[0] in _ARTICLE_SEGMENTS and has_id(url)
    return (
        is_numbered_article
        or (has_long_slug and not set(list_segments) & set(segments[-2:]))
        or (has_long_slug and has_id(url))
        or has_date(url)
    )


def _follows_article_segment(url: str) -> bool:
    """Whether the segment before the last says that an article follows: `/article/the-ferry`."""
    segments = get_path_segments(url)
    return (
        len(segments) > 1
        and segments[-2] in _ARTICLE_SEGMENTS
        and len(segments[-1]) >= _MIN_SEGMENT_CHARS_AFTER_ARTICLE
    )


def _is_id_segment(segment: str) -> bool:
    """Whether a segment holds a long number that is not a date, or is a random string."""
    return any(not parse_article_url_dates(f"https://x/{number}/") for number in _LONG_NUMBER.findall(segment)) or bool(
        _RANDOM_ID.fullmatch(segment)
    )


def _get_page_path(url: str) -> str:
    """The path without percent encoding and without the name of an index page: `/sport/index.html` is `/sport/`."""
    return _INDEX_PAGE.sub("/", unquote(urlsplit(url).path))


def _get_numeric_params(query: str) -> list[tuple[str, str]]:
    """The query parameters whose value has a digit and is alphanumeric, with their names in lower case."""
    params = parse_qsl(query, max_num_fields=_MAX_PARAMS) if query and query.count("&") < _MAX_PARAMS else []
    return [(name.lower(), value) for name, value in params if any(map(str.isdigit, value)) and value.isalnum()]
