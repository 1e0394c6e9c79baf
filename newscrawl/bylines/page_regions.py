"""The part of a page in which its byline may stand, divided at the headline.

What class names, tags and microdata say of an element: a byline, other people's names, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.html.blocks import MAX_CLASS_CHARS
from newscrawl.rules.word_lists import load_byline_file
from newscrawl.text import fold

NON_TEXT_TAGS = frozenset(
    "script style noscript template svg path g use rect circle button select option textarea iframe img picture source"
    " br hr input meta link title head html body video audio object embed".split()
)
"""Elements that hold no byline: no text of their own, or none that a reader sees as text."""

_EXCLUDED_TAGS = (NON_TEXT_TAGS - {"html", "body"}) | {"nav", "footer"}
"""Elements in which no byline of the article stands; a page has half of all its elements in them."""

_OTHER_REGION_TAGS = frozenset({"aside", "footer", "nav", "figure", "figcaption", "blockquote", "form", "dialog"})
_CLASS_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[a-zß-ÿ]+")
# "has-media", "withComments": what a part of a page has, not what it is.
_FEATURE_FLAG = re.compile(r"(?<![\w-])(?:has|with|no|is|js)(?=[-_A-Z])\S*")
_SITE_ACCOUNT_URL = re.compile(
    r"/(?:authors?|users?|autor|profile)/(?:admin|administrator|webmaster|root)/?$", re.IGNORECASE
)
_AUTHOR_ITEMPROPS = frozenset({"author", "creator"})
_CLASS, _ID, _TEST_ID, _REL, _ITEMPROP = b"class", b"id", b"data-testid", b"rel", b"itemprop"
"""As lxml wants them: names in letters it would encode again for each element."""


@cache
def _role_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = load_byline_file().markup
    return frozenset(words.byline), frozenset(words.other), frozenset(words.beside)


@lru_cache(maxsize=2**16)  # a page has some hundred names, and a site the same on every page
def classify_class_names(names: str) -> str:
    """Whether names of classes say "byline", "other" names, "beside" a byline, or nothing.

    >>> (classify_class_names("ArticleHeader-byline__a1"), classify_class_names("comment-author"),
    ...  classify_class_names("author-follow"), classify_class_names("lede"))
    ('byline', 'other', 'beside', '')
    """
    byline_markers, other_markers, beside_markers = _role_words()
    words = _split_class_names(names)
    if words.isdisjoint(byline_markers) and words.isdisjoint(other_markers):  # nearly always
        return ""
    words = _split_class_names(_FEATURE_FLAG.sub("", names))
    if words & other_markers:
        return "other"
    if words & byline_markers:
        return "beside" if words & beside_markers else "byline"
    return ""


def _split_class_names(names: str) -> set[str]:
    return {word.lower() for word in _CLASS_WORD.findall(names)}


def get_byline_role(element: HtmlElement) -> str:
    """What tag, class, id, test id, microdata and link relation say: "byline", "other" names, "beside", or nothing."""
    tag, get = element.tag, element.get
    if tag in _OTHER_REGION_TAGS:
        return "other"
    attribute_count = len(element.attrib)
    class_names = get(_CLASS) if attribute_count else None
    if (
        attribute_count == (class_names is not None) and tag != "address"
    ):  # nothing else is said, as of three elements of four
        return classify_class_names(class_names[:MAX_CLASS_CHARS]) if class_names else ""
    element_id, test_id = get(_ID), get(_TEST_ID)
    class_role = classify_class_names(class_names[:MAX_CLASS_CHARS]) if class_names else ""
    id_role = classify_class_names(element_id[:MAX_CLASS_CHARS]) if element_id else ""
    test_id_role = classify_class_names(test_id[:MAX_CLASS_CHARS]) if test_id else id_role
    if class_role == "other" or id_role == "other" or test_id_role == "other":
        return "other"
    if tag == "address":
        return "" if any(map(str.isdigit, element.text_content())) else "byline"  # a house number, a telephone
    if tag == "a" and get(_REL) == "author":
        return "byline"
    if not class_role and (test_id_role == "byline" or get(_ITEMPROP) in _AUTHOR_ITEMPROPS):
        return "byline"
    return class_role


def is_site_account_url(url: object) -> bool:
    """Whether the address is the profile of the account that publishes the site: nobody's name stands there.

    :param address: what a page states as one; JSON-LD may hold anything there.
    """
    return isinstance(url, str) and _SITE_ACCOUNT_URL.search(url) is not None


_MIN_HEADLINE_CHARS = 10
_MIN_ARTICLE_PARAGRAPHS = 3
_ROOT_TAGS = frozenset({"html", "body"})
_ARIA_HEADINGS = etree.XPath("descendant::*[@role='heading']")


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineRegions:
    """What may hold a byline on either side of the headline: nothing in a comment, a caption, a menu or a teaser."""

    after_headline: list[HtmlElement] = field(default_factory=list)
    """The elements after the headline, in page order: all elements, where there is no headline."""
    marked_before_headline: list[HtmlElement] = field(default_factory=list)
    """The elements before the headline that say "byline"."""
    marked_after_headline: list[HtmlElement] = field(default_factory=list)
    """The elements after it that do."""


def find_byline_regions(root: HtmlElement, title: str | None) -> BylineRegions:
    """The page's elements that may hold a byline, found in one walk that goes round all others.

    What holds the headline holds the whole article, whatever its class says.
    """
    headline = _find_headline(root, fold(title or ""))
    headline_ancestors = set() if headline is None else set(headline.iterancestors())
    regions = BylineRegions()
    past_headline = headline is None
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        tag = element.tag
        if tag in _EXCLUDED_TAGS:
            walk.skip_subtree()
            continue
        role = get_byline_role(element)
        if (
            role == "other" or (tag == "article" and headline_ancestors and _is_teaser(element))
        ) and element not in headline_ancestors:
            walk.skip_subtree()
        elif element is not headline and tag not in _ROOT_TAGS:
            if past_headline:
                regions.after_headline.append(element)
            if role == "byline" and element not in headline_ancestors:
                (regions.marked_after_headline if past_headline else regions.marked_before_headline).append(element)
        past_headline = past_headline or element is headline
    return regions


def _find_headline(root: HtmlElement, title: str) -> HtmlElement | None:
    """The first heading that says what the title says, else the first of the first rank."""
    first_h1 = None
    for element in root.iter("h1", "h2", "h3"):
        if title and _matches_title(element, title) and not _is_excluded(element):
            return element
        if first_h1 is None and element.tag == "h1" and not _is_excluded(element):
            first_h1 = element
    aria_headings: Iterator[HtmlElement] = iter(_ARIA_HEADINGS(root) if title else ())
    return next(
        (heading for heading in aria_headings if _matches_title(heading, title) and not _is_excluded(heading)), first_h1
    )


def _matches_title(heading: HtmlElement, title: str) -> bool:
    text = fold(heading.text_content())
    return len(text) > _MIN_HEADLINE_CHARS and (text in title or title in text)


def _is_excluded(element: HtmlElement) -> bool:
    return element.tag in _EXCLUDED_TAGS or any(ancestor.tag in _EXCLUDED_TAGS for ancestor in element.iterancestors())


def _is_teaser(article: HtmlElement) -> bool:
    """Whether an `article` without the headline is a teaser: it has hardly any paragraphs."""
    return len(list(islice(article.iter("p"), _MIN_ARTICLE_PARAGRAPHS))) < _MIN_ARTICLE_PARAGRAPHS
