"""The other pages of an article, as one of them links them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newscrawl.core.finding.anchors import label_of
from newscrawl.core.finding.nextpages import is_next_label
from newscrawl.core.finding.pagenumbers import Numbered, base_of, is_following, numbered
from newscrawl.core.finding.signs import has_day, has_id, segments_of, slug_words
from newscrawl.core.text import fold
from newscrawl.core.urls import absolute, normalise_url
from newscrawl.rules.model import NavigationWords

_NO_ARTICLE = frozenset(
    """gallery galleries galerie galeria galleria slideshow slideshows slide diaporama bildergalerie bilder fotostrecke
    fotos photos pictures fotogalerie fotogaleria fotogallery comments kommentare""".split()
)
"""Segments of addresses whose numbers count pictures or readers' comments."""
_OTHER_PARTS = re.compile(
    r"comment|kommentar|carousel|slid(?:e|er|eshow)|swiper|gallery|lightbox|related|replies", re.IGNORECASE
)
"""Classes and ids of what has pages of its own within an article's page."""
_NEAR = 4
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPages:
    """What the page of an article links of the article itself."""

    next: str | None = None
    previous: str | None = None
    whole: str | None = None
    """All of it on one page."""


def other_pages(root: HtmlElement, *, url: str | None, navigation: NavigationWords) -> OtherPages | None:
    """The other pages of the article at `url`; None where it has only this one, as nearly all have.

    A link counts if it says so (by `rel`, by its label in any language, by a number) *and* its address is the page's
    own but for the number. So the next article, the next picture, further comments and lists do not count.
    """
    if url is None or absolute(None, url) is None:
        return None
    at = numbered(url)
    if not _may_have_pages(url, at):
        return None
    stated = next((href for one in root.iter("base") if (href := one.get("href")) is not None), None)
    own = [*_links_to_itself(root, absolute(url, stated) or url, url, at, navigation)]
    following = next((to for link, to in own if is_following(to, url) and _says_page(link, to, navigation)), None)
    previous = next((to for _, to in own if _is_before(to, url)), None)
    if following is None and previous is None:
        return None
    whole = next((to for link, to in own if _is_whole(link, to, url, navigation)), None)
    return OtherPages(next=following, previous=previous, whole=whole)


def _may_have_pages(url: str, at: Numbered | None) -> bool:
    """Whether the address can be one of an article's pages: not that of a gallery, nor a mere `/news/12`."""
    name = at.base if at else url
    return not _NO_ARTICLE & set(segments_of(url)) and (len(slug_words(name)) > 1 or has_id(name) or has_day(name))


def _links_to_itself(
    root: HtmlElement, base: str, url: str, at: Numbered | None, navigation: NavigationWords
) -> Iterator[tuple[HtmlElement, str]]:
    """The links whose address is the page's own but for the number of the page, or that lead to all of it."""
    first = at.base if at else base_of(url)
    name = urlsplit(first).path.rpartition("/")[2]
    spelled = unquote(name)
    for link in root.iter("a", "link"):
        href = link.get("href")
        if not href or not (name in href or spelled in href or href[0] == "?"):  # nearly all links
            continue
        address = absolute(base, href)
        if not address or address == url or _is_elsewhere(link, address):
            continue
        if _belongs(link, address, first, navigation, paged=at is not None):
            yield link, address


def _belongs(link: HtmlElement, address: str, first: str, navigation: NavigationWords, *, paged: bool) -> bool:
    if to := numbered(address):
        return to.base == first
    if fold(label_of(link)) in navigation.whole:
        parts = urlsplit(address)
        return normalise_url(parts._replace(query="", fragment="").geturl()).startswith(first.partition("?")[0])
    return paged and base_of(address) == first


def _is_elsewhere(link: HtmlElement, address: str) -> bool:
    """Whether the link stands in a gallery or among comments, or leads to them."""
    if "comment" in urlsplit(address).fragment.lower():
        return True
    near = (link, *islice(link.iterancestors(), _NEAR))
    return any(_OTHER_PARTS.search(f"{part.get('class') or ''} {part.get('id') or ''}") for part in near)


def _says_page(link: HtmlElement, address: str, navigation: NavigationWords) -> bool:
    if "next" in (link.get("rel") or "").lower().split():
        return True
    to, label = numbered(address), label_of(link)
    number = re.search(r"\d+", label) if len(label) <= _LONGEST_LABEL else None
    return is_next_label(label, navigation) or bool(to and number and int(number[0]) == to.number)


def _is_before(address: str, url: str) -> bool:
    """Whether `address` is the page before `url`."""
    at, to = numbered(url), numbered(address)
    if at is None or at.number <= 1:
        return False
    if to is None:
        return at.number == 2 and base_of(address) == at.base
    return to.base == at.base and to.number == at.number - 1


def _is_whole(link: HtmlElement, address: str, url: str, navigation: NavigationWords) -> bool:
    """Whether the link leads to all of the article on one page: by its label, and by an address that has no number."""
    if normalise_url(address) == normalise_url(url) or fold(label_of(link)) not in navigation.whole:
        return False
    return numbered(address) is None
