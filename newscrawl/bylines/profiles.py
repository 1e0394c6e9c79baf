"""Bylines that a link to an author's page or a portrait shows: "/authors/ana-lima", `<img alt="Ana Lima">`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newscrawl.bylines.unmarked import is_plain_name
from newscrawl.bylines.visible import BylineCandidate, BylineRegions, is_site_account_url
from newscrawl.rules.word_lists import load_byline_file
from newscrawl.text import fold, normalize_text

_MAX_NAME_CHARS = 60
_MAX_PORTRAIT_ELEMENTS = 30
"""Elements of the header that are compared with portraits."""
_MAX_PORTRAIT_LEVELS = 3
_MAX_PORTRAITS = 4
"""Pictures that are looked at around a name."""
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def find_author_links(regions: BylineRegions) -> Iterator[BylineCandidate]:
    """The names that link to the pages of their authors: those in the header, else one whose address has the name.

    An address below the text must have the name, and be the only such address, because teasers have authors, too.
    """
    header = set(regions.header)
    in_header: dict[str, None] = {}
    elsewhere: dict[str, None] = {}
    for link in regions.after_headline:
        if link.tag != "a" or not (href := link.get("href")) or not _is_profile_url(href):
            continue
        name = normalize_text(link.text_content()) if len(link) < _MAX_PORTRAITS else ""
        if not name or len(name) > _MAX_NAME_CHARS or not is_plain_name(name.split()):
            continue
        if link in header:
            in_header[name] = None
        elif _has_name(href, name):
            elsewhere[name] = None
    names = list(in_header) or (list(elsewhere) if len(elsewhere) == 1 else [])
    if names:
        yield BylineCandidate(raw="; ".join(names), provenance="visible:linked")


def find_pictured_names(regions: BylineRegions) -> Iterator[BylineCandidate]:
    """The first name in the header beside a picture whose alternative text is the same name."""
    for element in islice(regions.header, _MAX_PORTRAIT_ELEMENTS):
        name = normalize_text(element.text or "")
        if name and not len(element) and len(name) <= _MAX_NAME_CHARS and is_plain_name(name.split()):
            folded_name = fold(name)
            if any(fold(alt).startswith(folded_name) for alt in _iter_nearby_alts(element)):
                yield BylineCandidate(raw=name, provenance="visible:pictured")
                return


def _is_profile_url(href: str) -> bool:
    """Whether the address is of a person's page: "…/author/ana-lima"."""
    segments = [segment for segment in _path(href).casefold().split("/") if segment]
    return len(segments) > 1 and not is_site_account_url(href) and not _profile_words().isdisjoint(segments[:-1])


def _has_name(href: str, name: str) -> bool:
    """Whether the last segment of the address has every longer word of the name, apart from accents."""
    slug = _plain_letters(unquote(_path(href).rstrip("/").rpartition("/")[2]))
    return all(_plain_letters(word) in slug for word in name.split())


def _path(href: str) -> str:
    try:
        return urlsplit(href).path
    except ValueError:
        return ""


def _plain_letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_LETTERS.sub("", "".join(char for char in decomposed if not unicodedata.combining(char)))


def _iter_nearby_alts(element: HtmlElement) -> Iterator[str]:
    for ancestor in islice(element.iterancestors(), _MAX_PORTRAIT_LEVELS):
        yield from (alt for img in islice(ancestor.iter("img"), _MAX_PORTRAITS) if (alt := img.get("alt")))


@cache
def _profile_words() -> frozenset[str]:
    return frozenset(load_byline_file().markup.profile)
