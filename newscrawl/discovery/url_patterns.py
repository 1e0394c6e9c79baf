"""What an address alone says of the page behind it.

What in an address says that an article is behind it: a day, a number, a name of several words.

Addresses that differ by the number of a page alone: `?page=2`, `/page/2/`, `/tale/2`, `list_2.html`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from newscrawl.rules.schema import NavigationWords
from newscrawl.urls.normalize import normalize_url, registrable_domain
from newscrawl.urls.url_dates import parse_article_url_dates

_INDEX_PAGE = re.compile(r"/(?:index|default|home|main|start)(?:\.\w{1,5})?$", re.IGNORECASE)
PAGE_EXTENSION = re.compile(r"\.(?:[sp]?html?|php\d?|aspx?|jsp|cfm|do|ece|story|amp|print)$", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_RANDOM_ID = re.compile(
    r"(?=[a-z]*\d)(?=\d*[a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|[a-z0-9]{12,})"
)
_TRAILING_ID = re.compile(r"(?:[-_.,/]|^)(?:[a-z]{1,4}[-_]?)?\d{4,}$|[-_][a-z]{0,2}\d[a-z0-9]{5,}$", re.IGNORECASE)
_ID_PARAMS = frozenset(
    """a aid aidx art art_id article article_id articleid artid contentid content_id docid doc_id entry id idx idxno iid
    itemid key mod_id n newsid news_id news_seq_no newsseq nid no noticia num number oid p pid post post_id seq sid
    story storyid story_id sub_id t tid uid viewid wr_id""".split()
)
"""Parameters by which content systems number their articles; they also number sections, so the number must be long."""
_WORD_SEPARATOR = re.compile(r"[-_.+~,\s]+")
_LETTER = re.compile(r"[^\W\d_]")


_DATE_THEN_NUMBER = re.compile(r"\d{4}[/-]?\d\d?[/-]?\d\d?/\d{3,}")


def has_date(url: str) -> bool:
    """Whether a day, or a month and something behind it, stands in the path.

    >>> has_date("https://example.com/2025/06/12/tale"), has_date("https://example.com/login?next=/2025/06/12/tale")
    (True, False)
    >>> has_date("https://example.com/2025/06/12/"), has_date("https://example.com/2025/06")
    (False, False)
    """
    path = get_page_path(url).rstrip("/")
    last_segment = PAGE_EXTENSION.sub("", path.rpartition("/")[2])
    # `/2025/06/12` alone is the list of a day: a name or a number must stand behind or round the date.
    return bool(parse_article_url_dates(f"https://x{path}/")) and (
        bool(_LETTER.search(last_segment))
        or len(re.sub(r"\D", "", last_segment)) > 8
        or bool(_DATE_THEN_NUMBER.search(path))
    )


def has_id(url: str) -> bool:
    """Whether a number, or a long random name, stands where content systems number their articles.

    >>> has_id("https://example.com/a-88214.html"), has_id("https://example.com/articleView.html?idxno=48213")
    (True, True)
    >>> has_id("https://example.com/news/c1dzx8p2ye4o"), has_id("https://example.com/sport-2025")
    (True, False)
    """
    segments = [PAGE_EXTENSION.sub("", segment) for segment in get_path_segments(url)]
    last_segment = segments[-1] if segments else ""
    for segment in segments[-2:]:
        numbers = [
            number for number in _LONG_NUMBER.findall(segment) if not parse_article_url_dates(f"https://x/{number}/")
        ]
        if numbers or _RANDOM_ID.fullmatch(segment):
            return True
    trailing_id = _TRAILING_ID.search(last_segment)
    if (
        trailing_id
        and not re.search(r"(?:19|20)\d\d$", last_segment)
        and not parse_article_url_dates(f"https://x/{last_segment}")
    ):
        return True
    return any(param in _ID_PARAMS and len(value) >= 4 for param, value in get_numeric_params(urlsplit(url).query))


def has_short_id(url: str) -> bool:
    """Whether it has a number that may be an article's, and may be a section's.

    >>> has_short_id("https://example.com/essays/buoy?id=88"), has_short_id("https://example.com/a/123")
    (True, True)
    """
    segments = get_path_segments(url)
    last_segment = PAGE_EXTENSION.sub("", segments[-1]) if segments else ""
    has_id_param = any(param in _ID_PARAMS for param, _ in get_numeric_params(urlsplit(url).query))
    return has_id_param or bool(
        re.search(r"(?:^|[-_.,])\d{2,4}$", last_segment) and not re.search(r"(?:19|20)\d\d$", last_segment)
    )


@lru_cache(maxsize=4_096)
def get_slug_words(url: str) -> tuple[str, ...]:
    """The words of the longest name at the end of the path; each two signs of Chinese or Japanese count as one.

    >>> get_slug_words("https://example.com/news/the-last-ferry_1234.html")
    ('the', 'last', 'ferry')
    """
    longest: tuple[str, ...] = ()
    for segment in get_path_segments(url)[-2:]:
        words = tuple(word for word in _WORD_SEPARATOR.split(PAGE_EXTENSION.sub("", segment)) if _LETTER.search(word))
        unspaced_word_count = sum(ord(char) >= 0x2E80 for char in segment) // 2  # where words are not spaced
        words = words if len(words) >= unspaced_word_count else tuple(segment[:unspaced_word_count])
        longest = max(longest, words, key=len)
    return longest


def get_numeric_params(query: str) -> list[tuple[str, str]]:
    """The parameters whose value has a digit; names in lower case."""
    params = parse_qsl(query, max_num_fields=50) if query and query.count("&") < 50 else []
    return [(name.lower(), value) for name, value in params if any(map(str.isdigit, value)) and value.isalnum()]


def get_page_path(url: str) -> str:
    """The path as people read it, without the name of an index: `/sport/index.html` is `/sport/`."""
    return _INDEX_PAGE.sub("/", unquote(urlsplit(url).path))


def get_path_segments(url: str) -> list[str]:
    """The segments of the path, in lower case."""
    return [segment.lower() for segment in get_page_path(url).split("/") if segment]


_PAGE_PARAMS = frozenset(
    """page p pg paged pag pagina seite sayfa strona sida side sivu pageno page_no page_num pagenum pagenumber pn
    currentpage current_page curpage cp start offset skip from page_id pageindex page_index""".split()
)
_EXPLICIT_PAGE_PARAMS = _PAGE_PARAMS - {"p", "start", "offset", "skip", "from", "page_id", "cp", "pn"}
_NAMED_PAGE_NUMBER = re.compile(
    r"/(?:page|seite|pagina|p[áa]gina|sayfa|strona|strana|sida|side|sivu|pag|pg|p|s)[/_-]?(\d{1,4})(?=/?$|\.\w{2,5}$)",
    re.IGNORECASE,
)
_TRAILING_PAGE_NUMBER = re.compile(r"(?<=[^/])/(\d{1,2})/?$")
_PAGE_NUMBER_IN_FILE = re.compile(r"(?<=[a-z])[-_,](?:p|page|seite)?(\d{1,2})(?=\.\w{2,5}$)", re.IGNORECASE)
_INDEX_AND_EXTENSION = re.compile(r"(?:/index)?(?:\.(?:[sp]?html?|php|aspx?))?$", re.IGNORECASE)


class NumberedUrl(NamedTuple):
    """An address with the number of its page."""

    first_page: str
    """The normalised address without it: equal for all pages of one list."""
    number: int
    is_explicit: bool
    """Whether the number is called a page's, and is not just one that stands at the end."""


