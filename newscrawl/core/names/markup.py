"""What class names, tags and microdata say of an element: a byline, other people's names, or nothing."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lxml.html import HtmlElement

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
_ATTRIBUTES = ("class", "id", "data-testid")
_ACCOUNT = re.compile(r"/(?:authors?|users?|autor|profile)/(?:admin|administrator|webmaster|root)/?$", re.IGNORECASE)
_PEOPLE = frozenset({"author", "creator"})
_TEASER_PARAGRAPHS = 3


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = byline_words().markup
    return frozenset(words.byline), frozenset(words.other), frozenset(words.beside)


@cache
def _stems() -> re.Pattern[str]:
    """What every word for a byline holds, without its first letter: a quick look before the slow one."""
    stems = {word[1:] for word in _words()[0]}
    return re.compile("|".join(sorted(stem for stem in stems if not any(one in stem for one in stems if one != stem))))


@lru_cache(maxsize=2**16)  # a page has some hundred names, and a site the same on every page
def says_byline(names: str) -> bool:
    """Whether names of classes say "byline" and nothing against it."""
    return _stems().search(names) is not None and verdict(names) == "byline"


@lru_cache(maxsize=8192)
def verdict(names: str) -> str:
    """Whether names of classes say "byline", "other" names, "beside" a byline, or nothing.

    >>> verdict("ArticleHeader-byline__a1"), verdict("comment-author"), verdict("author-follow"), verdict("lede")
    ('byline', 'other', 'beside', '')
    """
    byline, other, beside = _words()
    words = {word.lower() for word in _WORD.findall(_FLAG.sub("", names))}
    if words & other:
        return "other"
    if words & byline:
        return "beside" if words & beside else "byline"
    return ""


def is_marked(element: HtmlElement) -> bool:
    """Whether a class, an id, a test id, microdata or a link relation says "byline"."""
    tag = element.tag
    if tag == "address":
        return not any(map(str.isdigit, element.text_content()))  # a house number or a telephone is no byline
    get = element.get
    if tag == "a" and get("rel") == "author":
        return True
    names = get("class")
    if names is not None and says_byline(names):
        return True
    name = get("data-testid") or get("id")
    if (name is not None and says_byline(name)) or get("itemprop") in _PEOPLE:
        return names is None or not verdict(names)
    return False


def is_account(address: str | None) -> bool:
    """Whether the address is the profile of the account that publishes the site: nobody's name stands there."""
    return address is not None and _ACCOUNT.search(address) is not None


def holds_others(element: HtmlElement) -> bool:
    """Whether names in this element are not the article's authors."""
    if element.tag in _ELSEWHERE:
        return True
    return any(value is not None and verdict(value) == "other" for value in map(element.get, _ATTRIBUTES))


class Surroundings:
    """Tells which elements belong to a comment, a caption, a teaser or another article; each ancestor is asked once."""

    def __init__(self, above: set[HtmlElement]) -> None:
        """:param above: what holds the headline: it holds everything else too, whatever its class says."""
        self._above = above
        self._known: dict[HtmlElement, bool] = {}

    def elsewhere(self, element: HtmlElement) -> bool:
        """Whether names in the element are not those of the article's authors."""
        if element in self._above:
            return True
        path: list[HtmlElement] = []
        at: HtmlElement | None = element
        answer = False
        while at is not None and at not in self._above:
            known = self._known.get(at)
            if known is not None:
                answer = known
                break
            path.append(at)
            at = at.getparent()
        for one in reversed(path):
            answer = answer or holds_others(one) or (bool(self._above) and one.tag == "article" and _is_teaser(one))
            self._known[one] = answer
        return answer


def _is_teaser(article: HtmlElement) -> bool:
    """Whether an `article` without the headline is a teaser: it has hardly any paragraphs."""
    return sum(1 for _, _ in zip(range(_TEASER_PARAGRAPHS), article.iter("p"), strict=False)) < _TEASER_PARAGRAPHS
