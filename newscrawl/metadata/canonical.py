"""The canonical URL that a page declares, if it can be the URL of this article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from newscrawl.text import split_words
from newscrawl.urls.normalize import normalize_url

_UNFILLED_TEMPLATE = re.compile(
    r"[{}<>]|%7[bd]|%3[ce]|\$\(|(?:^|[/=.])(?:undefined|null|none|nan|nil|false|true)(?:[/.?&#]|$)|\[object",
    re.IGNORECASE,
)
"""What is left in a URL where a template had no value."""
_EXTENSION = re.compile(r"\.(?:[a-z]{2,5}\d?)$", re.IGNORECASE)
_ID_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d{2}(?:[01]\d(?:[0-3]\d)?)?(?!\d))\d{5,}(?!\d)")
"""The number of an article; a year, a month (202611) and a day (20261123) are none."""
_SHORT_ID_NUMBER = re.compile(r"(?<!\d)(?!(?:19|20)\d{2}(?!\d))\d{3,}(?!\d)")
_OPAQUE_ID = re.compile(r"(?=[^/]*\d)(?=[^/]*[a-z])[a-z0-9_-]{8,}", re.IGNORECASE)
_GENERIC_NAMES = frozenset(
    "index default home main start story article articles news page post posts view show item node detail".split()
)
"""Names of scripts and folders: they say what kind of page it is, not which."""
_MIN_SHARED_WORDS, _MIN_SHARED_WORDS_RATIO = 2, 0.5
"""Two slugs, or a slug and a title, are of one article if they share two words, and this part of the smaller one."""
_MIN_SLUG_WORDS = 3
"""A segment of so many words names an article; those of sections have one or two."""


def find_canonical_url(candidates: Sequence[str], *, url: str | None, titles: Iterable[str]) -> str | None:
    """The first of the declared URLs that can be the URL of this article.

    Templates often declare a URL that many pages share: the home page, a section (`/en/`), a script without the
    parameter that names the article (`/story.php`), or what a template leaves without a value (`/undefined`). Such a
    URL would make one article of many. So a URL is believed only if something in it names this article: it resembles
    the served URL, its slug resembles a title of the page, or the page declares it twice and it looks like the URL of
    an article at all.

    :param candidates: absolute URLs, the most trusted first; the same one may occur more than once.
    :param url: the served URL; without it, any URL is believed that looks like the URL of an article.
    :param titles: texts of the page that can be its title.
    """
    title_words = [set(split_words(title.casefold())) for title in titles]
    for candidate in candidates:
        if _UNFILLED_TEMPLATE.search(candidate.partition("//")[2]):
            continue
        occurrences = sum(is_same_url(other, candidate) for other in candidates)
        if _names_this_article(candidate, url, title_words, is_confirmed=occurrences > 1):
            return candidate
    return None


def is_same_url(url: str, other_url: str) -> bool:
    """Whether two URLs surely lead to the same article."""
    return url == other_url or _cached_normalize_url(url) == _cached_normalize_url(other_url)


@lru_cache(maxsize=64)  # a page declares the same URL in several places, and all pairs are compared
def _cached_normalize_url(url: str) -> str:
    return normalize_url(url)


def _names_this_article(
    url: str, served_url: str | None, title_words: Sequence[set[str]], *, is_confirmed: bool
) -> bool:
    path = _get_path(url)
    if served_url is None:
        return _names_an_article(url) or _slug_matches(path, title_words)
    if is_same_url(url, served_url):
        return True
    served_path = _get_path(served_url)
    if path == served_path:
        # What the canonical URL leaves out of the query may only say how the reader came to the page.
        return _path_names_an_article(path) or not _drops_an_id(url, served_url)
    if _get_name(path) == _get_name(served_path) and _get_name(path) not in _GENERIC_NAMES and len(_get_name(path)) > 2:
        return _path_names_an_article(path) or not _drops_an_id(url, served_url)
    if {*_ID_NUMBER.findall(url)} & {*_ID_NUMBER.findall(served_url)}:
        return True
    if _shares_words(_slug_words(path), _slug_words(served_path)) or _slug_matches(path, title_words):
        return True
    return (is_confirmed or not served_path) and _names_an_article(url)


def _get_path(url: str) -> str:
    return unquote(_split_url(url).path).rstrip("/")


@lru_cache(maxsize=64)
def _split_url(url: str) -> SplitResult:
    """The parts of a URL; all are empty if the URL is malformed."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _get_name(path: str) -> str:
    """The last segment of a path, without an extension."""
    return _EXTENSION.sub("", path.rpartition("/")[2]).casefold()


def _drops_an_id(url: str, served_url: str) -> bool:
    """Whether the served URL has a parameter with a number that the other URL lacks; trackers do not count.

    Where the path is a script or the home page, any parameter may name the article, unless one with a number is kept.
    """
    params, served_params = ({*parse_qsl(_split_url(_cached_normalize_url(each)).query)} for each in (url, served_url))
    if any(any(map(str.isdecimal, value)) for _, value in served_params & params):
        return False
    is_generic = _get_name(_get_path(served_url)) in ("", *_GENERIC_NAMES)
    return any(is_generic or any(map(str.isdecimal, value)) for _, value in served_params - params)


def _names_an_article(url: str) -> bool:
    """Whether a URL looks like that of an article: it has a slug of three words, a number, or a random id."""
    return _path_names_an_article(_get_path(url)) or bool(_SHORT_ID_NUMBER.search(_split_url(url).query))


def _path_names_an_article(path: str) -> bool:
    name = _EXTENSION.sub("", path.rpartition("/")[2])
    return len(_slug_words(path)) >= _MIN_SLUG_WORDS or bool(
        _SHORT_ID_NUMBER.search(path) or _OPAQUE_ID.fullmatch(name)
    )


def _slug_matches(path: str, title_words: Sequence[set[str]]) -> bool:
    slug_words = _slug_words(path)
    return any(_shares_words(slug_words, words) for words in title_words)


def _slug_words(path: str) -> set[str]:
    """The words of the longest path segment; a segment with spaces is a text in the place of a URL."""
    segments = [_EXTENSION.sub("", segment) for segment in path.split("/") if segment and " " not in segment]
    return set(split_words(max(segments, key=len, default="").casefold().replace("_", " ")))


def _shares_words(words: set[str], other_words: set[str]) -> bool:
    """Whether enough words of the smaller set are in the other set."""
    shared = len(words & other_words)
    return shared >= max(_MIN_SHARED_WORDS, _MIN_SHARED_WORDS_RATIO * min(len(words), len(other_words)))