def parse_page_number(url: str) -> NumberedUrl | None:
    """The number of the page in an address, if there is one.

    >>> parse_page_number("https://example.com/islands/page/2/")
    NumberedUrl(first_page='https://example.com/islands', number=2, is_explicit=True)
    >>> parse_page_number("https://example.com/islands?page=3&sort=new").number, parse_page_number("https://example.com/tale/2").is_explicit
    (3, False)
    >>> parse_page_number("https://example.com/2025/06/12/tale"), parse_page_number("https://example.com/tale-88214.html")
    (None, None)
    """
    parts = urlsplit(url)
    params = parse_qsl(parts.query, keep_blank_values=True) if parts.query.count("&") < 50 else []
    for name, value in params:
        if name.lower() in _PAGE_PARAMS and value.isdecimal() and len(value) <= 4:
            remaining_query = urlencode([param for param in params if param != (name, value)])
            return NumberedUrl(
                normalize_first_page_url(parts._replace(query=remaining_query).geturl()),
                int(value),
                name.lower() in _EXPLICIT_PAGE_PARAMS,
            )
    for pattern, is_explicit in (
        (_NAMED_PAGE_NUMBER, True),
        (_PAGE_NUMBER_IN_FILE, False),
        (_TRAILING_PAGE_NUMBER, False),
    ):
        if match := pattern.search(parts.path):
            path = parts.path[: match.start()] + parts.path[match.end() :]
            return NumberedUrl(normalize_first_page_url(parts._replace(path=path).geturl()), int(match[1]), is_explicit)
    return None


def normalize_first_page_url(url: str) -> str:
    """The key of a list's first page: `/islands/`, `/islands/index.html`, `/islands.html` and `/islands` are one."""
    parts = urlsplit(url)
    return normalize_url(parts._replace(path=_INDEX_AND_EXTENSION.sub("", parts.path, count=1), fragment="").geturl())


def is_next_page(url: str, current_url: str) -> bool:
    """Whether `url` is the page after `current_url`, by their addresses alone.

    >>> is_next_page("https://example.com/islands/page/2", "https://example.com/islands/")
    True
    >>> is_next_page("https://example.com/islands/page/2", "https://example.com/sport/")
    False
    """
    target = parse_page_number(url)
    if target is None:
        return False
    current = parse_page_number(current_url)
    if current is None or current.first_page != target.first_page:
        # Offsets, and pages that are numbered from nought.
        return target.first_page == normalize_first_page_url(current_url) and (
            target.number in {1, 2} or (not target.is_explicit and target.number % 5 == 0)
        )
    return target.number == current.number + 1 or (
        not current.is_explicit and current.number < target.number <= 2 * max(current.number, 50)
    )


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

    >>> from newscrawl.rules.word_lists import load_navigation_words
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

    >>> from newscrawl.rules.word_lists import load_navigation_words as words
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
