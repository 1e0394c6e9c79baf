"""What in an address says that an article is behind it: a day, a number, a name of several words."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from newscrawl.core.urldates import parse_article_url_dates

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
