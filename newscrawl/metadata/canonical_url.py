"""Find the canonical URL that a page declares, and reject one that belongs to another page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.text import split_words
from newscrawl.urls.normalize import normalize_url, resolve_url

_LONG_NUMBER = re.compile(r"\d{5,}")
"""Article numbers: shorter numbers are more often dates, parts or pages."""
_MIN_SHARED_WORDS_RATIO = 0.5


def find_canonical_url(
    declared: DeclaredMetadata, *, url: str | None, base_url: str | None, titles: Iterable[str]
) -> str | None:
    """The first URL in `<link rel=canonical>` and `og:url` that can be the URL of this article.

    Templates often declare the URL of the home page or of another article. A home page is rejected unless the served
    page is one. Any other URL needs one reason to be accepted: the page declares it twice, it resembles the served
    URL, or its last path segment resembles a title of the page.

    :param url: the served URL; without it, any URL except a home page is accepted.
    :param titles: texts of the page that can be its title.
    """
    candidates = [
        candidate
        for href in (*declared.canonical_hrefs, declared.get_meta("og:url"))
        if (candidate := resolve_url(base_url, href))
    ]
    for candidate in candidates:
        if _is_home_page(candidate) and not (url and _is_home_page(url)):
            continue
        occurrences = sum(_is_same_url(other, candidate) for other in candidates)
        if (
            url is None
            or occurrences > 1
            or _may_be_same_article(candidate, url)
            or any(_slug_matches_title(candidate, title) for title in titles)
        ):
            return candidate
    return None


def _is_home_page(url: str) -> bool:
    parts = urlsplit(url)
    return len(parts.path) <= 1 and not parts.query


def _is_same_url(url: str, other_url: str) -> bool:
    return url == other_url or _cached_normalize_url(url) == _cached_normalize_url(other_url)


@lru_cache(maxsize=64)  # a page declares the same URL in several places, and all pairs are compared
def _cached_normalize_url(url: str) -> str:
    return normalize_url(url)


def _may_be_same_article(url: str, served_url: str) -> bool:
    """Whether the URLs have the same path, a long number in common, or half of the words of their slugs.

    A served URL without a path (`/?p=9`) resembles every URL.
    """
    if _is_same_url(url, served_url):
        return True
    parts, served_parts = urlsplit(url), urlsplit(served_url)
    if parts.path.rstrip("/") == served_parts.path.rstrip("/") or len(served_parts.path) <= 1:
        return True
    numbers, served_numbers = (
        set(_LONG_NUMBER.findall(split_url.path + split_url.query)) for split_url in (parts, served_parts)
    )
    if numbers & served_numbers:
        return True
    return _shares_words(_slug_words(parts.path), _slug_words(served_parts.path))


def _slug_matches_title(url: str, title: str) -> bool:
    return _shares_words(_slug_words(urlsplit(url).path), set(split_words(title.casefold())))


def _slug_words(path: str) -> set[str]:
    """The words of the longest path segment."""
    segments = [segment for segment in path.split("/") if segment]
    return set(split_words(max(segments, key=len, default="").casefold().replace("_", " ")))


def _shares_words(words: set[str], other_words: set[str]) -> bool:
    """Whether enough words of the smaller set are in the other set."""
    return len(words & other_words) / max(1, min(len(words), len(other_words))) >= _MIN_SHARED_WORDS_RATIO
