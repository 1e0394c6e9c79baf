"""What in an address says that an article is behind it: a day, a number, a name of several words."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from newscrawl.core.urldates import days_of_article

_INDEX = re.compile(r"/(?:index|default|home|main|start)(?:\.\w{1,5})?$", re.IGNORECASE)
FILE_ENDING = re.compile(r"\.(?:[sp]?html?|php\d?|aspx?|jsp|cfm|do|ece|story|amp|print)$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_HASH = re.compile(
    r"(?=[a-z]*\d)(?=\d*[a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{16,}|[a-z0-9]{12,})"
)
_ID_AT_END = re.compile(r"(?:[-_.,/]|^)(?:[a-z]{1,4}[-_]?)?\d{4,}$|[-_][a-z]{0,2}\d[a-z0-9]{5,}$", re.IGNORECASE)
_ID_KEYS = frozenset(
    """a aid aidx art art_id article article_id articleid artid contentid content_id docid doc_id entry id idx idxno iid
    itemid key mod_id n newsid news_id news_seq_no newsseq nid no noticia num number oid p pid post post_id seq sid
    story storyid story_id sub_id t tid uid viewid wr_id""".split()
)
"""Parameters by which content systems number their articles; they also number sections, so the number must be long."""
_WORD_BREAK = re.compile(r"[-_.+~,\s]+")
_LETTERS = re.compile(r"[^\W\d_]")


_DAY_THEN_NUMBER = re.compile(r"\d{4}[/-]?\d\d?[/-]?\d\d?/\d{3,}")


def has_day(url: str) -> bool:
    """Whether a day, or a month and something behind it, stands in the path.

    >>> has_day("https://example.com/2025/06/12/tale"), has_day("https://example.com/login?next=/2025/06/12/tale")
    (True, False)
    >>> has_day("https://example.com/2025/06/12/"), has_day("https://example.com/2025/06")
    (False, False)
    """
    path = path_of(url).rstrip("/")
    name = FILE_ENDING.sub("", path.rpartition("/")[2])
    # `/2025/06/12` alone is the list of a day: a name or a number must stand behind or round the date.
    return bool(days_of_article(f"https://x{path}/")) and (
        bool(_LETTERS.search(name)) or len(re.sub(r"\D", "", name)) > 8 or bool(_DAY_THEN_NUMBER.search(path))
    )


def has_id(url: str) -> bool:
    """Whether a number, or a long random name, stands where content systems number their articles.

    >>> has_id("https://example.com/a-88214.html"), has_id("https://example.com/articleView.html?idxno=48213")
    (True, True)
    >>> has_id("https://example.com/news/c1dzx8p2ye4o"), has_id("https://example.com/sport-2025")
    (True, False)
    """
    segments = [FILE_ENDING.sub("", segment) for segment in segments_of(url)]
    name = segments[-1] if segments else ""
    for segment in segments[-2:]:
        numbers = [number for number in _NUMBER.findall(segment) if not days_of_article(f"https://x/{number}/")]
        if numbers or _HASH.fullmatch(segment):
            return True
    ends = _ID_AT_END.search(name)
    if ends and not re.search(r"(?:19|20)\d\d$", name) and not days_of_article(f"https://x/{name}"):
        return True
    return any(key in _ID_KEYS and len(value) >= 4 for key, value in numbered_query(urlsplit(url).query))


def has_short_id(url: str) -> bool:
    """Whether it has a number that may be an article's, and may be a section's.

    >>> has_short_id("https://example.com/essays/buoy?id=88"), has_short_id("https://example.com/a/123")
    (True, True)
    """
    segments = segments_of(url)
    name = FILE_ENDING.sub("", segments[-1]) if segments else ""
    by_query = any(key in _ID_KEYS for key, _ in numbered_query(urlsplit(url).query))
    return by_query or bool(re.search(r"(?:^|[-_.,])\d{2,4}$", name) and not re.search(r"(?:19|20)\d\d$", name))


@lru_cache(maxsize=4_096)
def slug_words(url: str) -> tuple[str, ...]:
    """The words of the longest name at the end of the path; each two signs of Chinese or Japanese count as one.

    >>> slug_words("https://example.com/news/the-last-ferry_1234.html")
    ('the', 'last', 'ferry')
    """
    found: tuple[str, ...] = ()
    for segment in segments_of(url)[-2:]:
        words = tuple(word for word in _WORD_BREAK.split(FILE_ENDING.sub("", segment)) if _LETTERS.search(word))
        unspaced = sum(ord(char) >= 0x2E80 for char in segment) // 2  # where words are not spaced
        words = words if len(words) >= unspaced else tuple(segment[:unspaced])
        found = max(found, words, key=len)
    return found


def numbered_query(query: str) -> list[tuple[str, str]]:
    """The parameters whose value has a digit; names in lower case."""
    pairs = parse_qsl(query, max_num_fields=50) if query and query.count("&") < 50 else []
    return [(key.lower(), value) for key, value in pairs if any(map(str.isdigit, value)) and value.isalnum()]


def path_of(url: str) -> str:
    """The path as people read it, without the name of an index: `/sport/index.html` is `/sport/`."""
    return _INDEX.sub("/", unquote(urlsplit(url).path))


def segments_of(url: str) -> list[str]:
    """The segments of the path, in lower case."""
    return [segment.lower() for segment in path_of(url).split("/") if segment]
