"""Whether a link leads to an article: a table of small statements, each of which can be read on its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from newscrawl.core.finding.anchors import Anchor
from newscrawl.core.finding.paths import PathShape, shape_of
from newscrawl.core.finding.signs import has_day, has_id
from newscrawl.core.text import fold, words
from newscrawl.core.urls import registrable_domain
from newscrawl.rules.model import NavigationWords

_LABEL, _SHORT_HEADLINE, _LONG_HEADLINE = 6, 18, 32
"""How much a label says, in Latin letters. Of the names of sections, nine in ten are shorter than the second and all
than the third; of headlines, nineteen in twenty are longer than the second. "Photo" is shorter than the first."""
_FEWEST_WORDS = 3
_WIDE_LETTER, _OTHER_LETTER = 2.5, 1.25
"""What a Chinese, Japanese or Korean sign says, in Latin letters, and what one of any other script does: most of them
write fewer vowels."""
_FEWEST_HEADLINES = 4
_NEARLY_ALL = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A link, and what its address alone says."""

    anchor: Anchor
    shape: PathShape
    day: bool
    """Whether a day stands in the address."""
    id: bool
    """Whether a number stands in it that is none."""

    @property
    def numbered(self) -> bool:
        """Whether either stands in it."""
        return self.day or self.id


def articles(
    anchors: Iterable[Anchor], *, listed: Collection[str], domains: Collection[str], navigation: NavigationWords
) -> list[Anchor]:
    """Those of a page's links that lead to articles, as far as one can tell without asking for them.

    :param listed: the addresses that the page's JSON-LD has in an `ItemList`.
    :param domains: the registrable domains of the site.
    """
    own = [
        Judged(anchor=anchor, shape=shape, day=has_day(anchor.url), id=has_id(anchor.url))
        for anchor in anchors
        if registrable_domain(anchor.url) in domains and (shape := shape_of(anchor.url, navigation)) != "never"
    ]
    numbers = numbers_its_articles(own)
    return [one.anchor for one in own if one.anchor.url in listed or is_article(one, site_numbers=numbers)]


def numbers_its_articles(links: Iterable[Judged]) -> bool:
    """Whether nearly all headlines of the page lead to addresses with a day or a number: then all its articles do."""
    headlines = [
        one.numbered
        for one in links
        if one.anchor.outside_menus and not one.anchor.heads_list and is_headline(one.anchor.text)
    ]
    return len(headlines) >= _FEWEST_HEADLINES and sum(headlines) >= _NEARLY_ALL * len(headlines)


def is_article(link: Judged, *, site_numbers: bool) -> bool:
    """Whether a link leads to an article, by its address, its label and its place.

    :param site_numbers: the page's headlines nearly all lead to numbered addresses.
    """
    anchor = link.anchor
    long = is_headline(anchor.text, long=True)
    if anchor.heads_list or not anchor.unlabelled:
        return long and link.numbered and anchor.unlabelled
    if not anchor.outside_menus:
        return long and link.numbered and anchor.in_menu
    placed = anchor.headed or anchor.carded or anchor.repeated
    if link.numbered:
        sure = (link.day and link.id) or anchor.headed or says_enough(anchor)
        return sure or (placed and weight(anchor.text) >= _LABEL)
    teased = anchor.headed and anchor.carded and (anchor.described or anchor.dated)
    if anchor.in_menu and not long:  # a section, which has its place on the page as well
        return False
    if site_numbers:
        return (teased and is_headline(anchor.text)) or (link.shape == "strong" and long and placed)
    if link.shape == "strong" and placed and says_enough(anchor):
        return True
    if link.shape == "plain":
        return teased or (long and anchor.repeated)
    return teased or long or (is_headline(anchor.text) and placed)


def says_enough(anchor: Anchor) -> bool:
    """Whether the link, or the card round one that only says "Read more", has a headline."""
    return is_headline(anchor.text) or is_headline(anchor.card_title)


def is_headline(text: str, *, long: bool = False) -> bool:
    """Whether a label is long enough for a headline; with `long`, too long for anything else.

    >>> is_headline("Ferry talks fail again"), is_headline("Arts & Culture"), is_headline("港町の夏、氷の上で宿題")
    (True, False, True)
    """
    unspaced = weight(text) > len(text) * 1.5 or _is_unspaced(text)
    enough = unspaced or len(words(fold(text))) >= (_FEWEST_WORDS + long)
    return enough and weight(text) >= (_LONG_HEADLINE if long else _SHORT_HEADLINE)


def weight(text: str) -> float:
    """How much a label says, in Latin letters."""
    return sum(_WIDE_LETTER if _is_wide(letter) else _OTHER_LETTER if letter > "\u036f" else 1 for letter in text)


def _is_wide(letter: str) -> bool:
    return letter > "\u2e7f" and unicodedata.east_asian_width(letter) == "W"


def _is_unspaced(text: str) -> bool:
    """Whether the script sets no space between words: Thai, Lao, Khmer, Burmese."""
    return any(
        "\u0e00" <= letter <= "\u0eff" or "\u1000" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff"
        for letter in text
    )
