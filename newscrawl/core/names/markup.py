"""What class names, tags and microdata say of an element: a byline, other people's names, or nothing."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lxml.html import HtmlElement

from newscrawl.core.markup.tags import LONGEST_NAMES
from newscrawl.rules.bylinewords import byline_words

SKIPPED = frozenset(
    "script style noscript template svg path g use rect circle button select option textarea iframe img picture source"
    " br hr input meta link title head html body video audio object embed".split()
)
"""Elements that hold no byline: no text of their own, or none that a reader sees as text."""

PASSED_OVER = (SKIPPED - {"html", "body"}) | {"nav", "footer"}
"""Elements in which no byline of the article stands; a page has half of all its elements in them."""

_ELSEWHERE = frozenset({"aside", "footer", "nav", "figure", "figcaption", "blockquote", "form", "dialog"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[a-zß-ÿ]+")
# "has-media", "withComments": what a part of a page has, not what it is.
_FLAG = re.compile(r"(?<![\w-])(?:has|with|no|is|js)(?=[-_A-Z])\S*")
_ACCOUNT = re.compile(r"/(?:authors?|users?|autor|profile)/(?:admin|administrator|webmaster|root)/?$", re.IGNORECASE)
_PEOPLE = frozenset({"author", "creator"})
_CLASS, _ID, _TEST_ID, _REL, _ITEMPROP = b"class", b"id", b"data-testid", b"rel", b"itemprop"
"""As lxml wants them: names in letters it would encode again for each element."""


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = byline_words().markup
    return frozenset(words.byline), frozenset(words.other), frozenset(words.beside)


@lru_cache(maxsize=2**16)  # a page has some hundred names, and a site the same on every page
def verdict(names: str) -> str:
    """Whether names of classes say "byline", "other" names, "beside" a byline, or nothing.

    >>> verdict("ArticleHeader-byline__a1"), verdict("comment-author"), verdict("author-follow"), verdict("lede")
    ('byline', 'other', 'beside', '')
    """
    byline, other, beside = _words()
    words = _words_of(names)
    if words.isdisjoint(byline) and words.isdisjoint(other):  # nearly always
        return ""
    words = _words_of(_FLAG.sub("", names))
    if words & other:
        return "other"
    if words & byline:
        return "beside" if words & beside else "byline"
    return ""


def _words_of(names: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(names)}


def sense(element: HtmlElement) -> str:
    """What tag, class, id, test id, microdata and link relation say: "byline", "other" names, "beside", or nothing."""
    tag, get = element.tag, element.get
    if tag in _ELSEWHERE:
        return "other"
    attributes = len(element.attrib)
    names = get(_CLASS) if attributes else None
    if attributes == (names is not None) and tag != "address":  # nothing else is said, as of three elements of four
        return verdict(names[:LONGEST_NAMES]) if names else ""
    name, test = get(_ID), get(_TEST_ID)
    said = verdict(names[:LONGEST_NAMES]) if names else ""
    named = verdict(name[:LONGEST_NAMES]) if name else ""
    tested = verdict(test[:LONGEST_NAMES]) if test else named
    if said == "other" or named == "other" or tested == "other":
        return "other"
    if tag == "address":
        return "" if any(map(str.isdigit, element.text_content())) else "byline"  # a house number, a telephone
    if tag == "a" and get(_REL) == "author":
        return "byline"
    if not said and (tested == "byline" or get(_ITEMPROP) in _PEOPLE):
        return "byline"
    return said


def is_account(address: object) -> bool:
    """Whether the address is the profile of the account that publishes the site: nobody's name stands there.

    :param address: what a page states as one; JSON-LD may hold anything there.
    """
    return isinstance(address, str) and _ACCOUNT.search(address) is not None
